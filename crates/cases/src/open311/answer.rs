//! Refusals in Open311's own form: a list of codes with their descriptions.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use storage::Error;
use ui::Value;
use web::{Problem, Visit};

use super::{format::Format, node::Node};

/// Answers of this endpoint's handlers.
pub(super) type Said<T = Node> = Result<T, Refused>;

/// One or more things that are wrong.
#[derive(Debug)]
pub(super) struct Refused {
    status: StatusCode,
    faults: Vec<String>,
    retry_seconds: Option<i64>,
}

impl Refused {
    pub fn new(status: StatusCode, faults: Vec<String>) -> Self {
        Self { status, faults, retry_seconds: None }
    }
    /// 400: something is missing or wrong; `key` is the key of the words.
    pub fn wrong(visit: &Visit, key: &str, args: &[(&str, Value<'_>)]) -> Self {
        Self::new(StatusCode::BAD_REQUEST, vec![visit.tf(key, args)])
    }
    /// 403: no key, or one that does not count.
    pub fn key(visit: &Visit, key: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, vec![visit.t(key).to_owned()])
    }
    /// 404: there is no such thing.
    pub fn absent(visit: &Visit, key: &str, args: &[(&str, Value<'_>)]) -> Self {
        Self::new(StatusCode::NOT_FOUND, vec![visit.tf(key, args)])
    }
    /// 429: this key has done enough for now.
    pub fn too_often(visit: &Visit, seconds: i64) -> Self {
        let told = visit.tf("open311-too-often", &[("n", seconds.into())]);
        let refused = Self::new(StatusCode::TOO_MANY_REQUESTS, vec![told]);
        Self { retry_seconds: Some(seconds), ..refused }
    }
    /// What the rest of the house refused. The fields' own words are in the page's language.
    pub fn problem(visit: &Visit, problem: &Problem) -> Self {
        let words = visit.app.words();
        let fields = problem.errors(words, visit.lang);
        let told = fields.iter().map(|(field, text)| format!("{field}: {text}"));
        let mut faults: Vec<String> = told.collect();
        if faults.is_empty() {
            let title = words.find(visit.lang, &format!("problem-{}", problem.code()));
            faults.push(title.unwrap_or(problem.code()).to_owned());
        }
        let status = problem.status();
        // The contract knows one number for everything that the sender can put right.
        let status = if status.is_server_error() { status } else { StatusCode::BAD_REQUEST };
        Self::new(status, faults)
    }
    pub fn store(visit: &Visit, error: Error) -> Self {
        Self::problem(visit, &error.into())
    }
}

/// The document, or the refusal in the same format.
pub(super) fn answer(format: Format, root: &str, said: Said) -> Response {
    let refused = match said {
        Ok(node) => return format.write(StatusCode::OK, root, &node),
        Err(refused) => refused,
    };
    let code = Node::Number(refused.status.as_u16().into());
    let faults = refused
        .faults
        .into_iter()
        .map(|fault| Node::Map(vec![("code", code.clone()), ("description", Node::text(fault))]));
    let errors = Node::List("error", faults.collect());
    let mut response = format.write(refused.status, "errors", &errors);
    if let Some(seconds) = refused.retry_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
