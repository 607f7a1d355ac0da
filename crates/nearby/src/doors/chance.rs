//! Draws from a seed.

use kernel::count::to_f64;

/// SplitMix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014): the scene draws millions of
/// times and keeps no secret, so it needs speed rather than the kernel's cipher.
pub(super) struct Chance(u64);

impl Chance {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    /// From 0 to 1, 1 excluded.
    pub fn unit(&mut self) -> f64 {
        to_f64(i64::try_from(self.next() >> 11).unwrap_or(0)) / 9_007_199_254_740_992.0
    }
    pub fn hits(&mut self, share: f64) -> bool {
        self.unit() < share
    }
    /// A number in `0..bound`; 0 when that is empty.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(1).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }
    /// So many different numbers below `bound`, in order.
    pub fn some(&mut self, bound: usize, count: usize) -> Vec<usize> {
        let mut picked = std::collections::BTreeSet::new();
        while picked.len() < count.min(bound) {
            picked.insert(self.below(bound));
        }
        picked.into_iter().collect()
    }
    /// A count with this mean (Poisson, by multiplication; for small means).
    pub fn poisson(&mut self, mean: f64) -> usize {
        let (least, mut product, mut count) = ((-mean).exp(), self.unit(), 0);
        while product > least && count < 1_000 {
            product *= self.unit();
            count += 1;
        }
        count
    }
    /// Log-normal with mean 1: `exp(sigma z - sigma² / 2)`, z by Box and Muller.
    pub fn log_normal(&mut self, sigma: f64) -> f64 {
        let (a, b) = (1.0 - self.unit(), self.unit());
        let z = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
        (sigma * z - sigma * sigma / 2.0).exp()
    }
}
