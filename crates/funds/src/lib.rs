#![doc = include_str!("../README.md")]

pub mod account;
mod api;
pub mod ask;
mod books;
pub mod decide;
pub mod desk;
pub mod fault;
pub mod fund;
pub mod give_back;
pub mod open;
mod pages;
pub mod port;
pub mod sight;
pub mod store;
pub mod verify;

use access::Action;
use axum::http::Method;
use web::{Need, Routes, api_routes};

pub use account::{Account, account};
pub use desk::Desk;
pub use fault::Fault;
pub use fund::{Fund, FundId, Request, RequestId, Share, ShareId, State, Wish};
pub use verify::verify;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "funds",
    version: 1,
    sql: include_str!("../migrations/1_funds.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const READ: Need = Need::May(Action::FundRead);
const KEEP: Need = Need::May(Action::FundKeep);
const DECIDE: Need = Need::May(Action::FundDecide);
const STEP: Need = Need::AnyOf(&[Action::FundKeep, Action::FundDecide]);

/// Every address of this domain.
pub fn routes() -> Routes {
    use pages::{ask, export, list, open, public, request, show};
    Routes::new("funds")
        .page(Method::GET, "/funds", Need::Public, public::list)
        .page(Method::GET, "/funds/{id}", Need::Public, public::show)
        .page(Method::GET, "/desk/funds", READ, list::list)
        .page(Method::GET, "/desk/funds/new", DECIDE, open::ask)
        .page(Method::POST, "/desk/funds", DECIDE, open::open)
        .page(Method::GET, "/desk/funds/{id}", READ, show::show)
        .page(Method::GET, "/desk/funds/{id}/export/{kind}", READ, export::export)
        .page(Method::GET, "/desk/funds/{id}/ask", KEEP, ask::form)
        .page(Method::POST, "/desk/funds/{id}/ask", KEEP, ask::send)
        .page(Method::GET, "/desk/fund-requests/{id}", READ, request::show)
        .page(Method::POST, "/desk/fund-requests/{id}/evidence", KEEP, request::prove)
        .page(Method::GET, "/desk/fund-requests/{id}/evidence/{file}", READ, request::evidence)
        .page(Method::POST, "/desk/fund-requests/{id}/{step}", STEP, request::step)
        .api(Need::Public, api_routes!(api::list))
        .api(Need::Public, api_routes!(api::show))
        .api(DECIDE, api_routes!(api::open))
        .api(READ, api_routes!(api::requests))
        .api(KEEP, api_routes!(api::ask))
        .api(KEEP, api_routes!(api::give_back))
        .api(KEEP, api_routes!(api::prove))
        .api(STEP, api_routes!(api::step))
}
