//! Having one's data deleted: what goes, what stays and why, what is lost; then a code and a tick.

use access::code::Requested;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use ui::{
    Density, Errors, Field, Form as FormView, Shell, Tone,
    form::Receipt,
    list::{Card, Cards},
    panel::{Button, Notice, Panel, Text},
    when::when,
};
use web::{Answer, Form, Signed};

use super::input::{role_name, unit_name, waiting};
use crate::{
    erase::Erased,
    erasure::State,
    flow,
    own::{self, Known, Request, sentence},
};

const PATH: &str = "/me/erase";

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    code: String,
    agree: String,
}

/// `GET /me/erase`
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    let known = own::known(&signed).await?;
    let mut shell = explained(&signed, &known);
    if !known.offices.is_empty() {
        let posts = known.offices.iter().map(|post| {
            Card::new(role_name(&signed, &post.role), "").meta(unit_name(&signed, post.unit))
        });
        shell = shell
            .body(Notice::new(Tone::Warn, signed.t("people-erase-in-office")))
            .body(Cards(posts.collect()));
    } else if known.phone.is_none() {
        shell =
            shell.body(Notice::new(Tone::Warn, signed.t("problem-people-erase-no-phone-detail")));
    } else {
        shell = shell
            .body(Button::new(signed.t("people-export"), "/me/export").outline())
            .form(&code_asked(&signed).dangerous());
    }
    Ok(signed.page(&shell))
}

/// `POST /me/erase/code`
pub(super) async fn code(signed: Signed) -> Answer<Response> {
    match own::request_code(&signed).await? {
        Requested::Sent { .. } => Ok(signed.page(&code_page(&signed, None, &Errors::new()))),
        Requested::RetryAfter(seconds) => {
            // The code sent before may still be good, so its field stays.
            let wait = waiting(seconds).text(signed.app.words(), signed.lang);
            let shell = code_page(&signed, Some(wait), &Errors::new());
            let mut response = signed.page_with(StatusCode::TOO_MANY_REQUESTS, &shell);
            let wait = HeaderValue::from(flow::wait(seconds));
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            Ok(response)
        }
    }
}

/// `POST /me/erase`
pub(super) async fn erase(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match own::erase(&signed, sent.code.clone(), sent.agree == "1").await {
        Ok(erased) => Ok(farewell(signed, &erased)),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            Ok(signed.page_again(&code_page(&signed, None, &errors)))
        }
        Err(problem) => Err(problem),
    }
}

/// The last page: nobody is signed in any more, so it is shown as to a visitor.
fn farewell(signed: Signed, erased: &Erased) -> Response {
    let gone = signed.end_session();
    let mut visit = signed.visit;
    visit.actor = None;
    let at = erased.at.display_minute();
    let receipt = Receipt::new(visit.lang, visit.t("people-erased"), erased.receipt.to_string())
        .line(visit.tf("people-erased-at", &[("at", at.into())]))
        .line(visit.t("people-erased-number"))
        .line(visit.t("people-erased-again"));
    let shell = visit.shell(Density::Phone, visit.t("people-erased")).body(receipt);
    let mut response = visit.page(&shell);
    let store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, store);
    (gone, response).into_response()
}

/// In plain words, before anything is asked for.
fn explained(signed: &Signed, known: &Known) -> Shell {
    let t = |key: &'static str| signed.t(key);
    let lines = |keys: &[&'static str]| {
        keys.iter().fold(ui::SafeHtml::default(), |all, key| all.and(Text::new(t(key))))
    };
    let lost = known.warnings.iter().fold(ui::SafeHtml::default(), |all, warning| {
        all.and(Text::new(sentence(signed, warning)))
    });
    let lost = lost.and(Text::new(t("people-erase-lost-all")));
    let requests = known.requests.iter().map(|request| told(signed, request));
    let requests: Vec<Card> = requests.collect();
    let mut shell = signed
        .shell(Density::Phone, t("people-erase"))
        .back("/me")
        .body(Notice::new(Tone::Bad, t("people-erase-final")));
    if !requests.is_empty() {
        shell = shell.body(Panel::new(t("people-erasure-about-me"), Cards(requests)));
    }
    shell
        .body(Panel::new(
            t("people-erase-goes"),
            lines(&["people-erase-goes-1", "people-erase-goes-2"]),
        ))
        .body(Panel::new(t("people-erase-lost"), lost))
        .body(Panel::new(
            t("people-erase-stays"),
            lines(&["people-erase-stays-1", "people-erase-stays-2", "people-erase-stays-3"]),
        ))
        .body(Text::meta(t("people-erase-law")))
}

/// What an office was asked about the reader.
fn told(signed: &Signed, request: &Request) -> Card {
    let (erasure, now) = (&request.erasure, signed.moment.now());
    let state = signed.t(match erasure.state {
        State::Waiting => "people-erasure-waiting-mine",
        State::Done | State::Refused => "people-erasure-refused-mine",
    });
    let mut card = Card::new(unit_name(signed, erasure.unit), "")
        .meta(when(signed.lang, erasure.asked_at, now))
        .body(Text::new(state));
    if let Some(at) = erasure.decided_at {
        card = card.meta(when(signed.lang, at, now));
    }
    if !request.reason.is_empty() {
        let reason = request.reason.as_str();
        card = card.body(Text::new(signed.tf("people-erasure-why", &[("reason", reason.into())])));
    }
    card
}

fn code_asked(signed: &Signed) -> FormView {
    FormView::post(signed.lang, "/me/erase/code").submit(signed.t("people-erase-code"))
}

fn code_page(signed: &Signed, wait: Option<String>, errors: &Errors) -> Shell {
    let t = |key: &'static str| signed.t(key);
    let form = FormView::post(signed.lang, PATH)
        .field(Field::code("code", t("people-code")).hint(t("people-code-hint")))
        .field(Field::agree("agree", t("people-erase-agree")))
        .submit(t("people-erase-do"))
        .cancel(t("people-erase-keep"), "/me")
        .errors(errors)
        .dangerous();
    let shell = signed.shell(Density::Phone, t("people-erase")).back(PATH);
    let shell = match wait {
        Some(wait) => shell.body(Notice::new(Tone::Warn, wait)),
        None => shell.body(Text::new(t("people-erase-code-sent"))),
    };
    let shell = shell.form(&form);
    let shell = if signed.app.settings().demo {
        shell.body(Notice::new(Tone::Plain, t("people-code-demo")))
    } else {
        shell
    };
    shell.body(code_asked(signed).submit(t("people-code-again")).inline())
}
