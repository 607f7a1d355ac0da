//! A browser or a program, as far as a server notices.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use access::Actor;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header},
    response::Response,
};
use http_body_util::BodyExt as _;
use serde::Serialize;
use tower::ServiceExt as _;

use super::Answered;

/// Sends requests as a browser on our own pages does, and keeps cookies.
pub struct Client {
    router: Router,
    actor: Option<Actor>,
    cookies: Mutex<BTreeMap<String, String>>,
    headers: HeaderMap,
}

impl Client {
    pub(super) fn new(router: Router, actor: Option<Actor>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        Self { router, actor, cookies: Mutex::default(), headers }
    }

    /// Who sends.
    pub const fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }
    /// Sends this header along from now on.
    ///
    /// # Panics
    /// When it is no header.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test that names no header has failed")]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        self.headers.insert(name, value.parse().expect("a header's value"));
        self
    }
    /// Leaves a header out, such as `sec-fetch-site`.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }
    #[must_use]
    pub fn cookie(self, name: &str, value: &str) -> Self {
        self.jar().insert(name.to_owned(), value.to_owned());
        self
    }
    /// Reads English.
    #[must_use]
    pub fn english(self) -> Self {
        self.cookie("lang", "en")
    }
    /// The value of a cookie in the jar.
    pub fn cookie_value(&self, name: &str) -> Option<String> {
        self.jar().get(name).cloned()
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.send(Method::GET, path, "", Vec::new()).await
    }
    /// Follows one redirect, as browsers do after a form.
    pub async fn follow(&self, answered: &Answered) -> Answered {
        self.get(answered.location()).await
    }
    pub async fn post_form(&self, path: &str, pairs: &[(&str, &str)]) -> Answered {
        let body = serde_html_form::to_string(pairs).unwrap_or_default();
        self.send(Method::POST, path, "application/x-www-form-urlencoded", body.into()).await
    }
    /// Text fields, then files as (field, file name, kind, bytes).
    pub async fn post_files(
        &self,
        path: &str,
        pairs: &[(&str, &str)],
        files: &[(&str, &str, &str, &[u8])],
    ) -> Answered {
        const EDGE: &str = "edge-5d41402abc4b2a76";
        let mut body = Vec::new();
        let mut part = |head: String, bytes: &[u8]| {
            body.extend(
                format!("--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes(),
            );
            body.extend(bytes);
            body.extend(b"\r\n");
        };
        for (name, value) in pairs {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (field, name, kind, bytes) in files {
            let head = format!("name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: {kind}");
            part(head, bytes);
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        self.send(Method::POST, path, &format!("multipart/form-data; boundary={EDGE}"), body).await
    }
    pub async fn post_json(&self, path: &str, body: &impl Serialize) -> Answered {
        self.json(Method::POST, path, body).await
    }
    pub async fn json(&self, method: Method, path: &str, body: &impl Serialize) -> Answered {
        let body = serde_json::to_vec(body).unwrap_or_default();
        self.send(method, path, "application/json", body).await
    }

    /// Any request; an empty `kind` sends no content type.
    ///
    /// # Panics
    /// When the path is none, or the answer breaks off.
    #[expect(clippy::expect_used, reason = "a test whose answer breaks off has failed")]
    pub async fn send(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answered {
        let (parts, body) = self.begin(method, path, kind, body).await.into_parts();
        let bytes = body.collect().await.expect("a whole answer").to_bytes();
        Answered { status: parts.status, headers: parts.headers, bytes }
    }

    /// [`Client::send`] without reading the answer's body, which may never end.
    ///
    /// # Panics
    /// When the path is none.
    #[expect(clippy::expect_used, reason = "a test whose request is none has failed")]
    pub async fn begin(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request = request.header(header::HOST, "localhost:8080");
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let cookies = self.cookie_line();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if let Some(actor) = &self.actor {
            request = request.extension(actor.clone());
        }
        let request = request.body(Body::from(body)).expect("a request");
        let Ok(response) = self.router.clone().oneshot(request).await;
        self.keep_cookies(response.headers());
        response
    }

    fn cookie_line(&self) -> String {
        let pairs: Vec<String> =
            self.jar().iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }
    fn keep_cookies(&self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap_or_default();
            let (name, rest) = line.split_once('=').unwrap_or_default();
            let value = rest.split(';').next().unwrap_or_default();
            if line.contains("Max-Age=0") {
                self.jar().remove(name);
            } else {
                self.jar().insert(name.to_owned(), value.to_owned());
            }
        }
    }
    fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
