use crate::{
    hash::{Hash, node_hash},
    merkle::Frontier,
};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("index {index} is not below the tree's size {size}")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("old size {old} is above new size {new}")]
    SizesReversed { old: u64, new: u64 },
    #[error("the proof has too few or too many hashes for these sizes")]
    WrongLength,
    #[error("the proof does not lead to the old root")]
    OtherOldRoot,
    #[error("the proof does not lead to the root")]
    OtherRoot,
}

/// Checks that the leaf with this hash stands at `index` in the tree of `size` leaves with this
/// root (RFC 9162, section 2.1.3.2).
pub fn verify_inclusion(
    root: &Hash,
    size: u64,
    index: u64,
    leaf_hash: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    let mut climb = Climb { node: index, last: size - 1 };
    let mut hash = *leaf_hash;
    for beside in proof {
        hash = match climb.step()? {
            Side::Left => node_hash(beside, &hash),
            Side::Right => node_hash(&hash, beside),
        };
    }
    climb.must_be_at_top()?;
    if hash == *root { Ok(()) } else { Err(ProofError::OtherRoot) }
}

/// Checks that the tree of `new` leaves continues the tree of `old` leaves, given both roots
/// (RFC 9162, section 2.1.4.2). From an old tree of no leaves anything may follow.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::SizesReversed { old, new });
    }
    if old == 0 && *old_root != Frontier::default().root() {
        return Err(ProofError::OtherOldRoot);
    }
    if old == 0 || old == new {
        let same = old == 0 && new > 0 || old_root == new_root;
        return match (proof, same) {
            ([_, ..], _) => Err(ProofError::WrongLength),
            ([], false) => Err(ProofError::OtherRoot),
            ([], true) => Ok(()),
        };
    }
    // An old tree that is complete is a node of the new one: its root is where the climb begins.
    let (start, rest) = match proof {
        all if old.is_power_of_two() => (old_root, all),
        [first, rest @ ..] => (first, rest),
        [] => return Err(ProofError::WrongLength),
    };
    let mut climb = Climb { node: old - 1, last: new - 1 }.past_right_turns();
    let (mut old_hash, mut new_hash) = (*start, *start);
    for beside in rest {
        match climb.step()? {
            Side::Left => {
                old_hash = node_hash(beside, &old_hash);
                new_hash = node_hash(beside, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, beside),
        }
    }
    climb.must_be_at_top()?;
    match (old_hash == *old_root, new_hash == *new_root) {
        (false, _) => Err(ProofError::OtherOldRoot),
        (true, false) => Err(ProofError::OtherRoot),
        (true, true) => Ok(()),
    }
}

/// A way up the tree: the number of our node and of the last node on its level.
struct Climb {
    node: u64,
    last: u64,
}

/// Where the next hash of the proof stands, seen from our node.
enum Side {
    Left,
    Right,
}

impl Climb {
    fn step(&mut self) -> Result<Side, ProofError> {
        if self.last == 0 {
            return Err(ProofError::WrongLength);
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // A last node without a left neighbour on its level stands in for its parents.
            let levels = self.node.trailing_zeros().min(63);
            (self.node, self.last) = (self.node >> levels, self.last >> levels);
            Side::Left
        } else {
            Side::Right
        };
        (self.node, self.last) = (self.node >> 1, self.last >> 1);
        Ok(side)
    }

    /// Skips the levels on which the old tree's last node is its parent's right child.
    fn past_right_turns(self) -> Self {
        let levels = self.node.trailing_ones().min(63);
        Self { node: self.node >> levels, last: self.last >> levels }
    }

    fn must_be_at_top(&self) -> Result<(), ProofError> {
        if self.last == 0 { Ok(()) } else { Err(ProofError::WrongLength) }
    }
}
