//! An ordinary form.

use std::ops::Deref;

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::{Typed, body, is_kind, wrong::from_pairs};
use crate::{
    app::App,
    problem::{Answer, Problem},
};

/// `application/x-www-form-urlencoded`, read into a `T` and kept as typed.
///
/// Let every field that a person may leave empty be a `String` or an `Option` with
/// `#[serde(default)]`, so that the handler can show the form again with its own words; a `T` that
/// does not read at all is answered with 422 and the field's name.
#[derive(Debug, Clone)]
pub struct Form<T> {
    pub value: T,
    /// For [`ui::Form::keep`].
    pub raw: Typed,
}

impl<T> Deref for Form<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, app: &App) -> Answer<Self> {
        if !is_kind(&request, |kind| kind == "application/x-www-form-urlencoded") {
            return Err(Problem::unsupported());
        }
        let bytes = body(request, app).await?;
        let raw: Typed = serde_html_form::from_bytes(&bytes)
            .map_err(|error| Problem::bad_request("invalid").cause(error))?;
        Ok(Self { value: from_pairs(&raw)?, raw })
    }
}
