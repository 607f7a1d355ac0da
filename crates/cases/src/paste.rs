//! What somebody pastes from a chat group becomes a case: names of speakers, telephone and identity
//! numbers are taken out before anything is kept, and one link goes back to the group.
//!
//! Invariant: nothing is read from a chat by itself; a person pastes what they chose.

mod act;
mod fact;
mod name;
mod number;
mod read;
pub mod store;

pub use act::{Pasted, SOURCE, paste, replied};
pub use fact::{Fact, Paste};
pub(crate) use fact::{admit, apply};
pub use read::{Cleaned, Kind, Removed, clean};
