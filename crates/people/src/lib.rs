#![doc = include_str!("../README.md")]

pub mod account;
mod api;
mod device;
pub mod erase;
pub mod erasure;
pub mod export;
mod flow;
pub mod invite;
mod own;
mod pages;
pub mod port;
mod rules;
mod sealed;
pub mod store;
#[cfg(test)]
mod tests;

pub use export::{ExportPart, Exports};
pub use rules::SignInRules;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    storage::Migration {
        owner: "people",
        version: 1,
        sql: include_str!("../migrations/1_people.sql"),
        postgres: None,
    },
    storage::Migration {
        owner: "people",
        version: 2,
        sql: include_str!("../migrations/2_erasures.sql"),
        postgres: None,
    },
];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Pages and API. They look for `Arc<dyn contracts::Units>`, [`SignInRules`], [`Exports`],
/// [`port::Warnings`] and [`port::Consents`] on the app.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
