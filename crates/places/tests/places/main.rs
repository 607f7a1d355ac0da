//! Places on both stores: taps, imports, what is near, the desk.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod areas;
mod files;
mod labels;
mod near;
mod nodes;
mod pages;
mod photos;
mod sheets;
mod taps;
mod town;
