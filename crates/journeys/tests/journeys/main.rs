//! Stories across domains: the wired program, in the process or as a process of its own, on both
//! stores.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod alarm;
mod arrears;
mod balizhuang;
mod browser;
mod chart;
mod cities;
mod collective;
mod crash;
mod deleting;
mod doors;
mod erasure;
mod errors;
mod gates;
mod harness;
mod import;
mod merchants;
mod offline;
mod open311;
mod openapi;
mod pass_client;
mod power;
mod privacy;
mod province;
mod ratings;
mod rights;
mod rosters;
mod split;
mod spreadsheets;
mod truths;
mod turnover;
mod two_nodes;
mod verify;
