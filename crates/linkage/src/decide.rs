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

#[cfg(test)]
mod tests {
    use super::*;

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
