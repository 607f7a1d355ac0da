#![doc = include_str!("../README.md")]
//!
//! Invariant: what a source said is only added to; what holds is the fold of it ([`fact`]).
//! Invariant: a record is one person as one source knows them; nothing here merges two.
//! Invariant: everything personal lies under a key of the record's own, or is a keyed hash.

pub mod fact;
pub mod ids;

pub use ids::{RecordId, RecordName, SourceNo};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "registry",
    version: 1,
    sql: include_str!("../migrations/1_registry.sql"),
    postgres: None,
}];
