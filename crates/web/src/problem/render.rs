//! The problem as the reader gets it.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use ui::{
    Density, Lang, Shell, Words,
    form::ErrorSummary,
    panel::{Button, Text},
};
use utoipa::{
    PartialSchema as _, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use super::Problem;
use crate::{app::App, visit::Look};

/// Who asks, as far as an error page needs to know.
pub(crate) struct Reader {
    pub look: Look,
    /// A program: answer problem+json.
    pub wants_json: bool,
    pub here: String,
    pub request_id: String,
}

/// The body of RFC 9457, with the wrong fields under `errors`.
#[derive(Serialize, ToSchema)]
struct Body<'a> {
    /// `urn:yilu:problem:` and the code.
    r#type: String,
    title: &'a str,
    status: u16,
    detail: String,
    /// Stable name of the problem, for programs.
    code: &'a str,
    /// To be given when asking for help.
    request_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(inline)]
    errors: Vec<FieldBody<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProblemField)]
struct FieldBody<'a> {
    /// Name of the field; nested ones as `place.lat` or `items[2].name`.
    field: &'a str,
    detail: String,
}

/// The schema of a problem's JSON.
pub(crate) fn problem_schema() -> RefOr<Schema> {
    Body::schema()
}

/// Renders a problem, and writes what only the operator should see to the log.
pub(crate) fn render(app: &App, problem: &Problem, reader: &Reader) -> Response {
    note(problem, reader);
    let mut response = if reader.wants_json {
        json(app.words(), problem, reader)
    } else {
        page(app, problem, reader)
    };
    *response.status_mut() = problem.status();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if problem.status() == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = problem.0.retry_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn note(problem: &Problem, reader: &Reader) {
    let (status, code) = (problem.status().as_u16(), problem.code());
    let cause = problem.0.cause.as_deref().unwrap_or_default();
    if problem.status().is_server_error() {
        tracing::error!(request_id = reader.request_id, status, code, cause, "request failed");
    } else {
        tracing::debug!(request_id = reader.request_id, status, code, cause, "request refused");
    }
}

fn json(words: &Words, problem: &Problem, reader: &Reader) -> Response {
    let lang = reader.look.lang;
    let errors = problem.0.fields.iter();
    let body = Body {
        r#type: format!("urn:yilu:problem:{}", problem.code()),
        title: title(words, problem, lang),
        status: problem.status().as_u16(),
        detail: detail(words, problem, lang),
        code: problem.code(),
        request_id: &reader.request_id,
        errors: errors
            .map(|(field, message)| FieldBody { field, detail: message.text(words, lang) })
            .collect(),
    };
    let text = serde_json::to_string(&body).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/problem+json")], text).into_response()
}

fn page(app: &App, problem: &Problem, reader: &Reader) -> Response {
    let (words, lang) = (app.words(), reader.look.lang);
    let mut shell = Shell::new(lang, Density::Phone, title(words, problem, lang))
        .large(reader.look.large)
        .site(app.city_name(lang))
        .here(&reader.here)
        .body(Text::new(detail(words, problem, lang)));
    let errors = problem.errors(words, lang);
    if !errors.is_empty() {
        shell.summary = Some(ErrorSummary::new(lang, errors));
    }
    if problem.status().is_server_error() {
        let id = Text::meta(words.with(
            lang,
            "problem-id",
            &[("id", reader.request_id.as_str().into())],
        ));
        shell = shell.body(id);
    }
    let home = Button::new(words.get(lang, "problem-home"), "/").outline();
    let html = shell.body(home).render();
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

fn title<'a>(words: &'a Words, problem: &Problem, lang: Lang) -> &'a str {
    words
        .find(lang, &format!("problem-{}", problem.code()))
        .or_else(|| words.find(lang, &format!("problem-{}", usual(problem.status()))))
        .unwrap_or_default()
}

fn detail(words: &Words, problem: &Problem, lang: Lang) -> String {
    if let Some(message) = &problem.0.detail {
        return message.text(words, lang);
    }
    words
        .find(lang, &format!("problem-{}-detail", problem.code()))
        .or_else(|| words.find(lang, &format!("problem-{}-detail", usual(problem.status()))))
        .unwrap_or_default()
        .to_owned()
}

/// The code whose words serve for any problem of this status.
pub(super) fn usual(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "sign-in",
        403 => "forbidden",
        404 | 410 => "not-found",
        405 => "method",
        409 | 412 => "conflict",
        413 => "too-large",
        415 => "unsupported-media",
        400 | 422 => "invalid",
        429 => "too-many",
        408 | 502..=504 => "busy",
        _ => "internal",
    }
}

impl Problem {
    /// What an answer without words, made by a layer or by the router, means.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let problem = Self::new(status, usual(status));
        if status == StatusCode::SERVICE_UNAVAILABLE { problem.retry_after(1) } else { problem }
    }
}
