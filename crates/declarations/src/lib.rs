#![doc = include_str!("../README.md")]
//!
//! Invariant: nothing here puts a catalogue in force; that is done by starting with it.
//! Invariant: an imported year is never overwritten.
//! Invariant: no page here shows a name or a phone.

pub mod api;
pub mod calendar;
pub mod pages;
pub mod sources;
pub mod store;
#[cfg(test)]
mod tests;

pub use calendar::{ImportError, calendar, follow, import};
pub use sources::Sources;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "declarations",
    version: 1,
    sql: include_str!("../migrations/1_declarations.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. Changed files of a catalogue are checked beside the [`Sources`] hung on the app,
/// or beside the built-in ones where none are.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
