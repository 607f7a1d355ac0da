//! m without examples: expectation-maximisation (Dempster, Laird and Rubin 1977) over the pairs of
//! one rule, of which some are one person and some are not, and nobody says which.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::{compare::Comparison, model::NEVER, pattern::Layout};

const ROUNDS_MAX: usize = 300;
/// EM ends when no share moves by more than this.
const SETTLED: f64 = 1e-6;

/// How many pairs of a rule have each pattern.
pub(crate) type Patterns = HashMap<u64, u32, FixedState>;

/// Patterns as EM reads them.
#[derive(Debug)]
pub(crate) struct Counted {
    /// How many pairs have each pattern.
    counts: Vec<f64>,
    /// For each pattern, where the outcome of each comparison stands in a row of shares.
    places: Vec<usize>,
    /// Where the shares of each comparison begin in a row; each is preceded by one of silence.
    begins: Vec<usize>,
    /// How long a row of shares is.
    length: usize,
}

/// What EM has come to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mixture {
    /// The share of pairs that are one person.
    pub share: f64,
    /// m of each comparison, by outcome.
    pub m: Vec<Vec<f64>>,
}

impl Counted {
    pub fn new(patterns: &Patterns, layout: &Layout, comparisons: &[Comparison]) -> Self {
        // In one order, so that the same records always give the same sums.
        let mut ordered: Vec<(&u64, &u32)> = patterns.iter().collect();
        ordered.sort_unstable();
        let mut length = 0;
        let begins = comparisons.iter().map(|comparison| {
            let begin = length;
            length += comparison.outcomes() + 1;
            begin
        });
        let begins: Vec<usize> = begins.collect();
        let places = ordered.iter().flat_map(|(pattern, _)| {
            let outcomes = layout.outcomes(**pattern).zip(&begins);
            outcomes.map(|(outcome, begin)| begin + outcome.map_or(0, |outcome| outcome + 1))
        });
        let places = places.collect();
        let counts = ordered.iter().map(|(_, count)| f64::from(**count)).collect();
        Self { counts, places, begins, length }
    }

    /// How many pairs there are.
    pub fn pairs(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// What the pairs tell, when u is known.
    pub fn learn(&self, comparisons: &[Comparison], u: &[Vec<f64>]) -> Mixture {
        let mut mixture = Mixture { share: 0.5, m: comparisons.iter().map(likely).collect() };
        for _ in 0..ROUNDS_MAX {
            let next = self.round(&mixture, u).0;
            let shares = mixture.m.iter().flatten().zip(next.m.iter().flatten());
            let moved = shares.map(|(one, other)| (one - other).abs());
            let moved = moved.fold((next.share - mixture.share).abs(), f64::max);
            mixture = next;
            if moved < SETTLED {
                break;
            }
        }
        mixture
    }

    /// One round: how likely each pattern is one person, then the shares anew. Beside them the
    /// log-likelihood of the shares before, which no round may lower.
    fn round(&self, mixture: &Mixture, u: &[Vec<f64>]) -> (Mixture, f64) {
        let (as_one, as_two) = (Self::row(&mixture.m), Self::row(u));
        let mut sums = vec![0.0; self.length];
        let (mut matches, mut likelihood) = (0.0, 0.0);
        let patterns = self.places.chunks_exact(self.begins.len().max(1));
        for (places, count) in patterns.zip(&self.counts) {
            let of = |row: &[f64]| places.iter().filter_map(|at| row.get(*at)).product::<f64>();
            let as_one = mixture.share * of(&as_one);
            let either = (as_one + (1.0 - mixture.share) * of(&as_two)).max(f64::MIN_POSITIVE);
            let likely = count * as_one / either;
            likelihood += count * either.ln();
            matches += likely;
            for place in places {
                sums.get_mut(*place).into_iter().for_each(|sum| *sum += likely);
            }
        }
        let m = self.begins.iter().zip(&mixture.m).map(|(begin, before)| {
            let sums = sums.iter().skip(begin + 1).take(before.len());
            let all = sums.clone().sum::<f64>().max(f64::MIN_POSITIVE);
            sums.map(|sum| sum / all).collect()
        });
        let all = self.pairs();
        // Rounding may lift the sum of what is likely above the count of all.
        let share = if all > 0.0 { (matches / all).min(1.0) } else { mixture.share };
        (Mixture { share, m: m.collect() }, likelihood)
    }

    /// Shares in one row, silence saying nothing either way.
    fn row(shares: &[Vec<f64>]) -> Vec<f64> {
        let floored = |share: &f64| share.max(NEVER);
        let of = |shares: &Vec<f64>| [1.0].into_iter().chain(shares.iter().map(floored)).collect();
        shares.iter().flat_map(|shares| -> Vec<f64> { of(shares) }).collect()
    }
}

/// Where EM begins: the same is likely, every further level less.
fn likely(comparison: &Comparison) -> Vec<f64> {
    let falling = |at: usize| 0.2_f64.powi(i32::try_from(at).unwrap_or(9));
    let shares: Vec<f64> = (0..comparison.outcomes()).map(falling).collect();
    let all: f64 = shares.iter().sum();
    shares.iter().map(|share| share / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level::{Edits, Same};
    use proptest::prelude::*;

    fn comparisons() -> Vec<Comparison> {
        [vec![Same], vec![Same, Edits(1)], vec![Same], vec![Same, Edits(1), Edits(2)]]
            .map(|levels| Comparison::new("", levels))
            .to_vec()
    }

    fn shares(dice: &[u8]) -> Vec<f64> {
        let all: f64 = dice.iter().map(|share| f64::from(*share) + 1.0).sum();
        dice.iter().map(|share| (f64::from(*share) + 1.0) / all).collect()
    }

    proptest! {
        #[test]
        fn the_likelihood_never_falls(
            found in proptest::collection::vec((any::<[u8; 4]>(), 1_u32..500), 1..60),
            u in any::<[[u8; 4]; 4]>(),
        ) {
            let comparisons = comparisons();
            let layout = Layout::new(&comparisons).unwrap();
            let mut patterns = Patterns::default();
            for (outcomes, count) in found {
                let each = comparisons.iter().zip(outcomes).enumerate();
                let pattern = each.map(|(number, (comparison, dice))| {
                    let outcome = usize::from(dice) % (comparison.outcomes() + 1);
                    outcome.checked_sub(1).map_or(0, |outcome| layout.bits(number, outcome))
                });
                *patterns.entry(pattern.sum()).or_default() += count;
            }
            let u: Vec<Vec<f64>> =
                comparisons.iter().zip(u).map(|(one, u)| shares(&u[..one.outcomes()])).collect();
            let counted = Counted::new(&patterns, &layout, &comparisons);
            let mut mixture = Mixture { share: 0.5, m: comparisons.iter().map(likely).collect() };
            let mut before = f64::NEG_INFINITY;
            for _ in 0..50 {
                let (next, likelihood) = counted.round(&mixture, &u);
                // A share that falls below the smallest that is believed is taken for that.
                prop_assert!(likelihood >= before - 1e-6 * before.abs().min(1e9), "{} {}", before, likelihood);
                prop_assert!((0.0..=1.0).contains(&next.share));
                (mixture, before) = (next, likelihood);
            }
        }
    }

    #[test]
    fn what_was_mixed_is_told_apart() {
        let comparisons = comparisons();
        let layout = Layout::new(&comparisons).unwrap();
        let m: [&[f64]; 4] = [&[0.9, 0.1], &[0.8, 0.15, 0.05], &[0.7, 0.3], &[0.6, 0.2, 0.1, 0.1]];
        let u: [&[f64]; 4] =
            [&[0.1, 0.9], &[0.02, 0.08, 0.9], &[0.3, 0.7], &[0.01, 0.04, 0.05, 0.9]];
        let share = 0.3;
        let mut patterns = Patterns::default();
        for number in 0..2 * 3 * 2 * 4 {
            let outcomes = [number % 2, number / 2 % 3, number / 6 % 2, number / 12];
            let of = |shares: &[&[f64]; 4]| -> f64 {
                outcomes.iter().zip(shares).map(|(outcome, shares)| shares[*outcome]).product()
            };
            let pairs = 1e8 * (share * of(&m) + (1.0 - share) * of(&u));
            let each = outcomes.iter().enumerate();
            let pattern = each.map(|(number, outcome)| layout.bits(number, *outcome)).sum();
            patterns.insert(pattern, format!("{pairs:.0}").parse().unwrap());
        }
        let counted = Counted::new(&patterns, &layout, &comparisons);
        let found = counted.learn(&comparisons, &u.map(<[f64]>::to_vec));
        assert!((found.share - share).abs() < 1e-3, "{found:?}");
        for (found, planted) in found.m.iter().zip(m) {
            assert!(found.iter().zip(planted).all(|(a, b)| (a - b).abs() < 1e-3), "{found:?}");
        }
    }
}
