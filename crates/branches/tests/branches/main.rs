//! Party branches and their members, on both stores.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod badges;
mod big;
mod chart_pages;
mod chart_rounds;
mod charts;
mod claims;
mod firm;
mod health;
mod members;
mod pages;
mod pairing;
mod split;
mod town;
mod transfers;
