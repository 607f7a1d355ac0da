#![doc = include_str!("../README.md")]

pub mod api;
pub mod bearer;
pub mod card;
pub mod desk;
pub mod erase;
pub mod gate;
pub mod handbook;
pub mod holder;
pub mod issue;
pub mod keyring;
pub mod offer;
pub mod pages;
pub mod port;
pub mod read;
pub mod revoke;
pub mod scan;
pub mod shown;
pub mod spoken;
pub mod stop;
pub mod store;
pub mod travel;
pub mod trust;

use std::sync::Arc;

use access::Action::{GateManage, PassHold, PassIssue};
use axum::http::Method;
use contracts::Event;
use storage::{Reaction, jobs::Handler};
use web::{Need, Routes};

/// How tokens are signed.
pub use cwt::Algorithm;

pub use card::{Card, CardId, GateId, Mode, OfferId, Token};
pub use desk::Desk;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    step(1, include_str!("../migrations/1_passes.sql")),
    step(2, include_str!("../migrations/2_stops.sql")),
    step(3, include_str!("../migrations/3_travel.sql")),
    step(4, include_str!("../migrations/4_jobs.sql")),
];

const fn step(version: i64, sql: &'static str) -> storage::Migration {
    storage::Migration { owner: "passes", version, sql, postgres: None }
}

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. They look for `Arc<dyn contracts::Units>` on the app.
pub fn routes() -> Routes {
    holders(gates(desks(Routes::new("passes"))))
}

fn holders(routes: Routes) -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let hold = Need::May(PassHold);
    routes
        .page(get.clone(), "/passes", hold, pages::mine::list)
        .page(post.clone(), "/passes", hold, pages::mine::ask)
        .page(get.clone(), "/passes/show", Need::Public, pages::show::show)
        .page(post.clone(), "/passes/photo", hold, pages::photo::send)
        .page(post.clone(), "/passes/photo/remove", hold, pages::photo::remove)
        .page(get.clone(), "/passes/photo/own", hold, pages::photo::own)
        .page(post.clone(), "/passes/{id}/paper", hold, pages::paper::paper)
        .page(post.clone(), "/passes/{id}/revoke", hold, pages::mine::give_back)
        .page(get.clone(), "/passes/{id}/reads", hold, pages::reads::list)
        .page(get.clone(), "/passes/visitor", Need::Public, pages::visitor::ask)
        .page(post, "/passes/visitor", Need::Public, pages::visitor::give)
        .page(get.clone(), "/passes/visitor/{secret}", Need::Public, pages::visitor::show)
        .page(get, "/offline.js", Need::Public, pages::offline::worker)
        .api(hold, web::api_routes!(api::holder::issue))
        .api(hold, web::api_routes!(api::holder::tokens))
        .api(hold, web::api_routes!(api::holder::give_back))
        .api(hold, web::api_routes!(api::holder::reads))
        .api(Need::Public, web::api_routes!(api::visitor::visit))
        .api(Need::Public, web::api_routes!(api::visitor::tokens))
}

fn gates(routes: Routes) -> Routes {
    let get = Method::GET;
    routes
        .page(get.clone(), "/gate", Need::Public, pages::gate::show)
        .page(get, "/gate/manifest.webmanifest", Need::Public, pages::gate::manifest)
        .api(Need::Public, web::api_routes!(api::gate::enrol))
        .api(Need::Public, web::api_routes!(api::gate::handbook))
        .api(Need::Public, web::api_routes!(api::gate::revocations))
        .api(Need::Public, web::api_routes!(api::gate::scans))
        .api(Need::Public, web::api_routes!(api::gate::look))
        .api(Need::Public, web::api_routes!(api::gate::photo))
}

fn desks(routes: Routes) -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let manage = Need::May(GateManage);
    let issue = Need::May(PassIssue);
    routes
        .page(get.clone(), "/desk/gates", manage, pages::gates::list)
        .page(post.clone(), "/desk/gates", manage, pages::gates::open)
        .page(get.clone(), "/desk/gates/{id}", manage, pages::gates::one)
        .page(post.clone(), "/desk/gates/{id}/invite", manage, pages::gates::invite)
        .page(post.clone(), "/desk/gates/{id}/close", manage, pages::gates::close)
        .page(post.clone(), "/desk/gates/{id}/end-device", manage, pages::gates::end_device)
        .page(post.clone(), "/desk/gates/{id}/offers", manage, pages::offers::open)
        .page(post.clone(), "/desk/offers/{id}/end", manage, pages::offers::end)
        .page(get.clone(), "/desk/passes", issue, pages::desk::show)
        .page(post.clone(), "/desk/passes", issue, pages::bearer::issue)
        .page(post.clone(), "/desk/passes/revoke", issue, pages::desk::revoke)
        .page(get, "/desk/passes/{id}", issue, pages::bearer::show)
        .page(post.clone(), "/desk/passes/{id}/print", issue, pages::bearer::print)
        .page(post, "/desk/passes/{id}/revoke", issue, pages::bearer::revoke)
}

/// The jobs that time does; `desk` gives the declarations in force.
pub fn handlers(desk: impl Fn() -> Desk + Clone + Send + Sync + 'static) -> Vec<Handler> {
    vec![erase::handler(desk.clone()), keyring::handler(desk)]
}

/// What this domain does about what happens elsewhere, in the same transaction.
pub fn reaction() -> Reaction {
    Arc::new(|tx, event| match event {
        Event::PersonErased { person } => revoke::end_all(tx, *person),
        Event::JobEnded { person, unit, .. } => revoke::end_of_job(tx, *person, *unit),
        Event::OffersStopped { place } => stop::stop(tx, *place),
        Event::OffersResumed { place } => stop::resume(tx, *place),
        _ => Ok(()),
    })
}
