//! Watches each request: a name, a span, counters, headers. Neither query nor address nor anything
//! a person typed is noted.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{RequestId, headers::Protection, wording};
use crate::app::App;

/// What watching needs.
#[derive(Clone)]
pub(super) struct Watch {
    app: App,
    protection: Arc<Protection>,
}

impl Watch {
    pub fn new(app: App) -> Self {
        Self { protection: Arc::new(Protection::new(app.settings())), app }
    }
}

/// The layer around all but compression. One layer with the wording of refusals: each layer moves
/// and boxes the request anew.
pub(super) async fn observe(State(watch): State<Watch>, request: Request, next: Next) -> Response {
    let id = RequestId::new(&watch.app.moment());
    let (mut parts, body) = request.into_parts();
    let method = known(&parts.method);
    // The pattern, not the path: ids stay out of the log, and the counters stay few.
    let route = parts.extensions.get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("unmatched", MatchedPath::as_str).to_owned();
    parts.extensions.insert(id.clone());
    let reader = wording::reader(&parts);
    let request = Request::from_parts(parts, body);
    let span = tracing::info_span!("request", method, route, id = id.0);
    // The runtime's clock measures a span and never a date, so it needs not be handed in.
    let began = Instant::now();
    let response = next.run(request).instrument(span).await;
    let mut response = wording::word(&watch.app, response, &reader);
    let seconds = began.elapsed().as_secs_f64();
    let status = response.status();
    // Told by itself: written as part of the span, every field would be formatted twice over.
    tracing::info!(
        parent: None,
        method,
        route,
        id = id.0,
        status = status.as_u16(),
        seconds,
        "answered"
    );
    let labels = [("method", method.to_owned()), ("route", route)];
    metrics::histogram!("http_request_seconds", &labels).record(seconds);
    let [method, route] = labels;
    let labels = [method, route, ("status", status.as_str().to_owned())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    if let Ok(id) = HeaderValue::try_from(id.0) {
        response.headers_mut().insert("x-request-id", id);
    }
    watch.protection.apply(response.headers_mut());
    response
}

/// Clients may invent methods; the log and the counters must not grow with them.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}
