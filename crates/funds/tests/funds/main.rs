//! Earmarked money, on both stores.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod books;
mod pages;
mod races;
mod town;
