//! What a worker keeps: proof that the log held an entry when it signed a checkpoint. It can be
//! checked years later, offline, with the log's public key alone.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    checkpoint::{Checkpoint, CheckpointError},
    entry::{JournalLeaf, LeafError},
    hash::{Hash, leaf_hash},
    key::VerifierKey,
    merkle::{self, Nodes, ProofError, ProveError},
    text,
};

/// A receipt as it is stored and handed out: JSON with exactly these members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The leaf's canonical bytes; base64 in JSON.
    #[serde(with = "text::bytes")]
    pub leaf: Vec<u8>,
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The size of the tree in which the proof leads to the root: that of the checkpoint.
    pub size: u64,
    /// The inclusion proof, lowest hash first; base64 each in JSON.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, word for word.
    pub checkpoint: String,
}

/// What a receipt has been shown to prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub leaf: JournalLeaf,
    /// When the entry says that it was made.
    pub at: Timestamp,
    /// By when the log certainly held it: the checkpoint's time. An entry cannot have been made up
    /// later than this.
    pub sealed_at: Timestamp,
    pub index: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("the receipt's checkpoint was altered or is not this log's: {0}")]
    Checkpoint(#[from] CheckpointError),
    #[error(
        "the receipt's size is {receipt}, but its checkpoint says {checkpoint}: it was altered"
    )]
    Size { receipt: u64, checkpoint: u64 },
    #[error("the receipt's leaf was altered: {0}")]
    Leaf(#[from] LeafError),
    #[error("the receipt's leaf, index or proof was altered: {0}")]
    Proof(#[from] ProofError),
}

impl Receipt {
    /// A receipt for the entry at `index`, once a checkpoint over `size` > `index` entries has
    /// been signed; `checkpoint` is its text.
    pub fn issue<N: Nodes>(
        nodes: &N,
        leaf: Vec<u8>,
        index: u64,
        size: u64,
        checkpoint: String,
    ) -> Result<Self, ProveError<N::Error>> {
        let proof = merkle::inclusion_proof(nodes, index, size)?;
        Ok(Self { leaf, index, size, proof, checkpoint })
    }

    /// Checks everything: signature, leaf, and the way from the leaf to the signed root.
    pub fn verify(&self, key: &VerifierKey) -> Result<Verified, ReceiptError> {
        let signed = Checkpoint::open(&self.checkpoint, key)?;
        if signed.size != self.size {
            return Err(ReceiptError::Size { receipt: self.size, checkpoint: signed.size });
        }
        let leaf = JournalLeaf::decode(&self.leaf)?;
        let hash = leaf_hash(&self.leaf);
        merkle::verify_inclusion(&signed.root, signed.size, self.index, &hash, &self.proof)?;
        Ok(Verified { at: leaf.at, leaf, sealed_at: signed.at, index: self.index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{note::NoteError, vectors};

    #[test]
    fn a_receipt_verifies_with_its_key_and_with_no_other() {
        let sample = vectors::sample();
        let verified = sample.receipt.verify(sample.key.public()).unwrap();
        assert_eq!((verified.at, verified.index), (verified.leaf.at, 300));
        assert_eq!(verified.sealed_at.rfc3339(), "2026-11-21T09:31:00+08:00");
        assert!(verified.leaf.commits_to(&vectors::SALT, vectors::PAYLOAD.as_bytes()));

        let other = crate::LogKey::from_seed(sample.key.public().name(), [9; 32]).unwrap();
        let wrong = ReceiptError::Checkpoint(NoteError::OtherKey.into());
        assert_eq!(sample.receipt.verify(other.public()), Err(wrong));
    }

    #[test]
    fn each_altered_part_is_named() {
        let sample = vectors::sample();
        let told = |change: fn(&mut Receipt)| {
            let mut receipt = sample.receipt.clone();
            change(&mut receipt);
            receipt.verify(sample.key.public()).unwrap_err()
        };
        assert_eq!(told(|r| r.size += 1), ReceiptError::Size { receipt: 701, checkpoint: 700 });
        assert_eq!(told(|r| r.leaf[0] = 9), LeafError::Version(9).into());
        assert_eq!(told(|r| r.leaf[1] ^= 1), ProofError::OtherRoot.into());
        assert_eq!(told(|r| r.index += 1), ProofError::OtherRoot.into());
        assert_eq!(
            told(|r| r.index = 700),
            ProofError::NoSuchLeaf { index: 700, size: 700 }.into()
        );
        assert_eq!(told(|r| r.proof.truncate(3)), ProofError::WrongLength.into());
        let signature = ReceiptError::Checkpoint(NoteError::Signature.into());
        assert_eq!(told(|r| r.checkpoint = r.checkpoint.replace("700", "701")), signature);
    }

    /// Whatever single bit of the file changes: it is no receipt any more, or it does not hold.
    #[test]
    fn any_flipped_bit_of_a_receipt_is_noticed() {
        let sample = vectors::sample();
        let json = serde_json::to_vec(&sample.receipt).unwrap();
        assert_eq!(serde_json::from_slice::<Receipt>(&json).unwrap(), sample.receipt);
        for index in 0..json.len() {
            for bit in 0..8 {
                let mut altered = json.clone();
                altered[index] ^= 1 << bit;
                if let Ok(receipt) = serde_json::from_slice::<Receipt>(&altered) {
                    let result = receipt.verify(sample.key.public());
                    assert!(result.is_err(), "byte {index}, bit {bit}");
                }
            }
        }
        let leaf = &sample.receipt.leaf;
        for (index, bit) in (0..leaf.len() * 8).map(|at| (at / 8, at % 8)) {
            let mut receipt = sample.receipt.clone();
            receipt.leaf[index] ^= 1 << bit;
            assert!(receipt.verify(sample.key.public()).is_err(), "leaf byte {index}, bit {bit}");
        }
    }
}
