//! What the ratings promise, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod figures;
mod groups;
mod improvements;
mod page;
mod streams;
mod town;
