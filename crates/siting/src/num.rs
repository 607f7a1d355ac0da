//! Indices and counts between the widths in which they are stored and computed with.

use kernel::count;

/// A stored index as an index.
#[expect(clippy::as_conversions, reason = "u32 to usize loses nothing on the machines we run on")]
pub(crate) const fn at(index: u32) -> usize {
    index as usize
}

/// An index as it is stored. Builders refuse more than `u32::MAX` sites or rows.
pub(crate) fn id(index: usize) -> u32 {
    count::to_u32(index)
}

/// A count as a float, exact up to 2^53.
pub(crate) fn float(number: usize) -> f64 {
    count::size_to_f64(number)
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): kicks and redraws keep no secret and are many.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..bound`; 0 when that is empty.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }
}
