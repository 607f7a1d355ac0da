//! Chance. Every draw of the city comes from its seed, in whole numbers, so that every machine
//! draws the same.

use kernel::{Rng as _, SeededRng};

/// A seeded source of draws.
pub struct Dice(SeededRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }
    /// Dice for one thing of many: its draws do not shift when another thing draws more.
    pub fn of(seed: u64, kind: &str, number: u64) -> Self {
        let kind = kind.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
        let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31) ^ kind;
        Self::new(mixed.wrapping_mul(0xd134_2543_de82_ef95).rotate_left(17) ^ number)
    }
    /// A fresh seed.
    pub fn seed(&mut self) -> u64 {
        self.0.next()
    }
    /// A number in `0..bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.below(u64::try_from(bound).unwrap_or(0))).unwrap_or(0)
    }
    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.0.below(width)).unwrap_or(0)
    }
    /// True `permille` times in a thousand.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.0.below(1_000) < permille
    }
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
    /// One of the texts, or nothing when there is none.
    pub fn word<'a>(&mut self, from: &'a [String]) -> &'a str {
        self.pick(from).map_or("", String::as_str)
    }
    /// An index, as often as its weight says; 0 when all weights are 0.
    pub fn weighted(&mut self, weights: impl IntoIterator<Item = u64> + Clone) -> usize {
        let mut left = self.0.below(weights.clone().into_iter().sum());
        for (index, weight) in weights.into_iter().enumerate() {
            if left < weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_weights_and_dice_of_different_things_differ() {
        let mut dice = Dice::new(1);
        let mut counts = [0; 3];
        (0..3_000).for_each(|_| counts[dice.weighted([1, 0, 2])] += 1);
        assert!(counts[1] == 0 && (900..1_100).contains(&counts[0]), "{counts:?}");
        assert!((0..100).all(|_| (3..=5).contains(&dice.between(3, 5))));
        assert_ne!(Dice::of(1, "a", 1).seed(), Dice::of(1, "a", 2).seed());
        assert_ne!(Dice::of(1, "a", 1).seed(), Dice::of(1, "b", 1).seed());
        assert_eq!(Dice::of(1, "a", 1).seed(), Dice::of(1, "a", 1).seed());
    }
}
