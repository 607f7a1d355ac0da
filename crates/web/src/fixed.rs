//! The addresses that this crate serves itself.

mod assets;
mod health;
mod live;
mod look;
mod site;

use axum::http::Method;

pub use health::{Health, metrics_routes};

use crate::routes::{Need, Routes};

/// Assets, the switch of language and size, site files, health, the live channel, the API's own
/// document. Merge the domains' routes into it.
pub fn routes() -> Routes {
    Routes::new("web")
        .page(Method::GET, "/assets/{file}", Need::Public, assets::serve)
        .page(Method::GET, ui::page::LOOK_PATH, Need::Public, look::look)
        .page(Method::GET, "/favicon.ico", Need::Public, site::icon)
        .page(Method::GET, "/robots.txt", Need::Public, site::robots)
        .page(Method::GET, "/manifest.webmanifest", Need::Public, site::manifest)
        .page(Method::GET, "/live", Need::SignedIn, live::live)
        .page(Method::GET, "/api/v1/openapi.json", Need::Public, site::openapi)
        .api(Need::Public, utoipa_axum::routes!(health::health))
}
