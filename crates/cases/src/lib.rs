//! Everything asked for: from the report to the confirmed solution.
//!
//! Invariant: a case is the fold of its entries ([`case::fold`]); no entry is ever changed.
//! Invariant: at every instant exactly one unit, the worker, or (when closed) nobody holds a case.
//! Invariant: two closing figures are kept apart: closed by the handler, confirmed by the worker.

pub mod act;
pub mod answer;
pub mod api;
pub mod case;
pub mod clock;
pub mod contact;
pub mod desk;
pub mod entry;
pub mod export;
pub mod handle;
pub mod holder;
pub mod import;
pub mod joint;
pub mod mediation;
pub mod money;
pub mod pages;
pub mod replay;
pub mod report;
pub mod rules;
pub mod scope;
pub mod search;
pub mod state;
pub mod store;
pub mod suggest;
pub mod tick;
pub mod verdict;

pub use desk::Desk;
pub use pages::routes;
pub use state::{State, Verdict};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    storage::Migration {
        owner: "cases",
        version: 1,
        sql: include_str!("../migrations/1_cases.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 2,
        sql: include_str!("../migrations/2_drafts.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 3,
        sql: include_str!("../migrations/3_joint.sql"),
        postgres: None,
    },
];

/// The sentences of this domain, in both languages.
pub const WORDS: web::words::Sources = &[
    ("zh", include_str!("../words/zh.ftl")),
    ("en", include_str!("../words/en.ftl")),
    ("zh", include_str!("../words/desk.zh.ftl")),
    ("en", include_str!("../words/desk.en.ftl")),
    ("zh", include_str!("../words/joint.zh.ftl")),
    ("en", include_str!("../words/joint.en.ftl")),
    ("zh", include_str!("../words/money.zh.ftl")),
    ("en", include_str!("../words/money.en.ftl")),
    ("zh", include_str!("../words/mediation.zh.ftl")),
    ("en", include_str!("../words/mediation.en.ftl")),
];
