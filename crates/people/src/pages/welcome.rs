//! The first visit of new staff: choosing a password by an invitation that works once.

use access::password::Weak;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use ui::{Field, Form as FormView, Tone, panel::Text};
use web::{Answer, Form, Problem, Visit, see_other};

use super::input::{again, door};
use crate::{flow::stamp, invite, rules::rules};

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    password: String,
    repeated: String,
}

/// `GET /staff/welcome/{token}`
pub(super) async fn ask(visit: Visit, Path(token): Path<String>) -> Answer<Response> {
    known(&visit, &token).await?;
    let shell = door(&visit, "people-welcome-title").body(Text::new(visit.t("people-welcome-why")));
    Ok(visit.page(&shell.form(&form(&visit, &token))))
}

/// `POST /staff/welcome/{token}`
pub(super) async fn choose(
    visit: Visit,
    Path(token): Path<String>,
    sent: Form<Typed>,
) -> Answer<Response> {
    known(&visit, &token).await?;
    match accept(&visit, &token, &sent).await {
        Ok(()) => {
            Ok(see_other("/staff/sign-in").flash(Tone::Good, "people-welcome-done").into_response())
        }
        Err(problem) => {
            let shell = door(&visit, "people-welcome-title");
            again(&visit, shell, form(&visit, &token), &[], problem)
        }
    }
}

async fn known(visit: &Visit, token: &str) -> Answer<()> {
    let (vault, token, now) = (visit.app.vault().clone(), token.to_owned(), visit.moment.now());
    let found = visit.app.store().read(move |db| invite::invited(db, &vault, &token, now)).await?;
    found.map(drop).ok_or_else(gone)
}

async fn accept(visit: &Visit, token: &str, typed: &Typed) -> Answer<()> {
    if typed.password != typed.repeated {
        return Err(Problem::invalid().field("repeated", "people-password-differs"));
    }
    let (hasher, moment) = (rules(&visit.app)?.hasher.clone(), visit.moment.clone());
    let password = typed.password.clone();
    let hashing = move || hasher.hash(&moment, &password, &[]);
    let hashed = tokio::task::spawn_blocking(hashing).await.map_err(Problem::internal)?;
    let hashed = hashed.map_err(|weak| Problem::invalid().field("password", key_of(weak)))?;
    let (vault, token) = (visit.app.vault().clone(), token.to_owned());
    let accepted = visit
        .app
        .store()
        .write(stamp(visit), move |tx| invite::accept(tx, &vault, &token, &hashed))
        .await?;
    if accepted { Ok(()) } else { Err(gone()) }
}

fn gone() -> Problem {
    Problem::not_found().detail("people-welcome-gone")
}

fn form(visit: &Visit, token: &str) -> FormView {
    let password = Field::new_password("password", visit.t("people-password-new"));
    FormView::post(visit.lang, format!("/staff/welcome/{}", ui::query::encode(token)))
        .field(password.hint(visit.t("people-password-hint")))
        .field(Field::new_password("repeated", visit.t("people-password-repeat")))
        .submit(visit.t("people-password-set"))
}

const fn key_of(weak: Weak) -> &'static str {
    match weak {
        Weak::TooShort => "people-password-short",
        Weak::TooLong => "people-password-long",
        Weak::Common => "people-password-common",
        Weak::Pattern => "people-password-pattern",
        Weak::AboutYou => "people-password-about-you",
    }
}
