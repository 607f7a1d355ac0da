//! The pages of this domain, and the table of all its routes.

pub mod desk;
pub mod dispute;
mod group;
mod keys;
pub mod shared;
pub mod worker;

use axum::http::Method;
use web::{Need, Routes};

/// Every address of this domain.
pub fn routes() -> Routes {
    Routes::new("cases")
        .page(Method::GET, "/r/{token}", Need::Public, group::show)
        .merge(worker::routes())
        .merge(desk::routes())
        .merge(dispute::routes())
        .merge(crate::api::routes())
        .merge(crate::open311::routes())
        .merge(keys::routes())
        .page(Method::GET, "/progress/{number}/photos/{file}", Need::Public, shared::photo::public)
}
