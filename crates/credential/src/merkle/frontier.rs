use crate::hash::{Hash, node_hash};

/// The roots of the complete subtrees along the tree's right edge, widest first: all that is
/// needed to go on appending and to know the root. Holds at most 64 hashes, so a whole journal
/// can be replayed and checked in constant memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    peaks: Vec<(u8, Hash)>,
}

impl Frontier {
    /// Appends one leaf.
    pub fn push(&mut self, leaf_hash: Hash) {
        self.push_subtree(0, leaf_hash);
    }

    /// Appends a complete subtree of 2^`height` leaves. What stands before it must be a multiple
    /// of that many leaves.
    pub(super) fn push_subtree(&mut self, mut height: u8, mut hash: Hash) {
        while let Some((_, left)) = self.peaks.pop_if(|(peak, _)| *peak == height) {
            hash = node_hash(&left, &hash);
            height += 1;
        }
        self.peaks.push((height, hash));
    }

    /// How many leaves have been appended.
    pub fn size(&self) -> u64 {
        self.peaks.iter().map(|(height, _)| 1_u64 << height).sum()
    }

    /// The root; of no leaves it is the SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .rev()
            .map(|(_, hash)| *hash)
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(|| Hash::of(&[]))
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaf_hashes: I) {
        leaf_hashes.into_iter().for_each(|hash| self.push(hash));
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaf_hashes: I) -> Self {
        let mut frontier = Self::default();
        frontier.extend(leaf_hashes);
        frontier
    }
}
