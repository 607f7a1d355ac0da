//! `GET /passes/show`: the page that works without a network. It says nothing of anybody: tokens
//! come from the API and stay on the phone, so the page may be kept by the service worker.

use askama::Template;
use axum::response::Response;
use serde_json::json;
use ui::{Density, SafeHtml, Shell, assets::asset_url};
use web::{Answer, Visit};

/// Where the page's script finds what it needs.
#[derive(Template)]
#[template(
    source = r#"<link rel="stylesheet" href="{{ css }}"><section class="pass" data-pass data-core="{{ core }}" data-qr="{{ qr }}" data-secret="{{ secret }}"{% if signed %} data-signed="1"{% endif %} data-words="{{ words }}"><p role="status">{{ wait }}</p></section><noscript><p>{{ noscript }}</p></noscript>"#,
    ext = "html"
)]
struct Part<'v> {
    css: &'static str,
    core: &'static str,
    qr: &'static str,
    secret: &'v str,
    signed: bool,
    words: String,
    wait: &'v str,
    noscript: &'v str,
}

const WORDS: [&str; 15] = [
    "none",
    "ask",
    "sign",
    "sign-in",
    "offline",
    "online",
    "over",
    "code",
    "code-hint",
    "until",
    "mine",
    "broken",
    "label",
    "old",
    "clock",
];

/// `GET /passes/show`
pub async fn show(visit: Visit) -> Answer<Response> {
    Ok(visit.page(&shell(&visit, "")))
}

/// The page; with `secret` it first fetches that visitor's pass.
pub(super) fn shell(visit: &Visit, secret: &str) -> Shell {
    let words: serde_json::Map<String, serde_json::Value> = WORDS
        .iter()
        .map(|name| ((*name).to_owned(), json!(visit.t(&format!("show-{name}")))))
        .chain([("zh".to_owned(), json!(visit.lang.is_zh()))])
        .collect();
    let part = Part {
        css: asset_url("pass.css"),
        core: asset_url("pass-core.js"),
        qr: asset_url("lean-qr.js"),
        secret,
        signed: visit.actor.is_some(),
        words: serde_json::Value::Object(words).to_string(),
        wait: visit.t("show-wait"),
        noscript: visit.t("show-noscript"),
    };
    visit.shell(Density::Phone, visit.t("show-title")).back("/passes").body(SafeHtml::of(&part))
}
