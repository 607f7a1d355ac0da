#![doc = include_str!("../README.md")]

pub mod account;
pub mod api;
pub mod award;
pub mod fund;
pub mod pages;
mod post;
pub mod statement;
mod store;
pub mod thanks;
pub mod verify;

use std::sync::Arc;

use access::Action;
use axum::http::Method;
use catalogue::Catalogue;
use contracts::Event;
use storage::Reaction;
use web::{Need, Routes};

pub use award::{Award, TakenBack, post_for_case, take_back};
pub use fund::{FundError, Funding, Reserve, reserve, top_up};
pub use statement::{Balance, Line, Mark, Reason, Waiting, balance, statement, waiting};
pub use thanks::{Thanks, thank};
pub use verify::{Finding, verify};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    storage::Migration {
        owner: "ledger",
        version: 1,
        sql: include_str!("../migrations/1_ledger.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "ledger",
        version: 7,
        sql: include_str!("../migrations/7_thanks.sql"),
        postgres: None,
    },
];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// A page and an operation: a person's own points. There is no other.
pub fn routes() -> Routes {
    Routes::new("ledger")
        .page(Method::GET, "/points", Need::May(Action::PointsRead), pages::points)
        .api(Need::May(Action::PointsRead), web::api_routes!(api::points))
}

/// What the ledger does about what happens to cases, inside the transaction in which it happens.
/// `catalogue` gives the declarations in force.
pub fn reaction(catalogue: impl Fn() -> Arc<Catalogue> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match event {
        Event::CaseConfirmed(outcome) => post_for_case(tx, &catalogue(), outcome).map(drop),
        Event::CaseReopened(outcome) => take_back(tx, outcome).map(drop),
        Event::CheckAnswered(answer) => thank(tx, &catalogue(), answer).map(drop),
        _ => Ok(()),
    })
}
