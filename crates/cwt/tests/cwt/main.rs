//! The engine of passes from outside: vectors, gates, signed lists, sizes, hostile bytes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod cellar;
mod city;
mod gates;
mod hostile;
mod lists;
mod shared;
mod sizes;
mod vectors;
