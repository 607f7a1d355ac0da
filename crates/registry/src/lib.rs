#![doc = include_str!("../README.md")]
//!
//! Invariant: what a source said is only added to; what holds is the fold of it ([`fact`]).
//! Invariant: a record is one person as one source knows them; nothing here merges two.
//! Invariant: everything personal lies under a key of the record's own, or is a keyed hash.

mod api;
pub mod desk;
pub mod fact;
mod fault;
pub mod feed;
pub mod ids;
pub mod import;
pub mod linking;
pub mod map;
pub mod own;
mod pages;
pub mod port;
pub mod record;
pub mod roster;
pub mod search;
pub mod source;
pub mod suppression;
pub mod term;
pub mod verify;

use std::sync::Arc;

use access::Action;
use axum::http::Method;
use contracts::Event;
use kernel::{Day, Timestamp};
use storage::{Reaction, jobs::Handler};
use web::{Need, Routes, api_routes};

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
    storage::Migration {
        owner: "registry",
        version: 3,
        sql: include_str!("../migrations/3_suppressions.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "registry",
        version: 4,
        sql: include_str!("../migrations/4_runs.sql"),
        postgres: None,
    },
];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const READ: Need = Need::May(Action::RegistryRead);
const IMPORT: Need = Need::May(Action::RegistryImport);
const KEEP: Need = Need::May(Action::RegistryKeep);
const LINK: Need = Need::May(Action::RegistryLink);
const OWN: Need = Need::May(Action::RegistryOwn);

/// Every address of this domain.
pub fn routes() -> Routes {
    use pages::{import, known, links, list, record, roster, source};
    Routes::new("registry")
        .page(Method::GET, "/desk/registry", READ, list::list)
        .page(Method::POST, "/desk/registry/search", READ, record::find)
        .page(Method::GET, "/desk/registry/new", KEEP, list::ask)
        .page(Method::POST, "/desk/registry/new", KEEP, list::begin)
        .page(Method::GET, "/desk/sources/{code}", READ, source::show)
        .page(Method::POST, "/desk/sources/{code}/close", KEEP, source::close)
        .page(Method::GET, "/desk/sources/{code}/roster", READ, roster::show)
        .page(Method::GET, "/desk/sources/{code}/import", IMPORT, import::ask)
        .page(Method::POST, "/desk/sources/{code}/import", IMPORT, import::take)
        .page(Method::POST, "/desk/corrections/{id}", KEEP, source::decide)
        .page(Method::GET, "/desk/records/{id}", READ, record::ask)
        .page(Method::POST, "/desk/records/{id}", READ, record::look)
        .page(Method::GET, "/desk/same-person", LINK, links::queue)
        .page(Method::GET, "/desk/same-person/{id}", LINK, links::show)
        .page(Method::POST, "/desk/same-person/{id}", LINK, links::answer)
        .page(Method::GET, "/desk/records/{id}/same-person", LINK, links::subject)
        .page(Method::POST, "/desk/same-person/links/{id}/undo", LINK, links::undo)
        .page(Method::GET, "/me/known", OWN, known::show)
        .page(Method::POST, "/me/known/return", OWN, known::come_back)
        .page(Method::POST, "/me/known/{id}", OWN, known::correct)
        .api(READ, api_routes!(api::sources))
        .api(READ, api_routes!(api::roster))
        .api(READ, api_routes!(api::find))
        .api(OWN, api_routes!(api::own))
        .api(LINK, api_routes!(api::links::proposals))
        .api(LINK, api_routes!(api::links::answer))
        .api(LINK, api_routes!(api::links::undo))
}

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
