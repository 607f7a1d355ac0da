//! A name for each request, in the log, in the answer's `x-request-id` and on error pages.

use axum::http::request::Parts;
use kernel::Moment;

/// Set by the outermost layer; never taken from the client, who could forge log lines.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

enum Request {}

impl RequestId {
    pub fn new(moment: &Moment) -> Self {
        Self(moment.id::<Request>().to_string())
    }
    pub fn of(parts: &Parts) -> String {
        parts.extensions.get::<Self>().map(|id| id.0.clone()).unwrap_or_default()
    }
}
