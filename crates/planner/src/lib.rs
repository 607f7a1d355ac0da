#![doc = include_str!("../README.md")]

pub mod coverage;
pub mod health;
pub mod pairing;
pub mod placement;
pub mod split;
pub mod spot;

pub use spot::Spot;
