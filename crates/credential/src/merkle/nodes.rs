use std::{
    collections::{BTreeMap, btree_map::Entry},
    error::Error,
    ops::Range,
};

use super::{Frontier, TILE_HEIGHT, TILE_WIDTH, count};
use crate::hash::Hash;

/// Where a log keeps its hashes. A range is asked for within one tile: never more than 256.
pub trait Nodes {
    type Error: Error + 'static;

    /// The hashes of the leaves with these indices, in order.
    fn leaf_hashes(&self, range: Range<u64>) -> Result<Vec<Hash>, Self::Error>;

    /// The hashes of complete subtrees of 2^`level` leaves (`level` is 8, 16, ..), in order; the
    /// one numbered `i` covers the leaves from `i << level`.
    fn tile_hashes(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, Self::Error>;
}

/// Why a root or a proof could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProveError<E> {
    #[error("index {index} is not below the tree's size {size}: ask for an entry that is in it")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("old size {old} is above new size {new}: give the sizes in order of time")]
    SizesReversed { old: u64, new: u64 },
    #[error(
        "level {level}: hashes {from}..{to} are not all stored: rebuild the tiles from the leaves"
    )]
    Missing { level: u8, from: u64, to: u64 },
    #[error("reading the log's hashes failed: {0}")]
    Nodes(#[source] E),
}

/// Hashes `range` of a stored level, all of them or an error.
pub(super) fn read<N: Nodes>(
    nodes: &N,
    level: u8,
    range: Range<u64>,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    let (from, to) = (range.start, range.end);
    if from == to {
        return Ok(Vec::new());
    }
    let hashes = match level {
        0 => nodes.leaf_hashes(range),
        _ => nodes.tile_hashes(level, range),
    }
    .map_err(ProveError::Nodes)?;
    if count(&hashes) == to - from {
        Ok(hashes)
    } else {
        Err(ProveError::Missing { level, from, to })
    }
}

/// Computes nodes of the tree of one size, reading each tile once.
pub(super) struct Reader<'n, N> {
    nodes: &'n N,
    size: u64,
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<'n, N: Nodes> Reader<'n, N> {
    pub(super) fn new(nodes: &'n N, size: u64) -> Self {
        Self { nodes, size, tiles: BTreeMap::new() }
    }

    /// The root of the leaves in `range`, which must be a subtree by RFC 9162's splitting: it
    /// starts at a multiple of a power of two that is no less than its width. Hence its hashes of
    /// one stored level lie in one tile.
    pub(super) fn subtree(&mut self, range: Range<u64>) -> Result<Hash, ProveError<N::Error>> {
        let mut frontier = Frontier::default();
        let mut from = range.start;
        for level in (0..8).rev().map(|step| step * TILE_HEIGHT) {
            let whole = (range.end - from) >> level;
            if whole > 0 {
                let first = from >> level;
                for hash in self.hashes(level, first..first + whole)? {
                    frontier.push_subtree(level, *hash);
                }
                from += whole << level;
            }
        }
        Ok(frontier.root())
    }

    /// Hashes of one level that lie in one tile.
    fn hashes(&mut self, level: u8, range: Range<u64>) -> Result<&[Hash], ProveError<N::Error>> {
        let tile = range.start / TILE_WIDTH;
        let first = tile * TILE_WIDTH;
        let stored = match self.tiles.entry((level, tile)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let end = first.saturating_add(TILE_WIDTH).min(self.size >> level);
                unknown.insert(read(self.nodes, level, first..end)?)
            }
        };
        let [from, to] = [range.start, range.end].map(|index| usize::try_from(index - first));
        let missing = ProveError::Missing { level, from: range.start, to: range.end };
        from.ok().zip(to.ok()).and_then(|(from, to)| stored.get(from..to)).ok_or(missing)
    }
}
