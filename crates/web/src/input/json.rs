//! A program's JSON.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{body, is_kind, wrong::from_json};
use crate::{
    app::App,
    problem::{Answer, Problem},
};

/// A JSON body. A wrong field is named by its path: `items[2].name`.
#[derive(Debug, Clone)]
pub struct ApiJson<T> {
    pub value: T,
    /// SHA-256 of method, path and body, for [`super::once`].
    pub digest: [u8; 32],
}

impl<T: DeserializeOwned> FromRequest<App> for ApiJson<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &App) -> Answer<Self> {
        if !is_kind(&request, |kind| kind == "application/json" || kind.ends_with("+json")) {
            return Err(Problem::unsupported());
        }
        let mut hash = Sha256::new();
        for part in [request.method().as_str(), request.uri().path()] {
            hash.update(part);
            hash.update([0]);
        }
        let bytes = body(request, app).await?;
        hash.update(&bytes);
        Ok(Self { value: from_json(&bytes)?, digest: hash.finalize().into() })
    }
}
