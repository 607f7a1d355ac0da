#![doc = include_str!("../README.md")]

pub mod api;
pub mod batch;
pub mod desk;
pub mod figure;
pub mod group;
pub mod improve;
pub mod pages;
pub mod rate;
pub mod rating;
pub mod reply;
pub mod store;

use std::sync::Arc;

use access::Action::{MerchantRate, MerchantReply, MerchantWatch};
use axum::http::Method;
use contracts::Event;
use storage::Reaction;
use web::{Need, Routes};

pub use desk::Desk;
pub use rate::{NewRating, RateError, rate, withdraw};
pub use rating::{Band, GroupId, Rating, RatingId, ReleaseId};
pub use reply::{ReplyError, reply};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "ratings",
    version: 1,
    sql: include_str!("../migrations/1_ratings.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. They look for `Arc<dyn contracts::Units>` on the app.
pub fn routes() -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let rate = Need::May(MerchantRate);
    let desk = Need::AnyOf(&[MerchantReply, MerchantWatch]);
    Routes::new("ratings")
        .page(get.clone(), "/merchants", Need::Public, pages::public::list)
        .page(get.clone(), "/merchants/{id}/rate", rate, pages::rate::ask)
        .page(post.clone(), "/merchants/{id}/rate", rate, pages::rate::send)
        .page(get.clone(), "/ratings/mine", rate, pages::mine::list)
        .page(post.clone(), "/ratings/{id}/withdraw", rate, pages::mine::withdraw)
        .page(get, "/desk/merchants", desk, pages::desk::show)
        .page(post, "/desk/merchants/{release}/reply", Need::May(MerchantReply), pages::desk::reply)
        .api(Need::Public, web::api_routes!(api::merchants))
        .api(rate, web::api_routes!(api::rate))
        .api(rate, web::api_routes!(api::mine))
        .api(rate, web::api_routes!(api::withdraw))
        .api(Need::May(MerchantReply), web::api_routes!(api::reply))
        .api(Need::May(MerchantWatch), web::api_routes!(api::improvements))
}

/// What this domain does about what happens elsewhere, in the same transaction.
pub fn reaction() -> Reaction {
    Arc::new(|tx, event| match event {
        Event::ImprovementClosed { case } => store::improvements::close(tx, *case),
        Event::PersonErased { person } => rate::withdraw_all(tx, *person),
        _ => Ok(()),
    })
}
