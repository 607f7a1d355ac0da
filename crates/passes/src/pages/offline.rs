//! `GET /offline.js`: the service worker of two pages. It is made of the script and of the addresses
//! that these pages need; its text changes with them, so a browser notices a new version.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use ui::assets::{ALL, asset_url};
use web::Answer;

/// What the two pages load.
const FILES: [&str; 6] =
    ["pass-core.js", "lean-qr.js", "jsqr.js", "pass.css", "pass.js", "gate.js"];

/// `GET /offline.js`
pub async fn worker() -> Answer<Response> {
    let files = FILES.map(|name| format!("'{}'", asset_url(name)));
    let script = ALL.iter().find(|asset| asset.name == "offline.js").map_or("", |it| it.text);
    let text = format!("const FILES = [{}]\n{script}\n", files.join(", "));
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    let mut response = (kind, text).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
