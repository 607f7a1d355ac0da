//! Gives problems their words, in the reader's language and form.

use axum::{
    http::{HeaderMap, Uri, header, request::Parts},
    response::Response,
};

use super::RequestId;
use crate::{
    app::App,
    problem::{Problem, Reader, render},
    visit::Look,
};

/// Who will read what is wrong.
pub(super) fn reader(parts: &Parts) -> Reader {
    Reader {
        look: Look::of(&parts.headers),
        wants_json: wants_json(parts),
        here: parts.uri.path_and_query().map_or("/", |here| here.as_str()).to_owned(),
        request_id: RequestId::of(parts),
    }
}

/// Renders what handlers, doors and layers refused; other answers stay as they are.
pub(super) fn word(app: &App, mut response: Response, reader: &Reader) -> Response {
    match problem(&mut response) {
        Some(problem) => carry_over(&response, render(app, &problem, reader)),
        None => response,
    }
}

/// What is wrong, if anything. An error without a document of its own came from the router or a
/// layer; it is told like any other.
fn problem(response: &mut Response) -> Option<Problem> {
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return Some(problem);
    }
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let worded = kind.is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    (failed && !worded).then(|| Problem::of_status(status))
}

/// Cookies and `Allow` belong to the answer, whoever words it.
fn carry_over(from: &Response, mut to: Response) -> Response {
    for name in [header::SET_COOKIE, header::ALLOW] {
        for value in from.headers().get_all(&name) {
            to.headers_mut().append(&name, value.clone());
        }
    }
    to
}

/// Programs get problem+json: everything below `/api/`, and whoever asks for JSON and not HTML.
pub(crate) fn wants_json(parts: &Parts) -> bool {
    is_api(&parts.uri) || accepts_json_only(&parts.headers)
}

fn is_api(uri: &Uri) -> bool {
    uri.path().starts_with("/api/")
}

fn accepts_json_only(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json") && !accept.contains("html"))
}
