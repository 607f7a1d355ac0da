#![doc = include_str!("../README.md")]

mod api;
mod keep;
pub mod layer;
mod pages;
pub mod port;
mod sight;
pub mod store;

use access::Action;
use axum::http::Method;
use web::{Need, Routes, api_routes};

pub use heat::Unfit;
pub use keep::{Checked, Kept, keep, read};
pub use store::{Held, ReleaseId, Slot, cells};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    step(1, include_str!("../migrations/1_heatmaps.sql")),
    step(2, include_str!("../migrations/2_seen.sql")),
];

const fn step(version: i64, sql: &'static str) -> storage::Migration {
    storage::Migration { owner: "heatmaps", version, sql, postgres: None }
}

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const READ: Need = Need::May(Action::HeatRead);

/// Every address of this domain. Searches in vain are shown where [`port::Searches`] hangs on the
/// app, the ground below the map where a [`ui::drawn::Ground`] does.
pub fn routes() -> Routes {
    Routes::new("heatmaps")
        .page(Method::GET, "/desk/heat", READ, pages::map)
        .api(READ, api_routes!(api::releases))
        .api(READ, api_routes!(api::cells))
        .api(READ, api_routes!(api::searches))
}
