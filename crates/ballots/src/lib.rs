#![doc = include_str!("../README.md")]

mod code;
mod urn;

pub use code::{draw, normalise};
pub use urn::{Choice, Urn};
