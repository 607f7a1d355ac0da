#![doc = include_str!("../README.md")]
//!
//! Invariant: nothing about a unit is overwritten; a unit is the fold of its dated facts.
//! Invariant: exactly one unit runs the deployment, and it is never closed.
//! Invariant: at most one open unit is in charge of an area, and offices are one of a kind in it.

pub mod act;
pub mod api;
pub mod close;
pub mod directory;
pub mod found;
pub mod pages;
pub mod posts;
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

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. They expect a [`Directory`] hung on the app.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
