//! Which proposals are sure enough to be drawn without asking anybody.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::{linker::Link, table::Table};

/// What is done with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Both are one person.
    Link,
    /// A person looks at it.
    Review,
}

/// The heaviest proposals of one record towards one source.
#[derive(Debug, Clone, Copy)]
struct Best {
    bits: f64,
    next: f64,
}

/// Decides on each proposal: linked when it is at least this probable and, where each source lists
/// everybody once, when no other record of the same source comes near: with two candidates the
/// better one must itself be that probable against the other.
pub fn decide(table: &Table, links: &[Link], least: f64, across_sources: bool) -> Vec<Decision> {
    let mut best: HashMap<(u32, u16), Best, FixedState> = HashMap::default();
    let ends =
        |link: &Link| [(link.one, table.source(link.other)), (link.other, table.source(link.one))];
    for link in links.iter().filter(|_| across_sources) {
        for end in ends(link) {
            let nobody = Best { bits: f64::NEG_INFINITY, next: f64::NEG_INFINITY };
            let best = best.entry(end).or_insert(nobody);
            *best = if link.bits > best.bits {
                Best { bits: link.bits, next: best.bits }
            } else {
                Best { bits: best.bits, next: best.next.max(link.bits) }
            };
        }
    }
    let asked = (least / (1.0 - least)).log2();
    let alone = |link: &Link| {
        ends(link).iter().all(|end| {
            let Some(best) = best.get(end) else { return true };
            link.bits >= best.bits && link.bits - best.next >= asked
        })
    };
    let decision = |link: &Link| {
        if link.bits >= asked && alone(link) { Decision::Link } else { Decision::Review }
    };
    links.iter().map(decision).collect()
}

/// The least probability, `floor` or above, from which on all links together are expected to be
/// wrong in no more than this share: the proposals, and links that stand already. What each says of
/// itself decides, nothing else.
pub fn least_for(probabilities: impl IntoIterator<Item = f64>, wrong: f64, floor: f64) -> f64 {
    let mut doubts: Vec<f64> = probabilities.into_iter().map(|sure| 1.0 - sure).collect();
    doubts.sort_by(f64::total_cmp);
    let (mut sum, mut least) = (0.0, 1.0);
    let mut counted = 0.0;
    for doubt in doubts.into_iter().take_while(|doubt| *doubt <= 1.0 - floor) {
        sum += doubt;
        counted += 1.0;
        if sum <= wrong * counted {
            least = 1.0 - doubt;
        }
    }
    least.clamp(floor, 1.0 - f64::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_follows_from_what_is_expected_to_be_wrong() {
        let link = |bits| Link { one: 0, other: 1, bits };
        // A hundred that are sure and some that are wrong once in 17, 33 and 1,025 times.
        let sure = || (0..100).map(|_| link(30.0));
        let least = |bits: &[f64]| {
            let some = sure().chain(bits.iter().map(|bits| link(*bits)));
            least_for(some.map(|link| link.probability()), 0.000_5, 0.9)
        };
        assert!((least(&[10.0]) - 1.0 / (1.0 + 0.5_f64.powi(10))).abs() < 1e-9);
        assert!((least(&[4.0, 5.0]) - link(5.0).probability()).abs() < 1e-9);
        assert!((least(&[0.0]) - link(30.0).probability()).abs() < 1e-9, "even odds are below");
        assert!(least_for([], 0.001, 0.99) > 0.99);
    }

    #[test]
    fn two_candidates_of_one_source_are_for_a_person_to_tell_apart() {
        let mut table = Table::new(&["name"]);
        for source in [0, 1, 1, 2, 0, 1] {
            table.push(source, [Some("王伟")]);
        }
        let link = |one, other, bits| Link { one, other, bits };
        let links = [
            // Two of source 1 that are as good as each other; one of source 2.
            link(0, 1, 9.0),
            link(0, 2, 8.0),
            link(0, 3, 9.0),
            // One that is far better than the other, one too weak.
            link(4, 5, 30.0),
            link(4, 2, 3.0),
        ];
        let decided = decide(&table, &links, 0.99, true);
        let (yes, ask) = (Decision::Link, Decision::Review);
        assert_eq!(decided, [ask, ask, yes, yes, ask]);
        assert_eq!(decide(&table, &links, 0.99, false), [yes, yes, yes, yes, ask]);
    }
}
