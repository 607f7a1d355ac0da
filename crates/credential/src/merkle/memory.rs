use std::{collections::BTreeMap, convert::Infallible, ops::Range};

use super::{Nodes, ProveError, completed_tiles, count};
use crate::hash::Hash;

/// A log's hashes in memory, 32 bytes a leaf: for tests and for checking a journal offline.
#[derive(Debug, Clone, Default)]
pub struct MemoryNodes {
    levels: BTreeMap<u8, Vec<Hash>>,
}

impl MemoryNodes {
    /// Appends leaves and the tiles that they complete.
    pub fn append(&mut self, leaf_hashes: &[Hash]) -> Result<(), ProveError<Infallible>> {
        let tiles = completed_tiles(self, self.size(), leaf_hashes)?;
        self.levels.entry(0).or_default().extend_from_slice(leaf_hashes);
        for tile in tiles {
            self.levels.entry(tile.level).or_default().push(tile.hash);
        }
        Ok(())
    }

    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.levels.get(&0).map_or(0, |leaves| count(leaves))
    }
}

impl Nodes for MemoryNodes {
    type Error = Infallible;

    fn leaf_hashes(&self, range: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        self.tile_hashes(0, range)
    }

    fn tile_hashes(&self, level: u8, range: Range<u64>) -> Result<Vec<Hash>, Infallible> {
        let from = usize::try_from(range.start).ok();
        let to = usize::try_from(range.end).ok();
        let hashes = self.levels.get(&level).zip(from.zip(to));
        Ok(hashes.and_then(|(all, (from, to))| all.get(from..to)).unwrap_or_default().to_vec())
    }
}
