//! Gatherings, on both stores.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod conference;
mod council;
mod fair;
mod feeds;
mod history;
mod meeting;
mod pages;
mod town;
