//! Which organizations there are, whom they belong to, what they answer for, and who serves in
//! them.
//!
//! Invariant: nothing about a unit is overwritten; a unit is the fold of its dated facts.
//! Invariant: exactly one unit runs the deployment, and it is never closed.
//! Invariant: at most one open unit is in charge of an area, and offices are one of a kind in it.

pub mod act;
pub mod close;
pub mod directory;
pub mod found;
pub mod regroup;
pub mod rename;
pub mod store;
#[cfg(test)]
mod tests;
pub mod unit;

pub use act::{By, Desk, Refusal, UnitError};
pub use close::close;
pub use directory::{Directory, DirectoryError, Snapshot};
pub use found::{NewUnit, found, found_operator};
pub use regroup::regroup;
pub use rename::rename;
pub use unit::Unit;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "organizations",
    version: 1,
    sql: include_str!("../migrations/1_organizations.sql"),
    postgres: None,
}];
