#![doc = include_str!("../README.md")]

mod keep;
mod store;

pub use heat::Unfit;
pub use keep::{Checked, Kept, keep, read};
pub use store::{Slot, cells};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "heatmaps",
    version: 1,
    sql: include_str!("../migrations/1_heatmaps.sql"),
    postgres: None,
}];
