//! What people and programs send, read and checked for form; whether it makes sense is for the
//! domain to say.

mod form;
mod idempotency;
mod json;
mod multipart;
mod path;
mod wrong;

pub use form::Form;
pub use idempotency::{IdempotencyKey, KeyReused, once};
pub use json::ApiJson;
pub use multipart::{MultipartForm, Upload};
pub use path::PathId;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::StatusCode,
};

use crate::{
    app::App,
    problem::{Answer, Problem},
};

/// Pairs as they were typed, in order.
pub type Typed = Vec<(String, String)>;

/// The whole body, up to the limit for bodies without files.
async fn body(request: Request, app: &App) -> Answer<Bytes> {
    Bytes::from_request(request, app).await.map_err(|rejection: BytesRejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(app.settings().body_bytes_max)
        } else {
            // The connection broke: nobody is there to read this.
            Problem::bad_request("invalid").cause(rejection)
        }
    })
}

/// Whether the body is of this kind, parameters apart.
fn is_kind(request: &Request, kinds: impl Fn(&str) -> bool) -> bool {
    let kind = request.headers().get(axum::http::header::CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        kinds(&essence)
    })
}
