//! Small sets of numbered things: kinds, amenities, voltages, groups of people.

use serde::{Deserialize, Serialize};

/// A set of numbers from 0 to 63. The catalogue numbers what it declares in its own order; the
/// engine knows the numbers only. They are good for one run of the program and are not stored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Set(u64);

impl Set {
    /// How many different things a set can tell apart.
    pub const SIZE: u8 = 64;
    /// Nothing.
    pub const EMPTY: Self = Self(0);
    /// Everything.
    pub const ALL: Self = Self(u64::MAX);

    /// The set of one; empty when the number is [`Set::SIZE`] or more.
    pub const fn one(number: u8) -> Self {
        if number < Self::SIZE { Self(1 << number) } else { Self::EMPTY }
    }
    /// With one more; unchanged when the number is [`Set::SIZE`] or more.
    #[must_use]
    pub const fn with(self, number: u8) -> Self {
        self.union(Self::one(number))
    }
    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// What is in both.
    #[must_use]
    pub const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
    /// What is in this one and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
    /// Whether everything in `other` is in this one too.
    pub const fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
    /// Whether anything is in both.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
    /// Whether the number is in it.
    pub const fn has(self, number: u8) -> bool {
        self.meets(Self::one(number))
    }
    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// How many are in it.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }
    /// The numbers in it, in order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        (0..Self::SIZE).filter(move |number| self.has(*number))
    }
}

impl FromIterator<u8> for Set {
    fn from_iter<I: IntoIterator<Item = u8>>(numbers: I) -> Self {
        numbers.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_numbers_below_sixty_four() {
        let set: Set = [0, 5, 63, 64, 200].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 5, 63]);
        assert_eq!((set.len(), set.has(64), Set::EMPTY.is_empty()), (3, false, true));
        assert!(set.has_all(Set::one(5)) && !set.has_all(Set::one(5).with(6)));
        assert!(set.meets(Set::one(5).with(6)) && !set.without(Set::one(5)).has(5));
        assert_eq!(Set::ALL.len(), 64);
    }
}
