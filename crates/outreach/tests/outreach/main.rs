//! Lists after visits and public-opinion notes, on both stores.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod notes;
mod pages;
mod town;
mod visits;
