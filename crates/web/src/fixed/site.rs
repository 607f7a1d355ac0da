//! What browsers and crawlers ask every site for.

use axum::{
    Extension,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{routes::OpenApiText, visit::Visit};

const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b57a4"/><path d="M7 24L16 8l9 16M11 18h10" fill="none" stroke="#fff" stroke-width="3"/></svg>"##;
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\nDisallow: /look\nDisallow: /sign-in\n";

pub(super) async fn icon() -> Response {
    for_a_day("image/svg+xml", ICON)
}

pub(super) async fn robots() -> Response {
    for_a_day("text/plain; charset=utf-8", ROBOTS)
}

/// So that the site can be put on a phone's home screen (W3C Web Application Manifest).
pub(super) async fn manifest(visit: Visit) -> Response {
    let name = format!("{} {}", visit.app.city_name(visit.lang), visit.t("site-name"));
    let manifest = json!({
        "name": name,
        "short_name": visit.t("site-name"),
        "lang": visit.lang.html(),
        "start_url": "/",
        "display": "minimal-ui",
        "theme_color": "#0b57a4",
        "background_color": "#ffffff",
        "icons": [{ "src": "/favicon.ico", "type": "image/svg+xml", "sizes": "any" }],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}

pub(super) async fn openapi(Extension(text): Extension<OpenApiText>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text.0).into_response()
}

fn for_a_day(kind: &'static str, text: &'static str) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], text).into_response();
    let cache = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    response
}
