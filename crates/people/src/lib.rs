#![doc = include_str!("../README.md")]

pub mod account;
mod api;
mod device;
pub mod export;
mod flow;
pub mod invite;
mod pages;
mod rules;
mod sealed;
pub mod store;
#[cfg(test)]
mod tests;

pub use export::{ExportPart, Exports};
pub use rules::SignInRules;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "people",
    version: 1,
    sql: include_str!("../migrations/1_people.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. They look for `Arc<dyn contracts::Units>`, [`SignInRules`] and [`Exports`] on
/// the app.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
