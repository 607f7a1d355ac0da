#![doc = include_str!("../README.md")]

mod api;
pub mod desk;
pub mod digest;
pub mod fault;
pub mod note;
mod pages;
pub mod port;
pub mod visit;

use access::Action;
use axum::http::Method;
use kernel::Id;
use web::{Need, Routes, api_routes};

pub use desk::Desk;
pub use fault::Fault;

/// The names of this domain's ids.
pub enum VisitName {}
pub enum LineName {}
pub enum NoteName {}
pub type VisitId = Id<VisitName>;
pub type LineId = Id<LineName>;
pub type NoteId = Id<NoteName>;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "outreach",
    version: 1,
    sql: include_str!("../migrations/1_outreach.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const KEEP: Need = Need::May(Action::VisitKeep);
const COLLECT: Need = Need::May(Action::NoteCollect);
const ADOPT: Need = Need::May(Action::NoteAdopt);

/// Every address of this domain.
pub fn routes() -> Routes {
    Routes::new("outreach").merge(visits()).merge(notes())
}

fn visits() -> Routes {
    use pages::{site, visit, visits};
    Routes::new("outreach")
        .page(Method::GET, "/visits", KEEP, visits::list)
        .page(Method::GET, "/visits/new", KEEP, visits::fresh)
        .page(Method::POST, "/visits", KEEP, visits::keep)
        .page(Method::GET, "/visits/{id}", KEEP, visit::show)
        .page(Method::POST, "/visits/{id}/lines", KEEP, visit::add)
        .page(Method::POST, "/visits/lines/{id}/done", KEEP, visit::done)
        .page(Method::POST, "/visits/lines/{id}/declined", KEEP, visit::declined)
        .page(Method::POST, "/visits/lines/{id}/case", KEEP, visit::case)
        .page(Method::GET, "/visited/{token}", Need::Public, site::show)
        .api(KEEP, api_routes!(api::visits::list))
        .api(KEEP, api_routes!(api::visits::keep))
        .api(KEEP, api_routes!(api::visits::show))
        .api(KEEP, api_routes!(api::visits::step))
}

fn notes() -> Routes {
    use pages::{digests, notes};
    Routes::new("outreach")
        .page(Method::GET, "/notes", COLLECT, notes::mine)
        .page(Method::GET, "/notes/new", COLLECT, notes::fresh)
        .page(Method::POST, "/notes", COLLECT, notes::collect)
        .page(Method::GET, "/desk/notes", ADOPT, notes::list)
        .page(Method::POST, "/desk/notes/{id}/adoption", ADOPT, notes::adopt)
        .page(Method::GET, "/desk/digests", ADOPT, digests::list)
        .page(Method::GET, "/desk/digests/{branch}/{month}", ADOPT, digests::show)
        .api(COLLECT, api_routes!(api::notes::collect))
        .api(COLLECT, api_routes!(api::notes::mine))
        .api(ADOPT, api_routes!(api::notes::list))
        .api(ADOPT, api_routes!(api::notes::adopt))
        .api(ADOPT, api_routes!(api::notes::digests))
}
