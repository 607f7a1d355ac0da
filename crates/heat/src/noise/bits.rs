//! Random numbers, taken from the source in blocks: the system is asked once for thousands.

use kernel::Rng;

const BLOCK: usize = 4_096;

/// A source of chance that asks another one for blocks.
pub struct Bits<'r> {
    rng: &'r mut dyn Rng,
    block: Box<[u8; BLOCK]>,
    used: usize,
}

impl<'r> Bits<'r> {
    pub fn new(rng: &'r mut dyn Rng) -> Self {
        Self { rng, block: Box::new([0; BLOCK]), used: BLOCK }
    }

    /// True once in `bound` times on average; `bound` at least 1.
    pub(super) fn one_in(&mut self, bound: u64) -> bool {
        self.below(bound) == 0
    }
}

impl Rng for Bits<'_> {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            if self.used == BLOCK {
                self.rng.fill(self.block.as_mut_slice());
                self.used = 0;
            }
            // What was used is wiped, so that no draw can be read out of memory later.
            *byte = std::mem::take(&mut self.block[self.used]);
            self.used += 1;
        }
    }
}
