//! How well records were linked, over pairs of records.

use std::collections::HashMap;

use kernel::count::{ratio, size_to_f64};
use serde::Serialize;

/// What came of a night.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    pub records: usize,
    /// Pairs of records that are about one person.
    pub true_pairs: i64,
    /// Pairs that were taken for one person.
    pub linked_pairs: i64,
    /// Of those, the right ones.
    pub right_pairs: i64,
    /// Right ones among those that were linked, from 0 to 1.
    pub precision: f64,
    /// Right ones among those that there are.
    pub recall: f64,
    /// Records about which a person is asked.
    pub asked: usize,
    /// Of all records.
    pub asked_share: f64,
}

impl Score {
    /// `records` are whom each is about and whom it was taken for (the same number for the same
    /// person); `asked` how many different records a person is asked about.
    pub fn new(records: &[(usize, usize)], asked: usize) -> Self {
        let true_pairs = pairs(records.iter().map(|(truth, _)| (*truth, 0)));
        let linked_pairs = pairs(records.iter().map(|(_, found)| (*found, 0)));
        let right_pairs = pairs(records.iter().copied());
        Self {
            records: records.len(),
            true_pairs,
            linked_pairs,
            right_pairs,
            precision: if linked_pairs == 0 { 1.0 } else { ratio(right_pairs, linked_pairs) },
            recall: ratio(right_pairs, true_pairs),
            asked,
            asked_share: size_to_f64(asked) / size_to_f64(records.len()).max(1.0),
        }
    }

    /// Whether it is good enough: precision 99.9 %, recall 97 %, 2 % put to a person.
    pub fn holds(&self) -> bool {
        self.precision >= 0.999 && self.recall >= 0.97 && self.asked_share <= 0.02
    }
}

/// Pairs of records with the same key.
fn pairs(keys: impl Iterator<Item = (usize, usize)>) -> i64 {
    let mut counts: HashMap<(usize, usize), i64> = HashMap::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    counts.values().map(|count| count * (count - 1) / 2).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_within_what_was_taken_for_one_person() {
        // Persons 1 (three records), 2 (two), 3; taken for: one of 1 left out, 2 joined with 3.
        let score = Score::new(&[(1, 1), (1, 1), (1, 9), (2, 2), (2, 2), (3, 2)], 3);
        assert_eq!((score.true_pairs, score.linked_pairs, score.right_pairs), (4, 4, 2));
        assert_eq!((score.precision, score.recall, score.asked_share), (0.5, 0.5, 0.5));
        assert!(!score.holds() && Score::new(&[(1, 1), (1, 1), (2, 2)], 0).holds());
    }
}
