#![doc = include_str!("../README.md")]
//!
//! Invariant: what a source said is only added to; what holds is the fold of it ([`fact`]).
//! Invariant: a record is one person as one source knows them; nothing here merges two.
//! Invariant: everything personal lies under a key of the record's own, or is a keyed hash.

pub mod desk;
pub mod fact;
mod fault;
pub mod feed;
pub mod ids;
pub mod import;
pub mod linking;
pub mod map;
pub mod own;
pub mod port;
pub mod record;
pub mod roster;
pub mod search;
pub mod source;
pub mod term;

use std::sync::Arc;

use contracts::Event;
use kernel::{Day, Timestamp};
use storage::{Reaction, jobs::Handler};

pub use desk::Desk;
pub use fault::Fault;
pub use ids::{RecordId, RecordName, SourceNo};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    storage::Migration {
        owner: "registry",
        version: 1,
        sql: include_str!("../migrations/1_registry.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "registry",
        version: 2,
        sql: include_str!("../migrations/2_links.sql"),
        postgres: None,
    },
];

/// The jobs that time does: asking for files that have not come.
pub fn handlers() -> Vec<Handler> {
    vec![feed::handler()]
}

/// What happens here when something happens elsewhere. `desk` is `None` while the program starts.
pub fn reaction(desk: impl Fn() -> Option<Desk> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match event {
        Event::PersonErased { person } => {
            let Some(desk) = desk() else { return Ok(()) };
            Ok(own::erased(tx, &desk, *person)?)
        }
        _ => Ok(()),
    })
}

/// The day with this number, counted from 1970-01-01.
pub fn day_of(number: i64) -> Day {
    const DAY_SECONDS: i64 = 86_400;
    Timestamp::from_seconds(number.saturating_mul(DAY_SECONDS)).day()
}
