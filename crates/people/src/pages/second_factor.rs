//! Enrolling an authenticator: a QR code and the same as text, a first code, then recovery codes.

use access::totp::{self, EnrolError};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use ui::{
    Field, Form as FormView, SafeHtml, Shell, Tone,
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, Problem, Signed};

use super::input::{door, next};
use crate::{device::Device, flow::stamp, sealed};

pub(super) const PATH: &str = "/staff/second-factor";
pub(super) const CONFIRM: &str = "/staff/second-factor/confirm";
/// What a sealed secret is for.
const PURPOSE: &str = "second-factor";

/// What either form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    code: String,
    /// Secret and address, sealed, so that a wrong code need not begin anew.
    held: String,
    next: String,
}

/// `GET /staff/second-factor?next=`: why, and the button.
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    let to = next(signed.query.get("next").unwrap_or("/"));
    let form = FormView::post(signed.lang, PATH)
        .field(Field::hidden("next", to))
        .submit(signed.t("people-enrol-begin"));
    let shell = door(&signed, "people-enrol-title").body(Text::new(signed.t("people-enrol-why")));
    Ok(signed.page(&shell.form(&form)))
}

/// `POST /staff/second-factor`: makes the secret.
pub(super) async fn begin(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let site = signed.app.city_name(ui::Lang::Zh);
    let made = signed.app.store().write(stamp(&signed), move |tx| {
        let login = vault.masked(tx, actor.person)?.name.unwrap_or_default();
        let login = if login.is_empty() { actor.person.to_string() } else { login };
        totp::enrol(tx, &vault, &actor, &site, &login).map_err(problem_of)
    });
    let made = made.await?;
    let secret = (made.secret_base32.to_string(), made.url.to_string());
    Ok(signed.page(&secret_page(&signed, &secret, next(&sent.next), None)?))
}

/// `POST /staff/second-factor/confirm`
pub(super) async fn confirm(
    signed: Signed,
    Device(device): Device,
    sent: Form<Typed>,
) -> Answer<Response> {
    let to = next(&sent.next);
    let (vault, actor, code) =
        (signed.app.vault().clone(), signed.actor.clone(), sent.code.clone());
    let confirmed = signed.app.store().write(stamp(&signed), move |tx| {
        totp::confirm(tx, &vault, &actor, &code, &device).map_err(Problem::from)
    });
    let Some(confirmed) = confirmed.await? else {
        let Some(secret) = sealed::open(&signed, PURPOSE, &sent.held) else {
            return Err(Problem::conflict("people-enrol-again"));
        };
        let wrong = Problem::invalid().field("code", "people-enrol-wrong");
        return Ok(signed.page_again(&secret_page(&signed, &secret, to, Some(wrong))?));
    };
    let codes = confirmed.recovery_codes.join("\n");
    let shell = door(&signed, "people-recovery-title")
        .body(Notice::new(Tone::Good, signed.t("people-enrol-done")))
        .body(Text::new(signed.t("people-recovery-why")))
        .body(Panel::new("", preformatted(&codes)))
        .body(Button::new(signed.t("people-go-on"), to));
    let page = signed.page(&shell);
    Ok(match confirmed.session {
        Some(session) => {
            // The enrolling session is over in the store; this node must forget it too.
            drop(signed.end_session());
            (signed.begin_session(&session), page).into_response()
        }
        None => page,
    })
}

fn secret_page(
    signed: &Signed,
    secret: &(String, String),
    to: &str,
    wrong: Option<Problem>,
) -> Answer<Shell> {
    let (base32, url) = secret;
    let held = sealed::seal(signed, PURPOSE, secret)?;
    let mut form = FormView::post(signed.lang, CONFIRM)
        .field(Field::hidden("held", held))
        .field(Field::hidden("next", to))
        .field(Field::code("code", signed.t("people-enrol-code")))
        .submit(signed.t("people-enrol-confirm"));
    if let Some(problem) = wrong {
        form = form.errors(&problem.errors(signed.app.words(), signed.lang));
    }
    let picture = ui::qr::svg(url, signed.t("people-enrol-qr")).unwrap_or_default();
    Ok(door(signed, "people-enrol-title")
        .body(Text::new(signed.t("people-enrol-how")))
        .body(Panel::new("", picture))
        .body(Text::new(signed.t("people-enrol-text")))
        .body(Panel::new("", preformatted(&in_groups(base32))))
        .form(&form))
}

/// Groups of four letters, four groups a line, as people read keys aloud.
fn in_groups(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let lines = letters.chunks(16).map(|line| {
        let groups: Vec<String> = line.chunks(4).map(|four| four.iter().collect()).collect();
        groups.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn preformatted(text: &str) -> SafeHtml {
    SafeHtml::trusted("<pre>").and(SafeHtml::text(text)).and(SafeHtml::trusted("</pre>"))
}

fn problem_of(error: EnrolError) -> Problem {
    match error {
        EnrolError::Vault(error) => error.into(),
        EnrolError::Already => Problem::conflict("people-enrolled"),
    }
}
