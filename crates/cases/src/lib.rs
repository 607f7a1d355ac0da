//! Everything asked for: from the report to the confirmed solution.
//!
//! Invariant: a case is the fold of its entries ([`case::fold`]); no entry is ever changed.
//! Invariant: at every instant exactly one unit, a contact member, the worker, or (when closed) nobody holds a case.
//! Invariant: two closing figures are kept apart: closed by the handler, confirmed by the worker.

pub mod act;
pub mod answer;
pub mod api;
pub mod case;
pub mod chain;
pub mod checks;
pub mod clock;
pub mod collective;
pub mod contact;
pub mod decision;
pub mod desk;
pub mod duty;
pub mod entry;
pub mod erased;
pub mod handle;
pub mod holder;
pub mod import;
pub mod intake;
pub mod joint;
pub mod mediation;
pub mod merge;
pub mod money;
pub mod open311;
pub mod pages;
pub mod paste;
pub mod photos;
pub mod program;
pub mod replay;
pub mod report;
pub mod results;
pub mod rules;
pub mod scope;
pub mod search;
pub mod state;
pub mod store;
pub mod suggest;
mod texts;
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
    storage::Migration {
        owner: "cases",
        version: 4,
        sql: include_str!("../migrations/4_chain.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 6,
        sql: include_str!("../migrations/6_merge.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 7,
        sql: include_str!("../migrations/7_checks.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 8,
        sql: include_str!("../migrations/8_open311.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 9,
        sql: include_str!("../migrations/9_photos.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 10,
        sql: include_str!("../migrations/10_duty.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 11,
        sql: include_str!("../migrations/11_replies.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "cases",
        version: 12,
        sql: include_str!("../migrations/12_collective.sql"),
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
    ("zh", include_str!("../words/duty.zh.ftl")),
    ("en", include_str!("../words/duty.en.ftl")),
    ("zh", include_str!("../words/paste.zh.ftl")),
    ("en", include_str!("../words/paste.en.ftl")),
    ("zh", include_str!("../words/chain.zh.ftl")),
    ("en", include_str!("../words/chain.en.ftl")),
    ("zh", include_str!("../words/results.zh.ftl")),
    ("en", include_str!("../words/results.en.ftl")),
    ("zh", include_str!("../words/checks.zh.ftl")),
    ("en", include_str!("../words/checks.en.ftl")),
    ("zh", include_str!("../words/open311.zh.ftl")),
    ("en", include_str!("../words/open311.en.ftl")),
    ("zh", include_str!("../words/photos.zh.ftl")),
    ("en", include_str!("../words/photos.en.ftl")),
    ("zh", include_str!("../words/money.zh.ftl")),
    ("en", include_str!("../words/money.en.ftl")),
    ("zh", include_str!("../words/mediation.zh.ftl")),
    ("en", include_str!("../words/mediation.en.ftl")),
    ("zh", include_str!("../words/merge.zh.ftl")),
    ("en", include_str!("../words/merge.en.ftl")),
    ("zh", include_str!("../words/collective.zh.ftl")),
    ("en", include_str!("../words/collective.en.ftl")),
];
