//! Photos before the public: none is shown until a clerk has looked at it, cell by cell, and
//! released a new picture in which everything else is painted over. The original never leaves.
//!
//! Invariant: what nobody has uncovered is hidden; there is no step in which it is not.

mod facts;
mod release;
mod store;

pub(crate) use facts::originals;
pub use facts::{Fact, Shown, admit, apply};
pub use release::{release, withdraw};
pub use store::is_public;
