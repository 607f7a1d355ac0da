#![doc = include_str!("../README.md")]

mod dice;
mod feed;
mod files;
mod names;
mod people;
mod places;
mod score;
mod slips;
mod world;

pub use feed::Feed;
pub use files::{Broken, COLUMNS, File, Files, Kind, Row};
pub use people::{People, Person};
pub use score::Score;
pub use world::World;
