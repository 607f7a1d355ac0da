#![doc = include_str!("../README.md")]

pub mod checkpoint;
pub mod entry;
pub mod hash;
pub mod key;
pub mod merkle;
pub mod note;
pub mod receipt;
mod text;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use entry::{JournalLeaf, LeafError, commitment};
pub use hash::{Hash, leaf_hash, node_hash};
pub use key::{KeyError, LogKey, VerifierKey};
pub use receipt::{Receipt, ReceiptError, Verified};

#[cfg(test)]
mod vectors;
