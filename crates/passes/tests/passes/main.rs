//! What passes promise, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod gates;
mod keys;
mod pages;
mod rights;
mod town;
mod warm;
