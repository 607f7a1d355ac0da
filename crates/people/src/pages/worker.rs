//! Sign-in of workers: phone, then code. Nothing tells whether the phone is known.

use access::code::{Requested, Verified};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use kernel::Phone;
use serde::Deserialize;
use ui::{
    Field, Form as FormView, Tone,
    panel::{Notice, Text},
    query::encode,
};
use web::{Answer, Form, Problem, Visit, see_other};

use super::input::{again, door, next, phone, waiting};
use crate::{device::Device, flow};

/// What either form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    phone: String,
    code: String,
    next: String,
}

/// `GET /sign-in?next=`
pub(super) async fn ask_phone(visit: Visit) -> Answer<Response> {
    let to = next(visit.query.get("next").unwrap_or("/"));
    if visit.actor.is_some() {
        return Ok(see_other(to).into_response());
    }
    let staff = format!("/staff/sign-in?next={}", encode(to));
    let shell = door(&visit, "people-sign-in")
        .form(&phone_form(&visit, to))
        .body(Text::meta(visit.t("people-sign-in-why")))
        .body(ui::panel::Button::new(visit.t("people-staff-door"), staff).outline());
    Ok(visit.page(&shell))
}

/// `POST /sign-in/code`: the answer is the page that asks for the code, so that the number stands
/// in no address.
pub(super) async fn ask_code(visit: Visit, sent: Form<Typed>) -> Answer<Response> {
    let to = next(&sent.next);
    let phone = match phone(&sent.phone) {
        Ok(phone) => phone,
        Err(problem) => {
            let shell = door(&visit, "people-sign-in");
            return again(&visit, shell, phone_form(&visit, to), &sent.raw, problem);
        }
    };
    match flow::request_code(&visit, phone.clone()).await? {
        Requested::Sent { .. } => Ok(visit.page(&code_page(&visit, &phone, to, None))),
        Requested::RetryAfter(seconds) => {
            // The code sent before may still be good, so its field stays.
            let wait = waiting(seconds).text(visit.app.words(), visit.lang);
            let shell = code_page(&visit, &phone, to, Some(wait));
            let mut response = visit.page_with(StatusCode::TOO_MANY_REQUESTS, &shell);
            let wait = HeaderValue::from(flow::wait(seconds));
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            Ok(response)
        }
    }
}

/// `POST /sign-in`
pub(super) async fn sign_in(
    visit: Visit,
    Device(device): Device,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (to, phone) = (next(&sent.next), phone(&sent.phone)?);
    match flow::verify_code(&visit, phone.clone(), sent.code.clone(), device).await? {
        Verified::SignedIn(session) => {
            Ok((visit.begin_session(&session), see_other(to)).into_response())
        }
        Verified::Refused => {
            let wrong = Problem::invalid().field("code", "people-code-wrong");
            let errors = wrong.errors(visit.app.words(), visit.lang);
            let form = code_form(&visit, &phone, to).errors(&errors);
            let shell = door(&visit, "people-code-title").back("/sign-in").form(&form);
            Ok(visit.page_again(&shell.body(resend(&visit, &phone, to))))
        }
    }
}

fn code_page(visit: &Visit, phone: &Phone, to: &str, wait: Option<String>) -> ui::Shell {
    let shell = door(visit, "people-code-title").back(format!("/sign-in?next={}", encode(to)));
    let shell = match wait {
        Some(wait) => shell.body(Notice::new(Tone::Warn, wait)),
        None => {
            shell.body(Text::new(visit.tf("people-code-sent", &[("phone", phone.masked().into())])))
        }
    };
    let shell = shell.form(&code_form(visit, phone, to));
    let shell = if visit.app.settings().demo {
        shell.body(Notice::new(Tone::Plain, visit.t("people-code-demo")))
    } else {
        shell
    };
    shell.body(resend(visit, phone, to))
}

fn phone_form(visit: &Visit, to: &str) -> FormView {
    FormView::post(visit.lang, "/sign-in/code")
        .field(Field::phone("phone", visit.t("people-phone")).hint(visit.t("people-phone-hint")))
        .field(Field::hidden("next", to))
        .submit(visit.t("people-code-get"))
}

fn code_form(visit: &Visit, phone: &Phone, to: &str) -> FormView {
    FormView::post(visit.lang, "/sign-in")
        .field(Field::hidden("phone", phone.reveal()))
        .field(Field::hidden("next", to))
        .field(Field::code("code", visit.t("people-code")).hint(visit.t("people-code-hint")))
        .submit(visit.t("people-sign-in"))
}

fn resend(visit: &Visit, phone: &Phone, to: &str) -> FormView {
    FormView::post(visit.lang, "/sign-in/code")
        .field(Field::hidden("phone", phone.reveal()))
        .field(Field::hidden("next", to))
        .submit(visit.t("people-code-again"))
        .inline()
}
