use super::{
    nodes::{Nodes, ProveError, Reader},
    split,
};
use crate::hash::Hash;

/// The root of the log's first `size` leaves.
pub fn root<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, ProveError<N::Error>> {
    Reader::new(nodes, size).subtree(0..size)
}

/// Proof that leaf `index` is in the tree of `size` leaves (RFC 9162, section 2.1.3.1): the
/// hashes beside its way to the root, lowest first.
pub fn inclusion_proof<N: Nodes>(
    nodes: &N,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    if index >= size {
        return Err(ProveError::NoSuchLeaf { index, size });
    }
    let mut reader = Reader::new(nodes, size);
    let mut proof = Vec::new();
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            proof.push(reader.subtree(middle..to)?);
            to = middle;
        } else {
            proof.push(reader.subtree(from..middle)?);
            from = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Proof that the tree of `new` leaves continues that of `old` leaves (RFC 9162, section
/// 2.1.4.1). Empty when `old` is 0 or equals `new`.
pub fn consistency_proof<N: Nodes>(
    nodes: &N,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, ProveError<N::Error>> {
    if old > new {
        return Err(ProveError::SizesReversed { old, new });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let mut reader = Reader::new(nodes, new);
    let mut proof = Vec::new();
    let (mut from, mut to) = (0, new);
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            proof.push(reader.subtree(middle..to)?);
            to = middle;
        } else {
            proof.push(reader.subtree(from..middle)?);
            from = middle;
        }
    }
    // When `from` is still 0, what is left is the old tree itself, whose root the verifier has.
    if from > 0 {
        proof.push(reader.subtree(from..to)?);
    }
    proof.reverse();
    Ok(proof)
}
