//! Ids in addresses.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::{
    app::App,
    problem::{Answer, Problem},
};

/// The parameters of the path. What does not read as an id names nothing: 404.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathId<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for PathId<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let path = Path::<T>::from_request_parts(parts, app).await;
        path.map(|Path(id)| Self(id)).map_err(|_| Problem::not_found())
    }
}
