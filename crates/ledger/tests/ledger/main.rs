//! What the ledger promises, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod books;
mod model;
mod page;
mod privacy;
mod races;
mod rules;
mod thanks;
mod town;
