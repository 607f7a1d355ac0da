//! Siting studies on both stores and over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod pages;
mod runs;
mod town;
