//! wip
mod grid;
mod num;
pub use grid::{Locator, h3_cell};
