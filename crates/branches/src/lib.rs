#![doc = include_str!("../README.md")]

mod api;
pub mod badge;
pub mod chart;
pub mod claim;
pub mod desk;
pub mod fault;
pub mod find;
pub mod health;
pub mod member;
mod pages;
pub mod pairing;
pub mod people;
pub mod plan;
pub mod port;
pub mod sign;
pub mod station;
pub mod task;
pub mod transfer;

use std::sync::Arc;

use access::Action;
use axum::http::Method;
use contracts::Event;
use kernel::Id;
use storage::{Reaction, jobs::Handler};
use web::{Need, Routes, api_routes};

pub use desk::Desk;
pub use fault::Fault;

/// The name of pseudonyms: one for each person of whom membership was ever said.
pub enum MemberName {}
/// The name of batches: facts that were stated together and are taken back together.
pub enum BatchName {}
pub type MemberId = Id<MemberName>;
pub type BatchId = Id<BatchName>;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    migration(1, include_str!("../migrations/1_branches.sql")),
    migration(2, include_str!("../migrations/2_badges.sql")),
    migration(3, include_str!("../migrations/3_charts.sql")),
];

const fn migration(version: i64, sql: &'static str) -> storage::Migration {
    storage::Migration { owner: "branches", version, sql, postgres: None }
}

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const READ: Need = Need::May(Action::BranchRead);
const MANAGE: Need = Need::May(Action::BranchManage);
const MEMBERS: Need = Need::May(Action::MemberRead);
const VERIFY: Need = Need::May(Action::MemberVerify);
const OWN: Need = Need::May(Action::MembershipOwn);
const REPORT: Need = Need::May(Action::MembershipReport);

/// Every address of this domain.
pub fn routes() -> Routes {
    Routes::new("branches")
        .merge(desk_routes())
        .merge(split_routes())
        .merge(chart_routes())
        .merge(own_routes())
}

fn desk_routes() -> Routes {
    use pages::{branch, claims, gaps, list, member, pairs, transfers};
    Routes::new("branches")
        .page(Method::GET, "/desk/branches", READ, list::list)
        .page(Method::GET, "/desk/gaps", READ, gaps::list)
        .page(Method::GET, "/desk/branches/{id}", READ, branch::show)
        .page(Method::POST, "/desk/branches/{id}/stations", MANAGE, branch::open_station)
        .page(Method::GET, "/desk/branches/{id}/members", MEMBERS, branch::members)
        .page(Method::POST, "/desk/branches/{id}/members", MANAGE, branch::admit)
        .page(Method::GET, "/desk/branches/{id}/pairs", READ, pairs::show)
        .page(Method::POST, "/desk/branches/{id}/pairs", MANAGE, pairs::change)
        .page(Method::POST, "/desk/branches/{id}/workers", MANAGE, pairs::add)
        .page(Method::GET, "/desk/members/{id}", MEMBERS, member::show)
        .page(Method::POST, "/desk/members/{id}/stage", MANAGE, member::stage)
        .page(Method::POST, "/desk/members/{id}/transfer", MANAGE, member::transfer)
        .page(Method::POST, "/desk/members/{id}/leave", MANAGE, member::leaves)
        .page(Method::GET, "/desk/claims", VERIFY, claims::list)
        .page(Method::GET, "/desk/claims/{id}", VERIFY, claims::show)
        .page(Method::POST, "/desk/claims/{id}", VERIFY, claims::decide)
        .page(Method::GET, "/desk/transfers", MANAGE, transfers::list)
        .page(Method::POST, "/desk/transfers/{id}/{step}", MANAGE, transfers::go)
        .api(READ, api_routes!(api::list))
        .api(READ, api_routes!(api::gaps))
        .api(REPORT, api_routes!(api::claim))
}

fn split_routes() -> Routes {
    use pages::split;
    Routes::new("branches")
        .page(Method::GET, "/desk/branches/{id}/split", MANAGE, split::begin)
        .page(Method::POST, "/desk/branches/{id}/split", MANAGE, split::make)
        .page(Method::GET, "/desk/splits/{id}", MANAGE, split::show)
        .page(Method::POST, "/desk/splits/{id}/{step}", MANAGE, split::go)
        .api(MANAGE, api_routes!(api::split))
        .api(MANAGE, api_routes!(api::show))
        .api(MANAGE, api_routes!(api::step))
}

fn chart_routes() -> Routes {
    use pages::{chart, charts, proposal};
    Routes::new("branches")
        .page(Method::GET, "/desk/charts", MANAGE, charts::list)
        .page(Method::POST, "/desk/charts", MANAGE, charts::hand_in)
        .page(Method::GET, "/desk/charts/{id}", MANAGE, chart::show)
        .page(Method::POST, "/desk/charts/{id}/links", MANAGE, chart::answers)
        .page(Method::POST, "/desk/charts/{id}/links/{link}", MANAGE, chart::ends)
        .page(Method::GET, "/desk/chart-proposals/{id}", MANAGE, proposal::show)
        .page(Method::POST, "/desk/chart-proposals/{id}/{step}", MANAGE, proposal::go)
        .api(MANAGE, api_routes!(api::chart::show))
        .api(MANAGE, api_routes!(api::chart::take))
        .api(MANAGE, api_routes!(api::chart::decide))
}

fn own_routes() -> Routes {
    use pages::{badge, mine, rejoin};
    Routes::new("branches")
        .page(Method::GET, "/branch", OWN, mine::show)
        .page(Method::POST, "/branch/claim", OWN, mine::claim)
        .page(Method::POST, "/branch/claim/withdraw", OWN, mine::withdraw)
        .page(Method::POST, "/branch/contact", OWN, mine::contact)
        .page(Method::GET, "/badge", OWN, badge::mine)
        .page(Method::POST, "/badge", OWN, badge::show)
        .page(Method::POST, "/badge/withdraw", OWN, badge::withdraw)
        .page(Method::GET, "/badges/{token}", Need::Public, badge::scanned)
        .api(OWN, api_routes!(api::badge::own))
        .api(OWN, api_routes!(api::badge::show))
        .api(OWN, api_routes!(api::badge::withdraw))
        .page(Method::GET, "/rejoin/{token}", Need::Public, rejoin::show)
        .page(Method::POST, "/rejoin/{token}", Need::Public, rejoin::scan)
}

/// The jobs that time does: transfers, splits, pairs, health.
pub fn handlers(desk: impl Fn() -> Desk + Clone + Send + Sync + 'static) -> Vec<Handler> {
    vec![
        transfer::step::handler(desk.clone()),
        plan::handler(desk.clone()),
        pairing::handler(desk.clone()),
        health::handler(desk),
    ]
}

/// What happens here when something happens elsewhere. `desk` is `None` while the program starts.
pub fn reaction(desk: impl Fn() -> Option<Desk> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match event {
        Event::PersonErased { person } => {
            pairing::workers::gone(tx, *person)?;
            let Some(desk) = desk() else { return Ok(()) };
            member::admit::erased(tx, &desk, *person)?;
            Ok(())
        }
        _ => Ok(()),
    })
}
