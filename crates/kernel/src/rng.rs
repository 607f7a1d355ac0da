//! Randomness, handed in. Keys, ids and draws all come through [`Rng`], so a seeded run replays.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// A source of random bytes.
pub trait Rng: Send {
    fn fill(&mut self, bytes: &mut [u8]);

    /// 64 random bits.
    fn next(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number in `0..bound`, without modulo bias (Lemire 2019); 0 when `bound` is 0.
    fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let wide = u128::from(self.next()) * u128::from(bound);
            let [low, high] = [wide & u128::from(u64::MAX), wide >> 64];
            if low >= u128::from(threshold) {
                return u64::try_from(high).unwrap_or(0);
            }
        }
    }
}

/// The operating system's generator. Only the binary makes one.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    /// # Panics
    /// Stops the program when the system has no randomness: going on would forge keys.
    #[expect(clippy::disallowed_methods, reason = "the one door for the system's randomness")]
    #[expect(clippy::panic, reason = "a key made without randomness is worse than no program")]
    fn fill(&mut self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the system's random generator failed: {error}");
        }
    }
}

/// A reproducible generator (ChaCha20) for tests, simulations and the demo city.
#[derive(Debug, Clone)]
pub struct SeededRng(ChaCha20Rng);

impl SeededRng {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// A generator as strong as its seed: 256 bits drawn from another, for work that is spread over
    /// threads.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(ChaCha20Rng::from_seed(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_below_stays_below() {
        let [mut a, mut b] = [SeededRng::new(1), SeededRng::new(1)];
        assert_eq!(a.next(), b.next());
        assert!((0..1_000).all(|_| a.below(7) < 7));
        assert_eq!(a.below(0), 0);
    }
}
