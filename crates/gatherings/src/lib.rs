#![doc = include_str!("../README.md")]

pub mod act;
pub mod agenda;
mod api;
pub mod attend;
pub mod calendar;
pub mod call;
pub mod decide;
pub mod desk;
pub mod device;
pub mod draft;
pub mod fact;
pub mod fault;
pub mod gathering;
mod pages;
pub mod port;
pub mod prepare;
pub mod quorum;
mod routes;
pub mod rules;
pub mod series;
pub mod shown;
pub mod signin;
pub mod statement;
pub mod store;
pub mod tick;
pub mod verify;
pub mod vote;

use std::sync::Arc;

use contracts::Event;
use kernel::Id;
use storage::{Reaction, jobs::Handler};

pub use desk::Desk;
pub use fault::Fault;
pub use routes::routes;

/// The names of this domain's ids.
pub enum GatheringName {}
pub enum SeriesName {}
pub enum DecisionName {}
pub enum DeviceName {}
pub enum ScanName {}
pub enum DraftName {}
pub enum CommentName {}
pub type GatheringId = Id<GatheringName>;
pub type SeriesId = Id<SeriesName>;
pub type DecisionId = Id<DecisionName>;
pub type DeviceId = Id<DeviceName>;
pub type ScanId = Id<ScanName>;
pub type DraftId = Id<DraftName>;
pub type CommentId = Id<CommentName>;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "gatherings",
    version: 1,
    sql: include_str!("../migrations/1_gatherings.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// The jobs of this domain; `desk` gives the declarations in force, once the program has started.
pub fn handlers(desk: impl Fn() -> Option<Desk> + Clone + Send + Sync + 'static) -> Vec<Handler> {
    vec![tick::handler(desk.clone()), series::handler(desk)]
}

/// Reacts inside the transaction in which it happens: whoever was erased has no calendar any more,
/// and their places are free.
pub fn reaction() -> Reaction {
    Arc::new(|tx, event| match event {
        Event::PersonErased { person } => {
            attend::erased(tx, *person)?;
            store::feeds::forget(tx, *person)
        }
        _ => Ok(()),
    })
}
