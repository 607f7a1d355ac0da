use std::borrow::Cow;

use super::{
    Frontier, TILE_HEIGHT, TILE_WIDTH, count,
    nodes::{Nodes, ProveError, read},
};
use crate::hash::Hash;

/// The hash of a subtree that has just become complete: to be stored, once and for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// 8, 16, ..: the subtree has 2^`level` leaves.
    pub level: u8,
    /// Its number within the level.
    pub index: u64,
    pub hash: Hash,
}

/// Which tile hashes become complete when `leaf_hashes` follow the first `old_size` leaves, level
/// by level in order of number. `nodes` is read for what stands before `old_size` only, and only
/// on a level where a tile does become complete: amortised, the cost is that of the leaves.
pub fn completed_tiles<N: Nodes>(
    nodes: &N,
    old_size: u64,
    leaf_hashes: &[Hash],
) -> Result<Vec<Tile>, ProveError<N::Error>> {
    let mut tiles = Vec::new();
    let (mut level, mut start, mut fresh) = (0, old_size, Cow::Borrowed(leaf_hashes));
    loop {
        let first_tile = start / TILE_WIDTH;
        if (start + count(&fresh)) / TILE_WIDTH == first_tile {
            return Ok(tiles);
        }
        let mut hashes = read(nodes, level, first_tile * TILE_WIDTH..start)?;
        hashes.extend_from_slice(&fresh);
        let (whole, _) = hashes.as_chunks::<{ 1 << TILE_HEIGHT }>();
        let above: Vec<Hash> =
            whole.iter().map(|tile| tile.iter().copied().collect::<Frontier>().root()).collect();
        level += TILE_HEIGHT;
        start = first_tile;
        tiles.extend((start..).zip(&above).map(|(index, &hash)| Tile { level, index, hash }));
        fresh = Cow::Owned(above);
    }
}
