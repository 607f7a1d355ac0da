//! Somebody wrote down what a worker said: the worker, signed in, says yes or no.

use axum::response::IntoResponse as _;
use contracts::CaseId;
use ui::{Tone, form::CheckAnswers, panel::Text};
use web::{Answer, PathId, Problem, Signed, see_other};

use super::shell;
use crate::{
    chain::filing::{self, Filing},
    pages::shared::{Names, desk, fields::values_of},
};

/// `GET /filed/{id}`
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let filing = find(&signed, id).await?;
    let report = filing.report.as_ref().ok_or_else(Problem::not_found)?;
    let by = filing.unit.map_or_else(String::new, |unit| names.unit(unit));
    let place = format!("{} {}", names.area(&report.area), report.address);
    let mut list = CheckAnswers::new(names.lang())
        .row(names.t("fact-matter"), names.matter(&report.matter))
        .row(names.t("field-text"), &report.text)
        .row(names.t("fact-place"), place.trim());
    for (name, value) in values_of(names, report) {
        list = list.row(name, value);
    }
    let agree =
        ui::Form::post(signed.lang, format!("/filed/{id}/agree")).submit(names.t("filed-agree"));
    let decline = ui::Form::post(signed.lang, format!("/filed/{id}/decline"))
        .submit(names.t("filed-decline"))
        .dangerous();
    let until = [("unit", by.into()), ("by", names.when(filing.expires_at).into())];
    let shell = shell(&signed, names.t("filed-title"))
        .back("/cases/mine")
        .body(Text::new(names.tf("filed-explained", &until)))
        .body(list)
        .body(ui::SafeHtml::from_safe(agree))
        .body(ui::SafeHtml::from_safe(decline));
    Ok(signed.page(&shell))
}

/// `POST /filed/{id}/agree`
pub(super) async fn agree(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-report");
    let work = move |tx: &mut storage::Tx<'_>| filing::agree(tx, &desk, &vault, &actor, id);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other(format!("/cases/{id}/sent")).into_response())
}

/// `POST /filed/{id}/decline`
pub(super) async fn decline(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-decline");
    let work = move |tx: &mut storage::Tx<'_>| filing::decline(tx, &vault, &actor, id);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other("/cases/mine").flash(Tone::Good, "filed-declined").into_response())
}

/// What waits for the reader's own yes.
async fn find(signed: &Signed, id: CaseId) -> Answer<Filing> {
    let (vault, person, now) =
        (signed.app.vault().clone(), signed.actor.person, signed.moment.now());
    let read =
        signed.app.store().read(move |db| filing::waiting_for(db, &vault, person, now)).await?;
    read.into_iter().find(|filing| filing.id == id).ok_or_else(Problem::not_found)
}
