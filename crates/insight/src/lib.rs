//! What can be counted and shown to everybody: figures by their definition, and where a case
//! stands. No name, no text that nobody released, no group smaller than the city's k.
//!
//! Invariant: this crate writes nothing. It reads other domains through their `pub_*` views alone.

pub mod checks;
pub mod figures;
mod pages;
pub mod progress;
pub mod results;

use axum::http::Method;
use web::{Need, Routes};

/// This domain has no tables of its own.
pub const MIGRATIONS: &[storage::Migration] = &[];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Where anybody may look.
pub fn routes() -> Routes {
    Routes::new("insight")
        .page(Method::GET, "/progress", Need::Public, pages::overview)
        .page(Method::GET, "/progress/{number}", Need::Public, pages::case)
        .api(Need::Public, web::api_routes!(pages::api))
        .page(Method::GET, "/results", Need::Public, pages::results::results)
        .api(Need::Public, web::api_routes!(pages::results::api))
}
