#![doc = include_str!("../README.md")]

mod base_map;
mod book;
mod cast;
mod city;
mod data;
mod dice;
mod doors;
mod error;
mod houses;
mod labels;
mod line;
mod links;
mod merchants;
mod offices;
mod pace;
mod photos;
mod pieces;
mod place;
mod rosters;
pub mod scenes;
mod spots;
mod story;
mod tools;
mod warm;
mod words;

pub use base_map::{ATTRIBUTION, CENTRE, base_map};
pub use city::{City, Counts, Made, has_cases};
pub use error::Error;
pub use links::{LINK_PATH, RoleLink, links};
pub use place::centres;
pub use tools::Tools;
