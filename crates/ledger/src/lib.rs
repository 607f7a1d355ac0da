#![doc = include_str!("../README.md")]

pub mod account;
pub mod award;
pub mod fund;
mod post;
pub mod statement;
mod store;
pub mod verify;

use std::sync::Arc;

use catalogue::Catalogue;
use contracts::Event;
use storage::Reaction;

pub use award::{Award, TakenBack, post_for_case, take_back};
pub use fund::{FundError, Funding, Reserve, reserve, top_up};
pub use statement::{Balance, Line, Mark, Reason, balance, statement, waiting};
pub use verify::{Finding, verify};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "ledger",
    version: 1,
    sql: include_str!("../migrations/1_ledger.sql"),
    postgres: None,
}];

/// What the ledger does about what happens to cases, inside the transaction in which it happens.
/// `catalogue` gives the declarations in force.
pub fn reaction(catalogue: impl Fn() -> Arc<Catalogue> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match event {
        Event::CaseConfirmed(outcome) => post_for_case(tx, &catalogue(), outcome).map(drop),
        Event::CaseReopened(outcome) => take_back(tx, outcome).map(drop),
        Event::UnitNotified { .. } | Event::PersonNotified { .. } => Ok(()),
    })
}
