//! What HTTP needs once.
