//! What went wrong, said once: a page with a remedy for people, RFC 9457 for programs.
//!
//! A handler answers `Err(Problem)`. The problem travels in the response's extensions to
//! `guard`'s outer layer, which knows the reader's language and whether a page or JSON
//! is wanted, and renders it there. So no handler needs two error paths.

mod from;
mod message;
mod render;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

pub(crate) use message::megabytes;
pub use message::{Arg, Message};
pub(crate) use render::{Reader, problem_schema, render};

/// Answers of handlers.
pub type Answer<T = Response> = Result<T, Problem>;

/// A refusal or a failure. Its words are `problem-{code}` (title) and `problem-{code}-detail`
/// (what to do) in the app's words; a code without words speaks with those of its status.
#[derive(Debug, Clone)]
pub struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    status: StatusCode,
    code: &'static str,
    detail: Option<Message>,
    fields: Vec<(String, Message)>,
    retry_seconds: Option<u64>,
    /// For the log only.
    cause: Option<String>,
}

impl Problem {
    /// `code` is a stable kebab-case name that programs may rely on.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self(Box::new(Inner {
            status,
            code,
            detail: None,
            fields: Vec::new(),
            retry_seconds: None,
            cause: None,
        }))
    }
    /// 400: the request cannot be read.
    pub fn bad_request(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }
    /// 401 for programs; the gate sends people to the sign-in page instead.
    pub fn sign_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in")
    }
    /// 403: no post of this person allows it.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }
    /// 404: also for what exists but must not be known to exist.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }
    /// 409: the thing has changed or is not in the state for this.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }
    /// 413: `megabytes` is the limit.
    pub fn too_large(limit_bytes: usize) -> Self {
        let limit = megabytes(limit_bytes);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
            .detail(Message::key("problem-too-large-limit").arg("limit", limit))
    }
    /// 415: the body is of a kind that this address does not read.
    pub fn unsupported() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media")
    }
    /// 422: what was sent reads well but does not hold; add the fields with [`Problem::field`].
    pub fn invalid() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid")
    }
    /// 429: come back in so many seconds.
    pub fn too_many(retry_seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many").retry_after(retry_seconds)
    }
    /// 503: not now.
    pub fn unavailable(code: &'static str, retry_seconds: u64) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code).retry_after(retry_seconds)
    }
    /// 500: `cause` goes to the log beside the request's id and is never shown.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal").cause(cause)
    }

    /// Replaces the usual words of what to do.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Message>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }
    /// Names a field that is wrong, and the remedy.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, message: impl Into<Message>) -> Self {
        self.0.fields.push((field.into(), message.into()));
        self
    }
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_seconds = Some(seconds);
        self
    }
    /// For the log only: no personal data here either.
    #[must_use]
    pub fn cause(mut self, cause: impl std::fmt::Display) -> Self {
        self.0.cause = Some(cause.to_string());
        self
    }
    /// The same refusal told as "there is no such thing", where a 403 would tell that there is.
    /// Use as `permit(..).map_err(Problem::hidden)?`.
    pub fn hidden(problem: impl Into<Self>) -> Self {
        let problem = problem.into();
        if problem.status() == StatusCode::FORBIDDEN { Self::not_found() } else { problem }
    }

    pub fn status(&self) -> StatusCode {
        self.0.status
    }
    pub fn code(&self) -> &'static str {
        self.0.code
    }
    /// The wrong fields, for a page that shows its form again.
    pub fn errors(&self, words: &ui::Words, lang: ui::Lang) -> ui::Errors {
        let mut errors = ui::Errors::new();
        for (field, message) in &self.0.fields {
            errors.add(field.clone(), message.text(words, lang));
        }
        errors
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
