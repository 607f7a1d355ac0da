//! `GET /gate`: a device at a gate. Enrolled once, it decides without a network for a day.

use askama::Template;
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use ui::{Density, SafeHtml, assets::asset_url};
use web::{Answer, Visit};

#[derive(Template)]
#[template(
    source = r#"<link rel="stylesheet" href="{{ css }}"><section class="gate" data-gate data-core="{{ core }}" data-reader="{{ reader }}" data-words="{{ words }}"><p role="status">{{ wait }}</p></section><noscript><p>{{ noscript }}</p></noscript>"#,
    ext = "html"
)]
struct Part<'v> {
    css: &'static str,
    core: &'static str,
    reader: &'static str,
    words: String,
    wait: &'v str,
    noscript: &'v str,
}

/// Reasons that a guard is told in words of their own; the others read "not valid".
const REASONS: [&str; 19] = [
    "format",
    "crit",
    "kid",
    "alg",
    "signature",
    "claims",
    "issuer",
    "aud",
    "clock",
    "not_yet",
    "expired",
    "scope",
    "revoked",
    "stale_list",
    "static",
    "day_key",
    "step",
    "code",
    "replay",
];
const NOTES: [&str; 5] = ["stale_list", "static", "unproved", "guest", "phone_clock"];
const WORDS: [&str; 35] = [
    "accept",
    "again",
    "refuse",
    "compare",
    "scan",
    "stop",
    "type",
    "type-hint",
    "check",
    "enrol",
    "enrol-hint",
    "enrol-code",
    "enrol-wrong",
    "synced",
    "offline",
    "waiting",
    "never",
    "no-camera",
    "short",
    "photo",
    "sound",
    "sound-on",
    "leave",
    "leave-sure",
    "offers",
    "offer-over",
    "offer-done",
    "offer-times",
    "day",
    "week",
    "month",
    "too-many",
    "revoked-now",
    "doubled",
    "install",
];

/// `GET /gate`
pub async fn show(visit: Visit) -> Answer<Response> {
    let mut words = serde_json::Map::new();
    for name in WORDS {
        words.insert(name.to_owned(), json!(visit.t(&format!("gate-{name}"))));
    }
    for reason in REASONS {
        let key = format!("gate-why-{}", reason.replace('_', "-"));
        words.insert(format!("reject_{reason}"), json!(visit.t(&key)));
    }
    for note in NOTES {
        let key = format!("gate-note-{}", note.replace('_', "-"));
        words.insert(format!("note_{note}"), json!(visit.t(&key)));
    }
    words.insert("zh".to_owned(), json!(visit.lang.is_zh()));
    let part = Part {
        css: asset_url("pass.css"),
        core: asset_url("pass-core.js"),
        reader: asset_url("jsqr.js"),
        words: serde_json::Value::Object(words).to_string(),
        wait: visit.t("show-wait"),
        noscript: visit.t("gate-noscript"),
    };
    let shell = visit.shell(Density::Phone, visit.t("gate-title")).nav(Vec::new());
    Ok(visit.page(&shell.body(SafeHtml::of(&part))))
}

/// `GET /gate/manifest.webmanifest`: so that the page can be put on a tablet's home screen (W3C Web
/// Application Manifest).
pub async fn manifest(visit: Visit) -> Response {
    let manifest = json!({
        "id": "/gate",
        "name": visit.t("gate-title"),
        "short_name": visit.t("gate-title"),
        "lang": visit.lang.html(),
        "start_url": "/gate",
        "scope": "/gate",
        "display": "standalone",
        "theme_color": "#0b57a4",
        "background_color": "#ffffff",
        "icons": [{ "src": "/favicon.ico", "type": "image/svg+xml", "sizes": "any" }],
    });
    ([(header::CONTENT_TYPE, "application/manifest+json")], manifest.to_string()).into_response()
}
