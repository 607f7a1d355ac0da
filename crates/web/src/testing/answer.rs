//! What came back.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode},
};
use serde::de::DeserializeOwned;

/// A response read to its end.
#[derive(Debug, Clone)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Answered {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[expect(clippy::panic, reason = "a test whose answer is no JSON has failed")]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }
    /// A header's value, empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    /// Where a redirect leads, empty when it is none.
    pub fn location(&self) -> &str {
        self.header("location")
    }
    /// The `code` of a problem+json, empty when it is none.
    pub fn problem(&self) -> String {
        let body: Option<serde_json::Value> = serde_json::from_slice(&self.bytes).ok();
        body.and_then(|body| Some(body.get("code")?.as_str()?.to_owned())).unwrap_or_default()
    }
    /// # Panics
    /// Shows the page when the text is not in it.
    #[track_caller]
    pub fn assert_contains(&self, text: &str) -> &Self {
        let page = self.text();
        assert!(page.contains(text), "no {text:?} in {}: {page}", self.status);
        self
    }
    /// # Panics
    /// Shows the page when the status is another.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }
}
