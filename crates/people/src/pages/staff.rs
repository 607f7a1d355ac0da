//! Sign-in of staff: login and password, then the second factor unless it came along.

use access::password::SignIn;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use ui::{
    Field, Form as FormView, Shell, Tone,
    panel::{Notice, Text},
    query::encode,
};
use web::{Answer, Form, Problem, Visit, see_other};

use super::{
    input::{door, next, waiting},
    second_factor,
};
use crate::{
    device::Device,
    flow::{self, Credentials},
    sealed,
};

/// What sealed credentials are for.
const PURPOSE: &str = "staff-sign-in";

/// What the form sends in one step or in two.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    login: String,
    password: String,
    second: String,
    /// Login and password of the first step, sealed.
    held: String,
    next: String,
}

/// `GET /staff/sign-in?next=`
pub(super) async fn ask(visit: Visit) -> Answer<Response> {
    let to = next(visit.query.get("next").unwrap_or("/"));
    let shell = door(&visit, "people-staff-sign-in").back("/").form(&form(&visit, to));
    Ok(visit.page(&shell.body(Text::meta(visit.t("people-staff-forgot")))))
}

/// `POST /staff/sign-in`
pub(super) async fn sign_in(
    visit: Visit,
    Device(device): Device,
    sent: Form<Typed>,
) -> Answer<Response> {
    let to = next(&sent.next);
    let Some(given) = credentials(&visit, &sent) else {
        return Ok(wrong(&visit, to, &sent, "people-step-too-late"));
    };
    match flow::sign_in_staff(&visit, given.clone(), device).await? {
        SignIn::SignedIn(session) => {
            Ok((visit.begin_session(&session), see_other(to)).into_response())
        }
        SignIn::MustEnrol(session) => {
            let there = format!("{}?next={}", second_factor::PATH, encode(to));
            Ok((visit.begin_session(&session), see_other(there)).into_response())
        }
        SignIn::SecondFactorNeeded => {
            let shell = door(&visit, "people-second-title").back("/staff/sign-in");
            Ok(visit.page(&shell.form(&second_form(&visit, &given, to)?)))
        }
        SignIn::Refused if sent.held.is_empty() => {
            Ok(wrong(&visit, to, &sent, "people-staff-wrong"))
        }
        SignIn::Refused => {
            let problem = Problem::invalid().field("second", "people-second-wrong");
            let errors = problem.errors(visit.app.words(), visit.lang);
            let form = second_form(&visit, &given, to)?.errors(&errors);
            let shell = door(&visit, "people-second-title").back("/staff/sign-in").form(&form);
            Ok(visit.page_again(&shell))
        }
        SignIn::RetryAfter(seconds) => Ok(locked(&visit, to, seconds)),
    }
}

/// Typed in this step, or sealed in the step before; `None` when that was too long ago.
fn credentials(visit: &Visit, typed: &Typed) -> Option<Credentials> {
    let second = typed.second.clone();
    let (login, password) = if typed.held.is_empty() {
        (typed.login.clone(), typed.password.clone())
    } else {
        sealed::open(visit, PURPOSE, &typed.held)?
    };
    Some(Credentials { login, password, second })
}

fn form(visit: &Visit, to: &str) -> FormView {
    FormView::post(visit.lang, "/staff/sign-in")
        .field(Field::text("login", visit.t("people-login")).autocomplete("username"))
        .field(Field::password("password", visit.t("people-password")))
        .field(Field::hidden("next", to))
        .submit(visit.t("people-sign-in"))
}

fn second_form(visit: &Visit, given: &Credentials, to: &str) -> Answer<FormView> {
    let held = sealed::seal(visit, PURPOSE, &(&given.login, &given.password))?;
    let second = Field::code("second", visit.t("people-second"));
    Ok(FormView::post(visit.lang, "/staff/sign-in")
        .field(Field::hidden("held", held))
        .field(Field::hidden("next", to))
        .field(second.hint(visit.t("people-second-hint")))
        .submit(visit.t("people-sign-in")))
}

fn wrong(visit: &Visit, to: &str, sent: &Form<Typed>, key: &'static str) -> Response {
    let errors = Problem::invalid().field("login", key).errors(visit.app.words(), visit.lang);
    let form = form(visit, to).keep(&sent.raw).errors(&errors);
    visit.page_again(&door(visit, "people-staff-sign-in").back("/").form(&form))
}

fn locked(visit: &Visit, to: &str, seconds: i64) -> Response {
    let wait = waiting(seconds).text(visit.app.words(), visit.lang);
    let shell: Shell = door(visit, "people-staff-sign-in")
        .back("/")
        .body(Notice::new(Tone::Warn, visit.t("people-staff-locked")))
        .body(Text::new(wait))
        .form(&form(visit, to));
    let mut response = visit.page_with(StatusCode::TOO_MANY_REQUESTS, &shell);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(flow::wait(seconds)));
    response
}
