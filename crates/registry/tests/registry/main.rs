//! The registry on both stores.

mod erasing;
mod feeds;
mod importing;
mod linking;
mod town;
