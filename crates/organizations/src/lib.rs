#![doc = include_str!("../README.md")]
//!
//! Invariant: nothing about a unit is overwritten; a unit is the fold of its dated facts.
//! Invariant: exactly one unit runs the deployment, and it is never closed.
//! Invariant: an open unit belongs to one open unit or to none, and never to itself.
//! Invariant: at most one open unit is in charge of an area, and offices are one of a kind in it.

pub mod act;
pub mod api;
pub mod close;
pub mod coverage;
pub mod detail;
pub mod directory;
pub mod duties;
pub mod forest;
pub mod found;
pub mod import;
pub mod leave;
pub mod moves;
pub mod pages;
pub mod posts;
pub mod regroup;
pub mod rename;
pub mod store;
#[cfg(test)]
mod tests;
pub mod unit;

pub use act::{By, Consulted, Desk, Refusal, UnitError};
pub use close::close;
pub use detail::detail;
pub use directory::{Directory, DirectoryError, Snapshot};
pub use forest::Forest;
pub use found::{NewUnit, found, found_as, found_operator};
pub use regroup::regroup;
pub use rename::rename;
pub use unit::{Details, Unit};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    migration(1, include_str!("../migrations/1_organizations.sql")),
    migration(2, include_str!("../migrations/2_kinds.sql")),
    migration(3, include_str!("../migrations/3_moves.sql")),
    migration(4, include_str!("../migrations/4_duties.sql")),
];

const fn migration(version: i64, sql: &'static str) -> storage::Migration {
    storage::Migration { owner: "organizations", version, sql, postgres: None }
}

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. They expect a [`Directory`] hung on the app.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
