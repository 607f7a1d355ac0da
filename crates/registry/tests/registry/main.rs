//! The registry on both stores.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod between;
mod erasing;
mod feeds;
mod importing;
mod link_pages;
mod linking;
mod pages;
mod town;
mod verifying;
