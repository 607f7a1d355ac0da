//! The append-only Merkle tree of RFC 9162, section 2.1 (the same tree as RFC 6962's).
//!
//! A *tile* is a run of 256 hashes of one level. The store keeps leaf hashes (level 0) and the
//! hashes of complete subtrees of 256 leaves (level 8), of 65,536 (level 16), and so on; every
//! other node is recomputed from these, and a proof reads at most two tiles of each level.
//!
//! Invariant: what is stored is never changed by an append, so a reader with a size in hand needs
//! no lock.

mod frontier;
mod memory;
mod nodes;
mod prove;
mod tiles;
mod verify;

#[cfg(test)]
mod tests;

pub use frontier::Frontier;
pub use memory::MemoryNodes;
pub use nodes::{Nodes, ProveError};
pub use prove::{consistency_proof, inclusion_proof, root};
pub use tiles::{Tile, completed_tiles};
pub use verify::{ProofError, verify_consistency, verify_inclusion};

/// A stored level above the leaves is eight binary levels higher: 256 hashes below one.
const TILE_HEIGHT: u8 = 8;
const TILE_WIDTH: u64 = 1 << TILE_HEIGHT;

/// The largest power of two below `width`, where a tree of that many leaves splits in two.
fn split(width: u64) -> u64 {
    width.saturating_sub(1).checked_ilog2().map_or(0, |exponent| 1 << exponent)
}

fn count(items: &[impl Sized]) -> u64 {
    u64::try_from(items.len()).unwrap_or(u64::MAX)
}
