//! The layers around every route, outermost first: compress, watch and word what is wrong, catch
//! panics, time out. See the README for a request's whole way.

mod headers;
mod observe;
mod origin;
mod request_id;
mod wording;

use std::{any::Any, time::Duration};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    http::StatusCode,
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer,
};

pub(crate) use origin::check_origin;
pub(crate) use request_id::RequestId;
pub(crate) use wording::wants_json;

use crate::{app::App, problem::Problem, routes::OpenApiText};

/// Puts the layers around the routes.
pub(crate) fn around(router: Router, app: App, document: OpenApiText) -> Router {
    let settings = app.settings();
    let timeout = TimeoutLayer::with_status_code(
        StatusCode::SERVICE_UNAVAILABLE,
        Duration::from_secs(settings.timeout_seconds),
    );
    let body_limit = DefaultBodyLimit::max(settings.body_bytes_max);
    let watch = observe::Watch::new(app);
    router
        .fallback(async || Problem::not_found())
        .layer(Extension(document))
        .layer(body_limit)
        .layer(timeout)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(watch, observe::observe))
        .layer(CompressionLayer::new().br(true).gzip(true))
}

/// A panic is a defect of ours: the page says so calmly, the log says what.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    Problem::internal(format!("panic: {text}")).into_response()
}
