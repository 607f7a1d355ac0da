//! Changing one's name.

use access::{Action, Field as Personal, Target};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use storage::Db;
use ui::{Field, Form as FormView, Tone};
use web::{Answer, Form, Problem, Signed, see_other};

use super::input::{again, door};

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name: String,
}

/// `GET /me/name`: one's own name stands in full, since it is to be edited.
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    let permit = signed.permit(Action::ProfileRead, &Target::of(signed.actor.person))?;
    let vault = signed.app.vault().clone();
    let read = move |db: &mut Db<'_>| vault.own(db, &permit, Personal::NAME).map_err(Problem::from);
    let name = signed.app.store().read(read).await?;
    let name = name.map(|name| name.to_string()).unwrap_or_default();
    let shell = door(&signed, "people-name-change").back("/me").form(&form(&signed, &name));
    Ok(signed.page(&shell))
}

/// `POST /me/name`
pub(super) async fn change(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    let name = sent.name.trim().to_owned();
    if !(1..=40).contains(&name.chars().count()) {
        let shell = door(&signed, "people-name-change").back("/me");
        let problem = Problem::invalid().field("name", "people-name-length");
        return again(&signed, shell, form(&signed, ""), &sent.raw, problem);
    }
    let person = signed.actor.person;
    let permit = signed.permit(Action::ProfileEdit, &Target::of(person))?;
    let (vault, stamp) =
        (signed.app.vault().clone(), permit.stamp(signed.moment.clone(), "name-change"));
    let work = signed.app.store().write(stamp, move |tx| {
        vault.seal(tx, person, Personal::NAME, &name).map_err(Problem::from)
    });
    work.await?;
    Ok(see_other("/me").flash(Tone::Good, "people-name-changed").into_response())
}

fn form(signed: &Signed, name: &str) -> FormView {
    let field = Field::text("name", signed.t("people-name")).hint(signed.t("people-name-hint"));
    FormView::post(signed.lang, "/me/name")
        .field(field.autocomplete("name").max_length(40).value(name))
        .submit(signed.t("people-save"))
}
