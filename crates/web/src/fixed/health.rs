//! Is the node well? For load balancers and for whoever is called at night.

use axum::{
    Json,
    extract::State,
    http::{Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use access::Action;

use crate::{
    app::App,
    problem::{Answer, Problem},
    routes::{Need, Routes},
    visit::Visit,
};

/// A node's own word on how it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Health {
    /// `ok` or `read-only`.
    pub status: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// What is wrong and what to do about it; absent when nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

/// Whether this node takes writes.
#[utoipa::path(
    get,
    path = "/health",
    tag = "operation",
    responses(
        (status = 200, description = "Well", body = Health),
        (status = 503, description = "Reads go on, writes are refused", body = Health),
    )
)]
pub(super) async fn health(State(app): State<App>) -> Response {
    let version = env!("CARGO_PKG_VERSION");
    if app.store().is_read_only() {
        let reason = "the disk refuses writes: free space on it or replace it; \
                      writing resumes by itself";
        let health = Health { status: "read-only", version, reason: Some(reason) };
        return (StatusCode::SERVICE_UNAVAILABLE, Json(health)).into_response();
    }
    Json(Health { status: "ok", version, reason: None }).into_response()
}

/// `/metrics` in Prometheus' text format, for a scraper on this machine and for posts that may read
/// it; the binary owns the recorder and hands in how to render it.
pub fn metrics_routes(render: impl Fn() -> String + Clone + Send + Sync + 'static) -> Routes {
    let handler = async move |visit: Visit| -> Answer {
        let may = |actor| !access::reach(actor, Action::MetricsRead).is_empty();
        let is_here = visit.client_ip.0.is_some_and(|ip| ip.is_loopback());
        if !is_here && !visit.actor.as_ref().is_some_and(may) {
            return Err(Problem::not_found());
        }
        let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
        Ok((kind, render()).into_response())
    };
    Routes::new("web").page(Method::GET, "/metrics", Need::Public, handler)
}
