//! `GET /desk/passes`: the street ends a pass that was lost or misused, by the five letters that
//! its holder or a guard reads out. There is no list of holders and no search for a person.

use access::{Action, Target};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use ui::{Density, Field, Form as FormView, Tone, form::Pick, panel::Text};
use web::{Answer, Form, Message, Problem, Signed, see_other};

use crate::revoke;

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    short: String,
    #[serde(default)]
    why: String,
}

const REASONS: [&str; 3] = ["lost", "misused", "wrong"];

/// `GET /desk/passes`
pub async fn show(signed: Signed) -> Answer<Response> {
    Ok(signed.page(&page(&signed, |form| form)))
}

/// `POST /desk/passes/revoke`
pub async fn revoke(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_revoke(&signed, &sent).await {
        Ok(()) => Ok(see_other("/desk/passes").flash(Tone::Good, "pass-revoked").into_response()),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let shell = page(&signed, |form| form.keep(&sent.raw).errors(&errors));
            Ok(signed.page_again(&shell))
        }
        Err(problem) => Err(problem),
    }
}

async fn try_revoke(signed: &Signed, typed: &Typed) -> Answer<()> {
    if !REASONS.contains(&typed.why.as_str()) {
        return Err(Problem::invalid().field("why", Message::key("field-missing")));
    }
    let unknown = || Problem::invalid().field("short", Message::key("pass-short-unknown"));
    let short = typed.short.clone();
    let found = signed.app.store().read(move |db| revoke::find(db, &short)).await?;
    let area = found.ok_or_else(unknown)?.area;
    let permit = signed.permit(Action::PassIssue, &Target::area(area));
    let permit = permit.map_err(|_| unknown())?;
    let stamp = permit.stamp(signed.moment.clone(), "pass-revoke");
    let (short, why) = (typed.short.clone(), typed.why.clone());
    let work = move |tx: &mut storage::Tx<'_>| revoke::revoke(tx, &permit, &short, &why);
    signed.app.store().write(stamp, work).await?;
    Ok(())
}

fn page(signed: &Signed, fill: impl FnOnce(FormView) -> FormView) -> ui::Shell {
    let reasons = REASONS.map(|why| Pick::new(why, signed.t(&format!("desk-why-{why}"))));
    let form = FormView::post(signed.lang, "/desk/passes/revoke")
        .field(Field::text("short", signed.t("desk-short")).hint(signed.t("desk-short-hint")))
        .field(Field::choice("why", signed.t("desk-why"), reasons.into()))
        .submit(signed.t("desk-revoke"))
        .dangerous();
    signed
        .shell(Density::Desk, signed.t("desk-passes"))
        .body(Text::new(signed.t("desk-passes-lead")))
        .form(&fill(form))
}
