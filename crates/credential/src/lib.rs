//! Signed and provable things: the Merkle log, checkpoints, receipts.
