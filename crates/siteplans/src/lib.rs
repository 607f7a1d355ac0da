#![doc = include_str!("../README.md")]
//!
//! [`repeat`]: work::repeat

mod api;
pub mod ask;
pub mod candidate;
pub mod desk;
mod export;
mod fault;
pub mod input;
mod open;
mod pages;
pub mod port;
pub mod run;
pub mod solve;
pub mod store;
pub mod study;
pub mod task;
pub mod work;

use access::Action;
use axum::http::Method;
use web::{Need, Routes, api_routes};

pub use desk::Desk;
pub use fault::Fault;
pub use study::StudyId;
pub use work::Bench;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "siteplans",
    version: 1,
    sql: include_str!("../migrations/1_siteplans.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const PLAN: Need = Need::May(Action::SitePlan);

/// Every address of this domain. The pages look for `Arc<dyn contracts::Units>`, the ports and a
/// [`Bench`] on the app.
pub fn routes() -> Routes {
    use pages::{compare, list, new, result, study};
    const ONE: &str = "/desk/siting/{id}";
    const RUN: &str = "/desk/siting/{id}/runs/{number}";
    let of_study = |last: &str| format!("{ONE}/{last}");
    let of_run = |last: &str| format!("{RUN}/{last}");
    Routes::new("siteplans")
        .page(Method::GET, "/desk/siting", PLAN, list::list)
        .page(Method::GET, "/desk/siting/new", PLAN, new::ask)
        .page(Method::POST, "/desk/siting", PLAN, new::begin)
        .page(Method::GET, ONE, PLAN, study::show)
        .page(Method::POST, &of_study("runs"), PLAN, study::run)
        .page(Method::GET, &of_study("compare"), PLAN, compare::show)
        .page(Method::GET, RUN, PLAN, result::show)
        .page(Method::POST, &of_run("stop"), PLAN, result::stop)
        .page(Method::POST, &of_run("repeat"), PLAN, result::repeat)
        .page(Method::POST, &of_run("tasks"), PLAN, result::tasks)
        .page(Method::GET, &of_run("report"), PLAN, result::report)
        .page(Method::GET, &of_run("export/{kind}"), PLAN, result::export)
        .api(PLAN, api_routes!(api::studies))
        .api(PLAN, api_routes!(api::begin))
        .api(PLAN, api_routes!(api::show))
}
