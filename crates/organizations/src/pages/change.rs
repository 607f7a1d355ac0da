//! The forms by which an organization is renamed, moved and closed.

use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use serde::Deserialize;
use ui::{Field, Form as FormView, Tone};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{
    found::{limit, parent},
    input::{Ask, day, titled, unit_picks},
    work::{change, directory, readable},
};
use crate::{Unit, close as close_unit, regroup as regroup_unit, rename as rename_unit};

/// What any of the forms sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    name_zh: String,
    name_en: String,
    parent: String,
    reason: String,
    from: String,
    until: String,
}

/// `GET /units/{id}/rename`
pub(super) async fn ask_name(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    Ok(name_form(&signed, &readable(&signed, id)?).page())
}

/// `POST /units/{id}/rename`
pub(super) async fn rename(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let work = async {
        let (from, typed) = (day("from", &sent.from)?, sent.value.clone());
        change(&signed, unit.area, move |tx, _, by| {
            rename_unit(tx, by, id, &typed.name_zh, &typed.name_en, from)
        })
        .await
    };
    answer(work.await, "unit-renamed", &sent, name_form(&signed, &unit))
}

/// `GET /units/{id}/move`
pub(super) async fn ask_parent(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    Ok(parent_form(&signed, &readable(&signed, id)?)?.page())
}

/// `POST /units/{id}/move`
pub(super) async fn regroup(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let work = async {
        let (from, above) = (day("from", &sent.from)?, parent(&sent.parent)?);
        change(&signed, unit.area, move |tx, desk, by| regroup_unit(tx, desk, by, id, above, from))
            .await
    };
    answer(work.await, "unit-moved", &sent, parent_form(&signed, &unit)?)
}

/// `GET /units/{id}/close`
pub(super) async fn ask_close(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    Ok(close_form(&signed, &readable(&signed, id)?).page())
}

/// `POST /units/{id}/close`
pub(super) async fn close(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let work = async {
        let (until, reason) = (day("until", &sent.until)?, sent.reason.clone());
        change(&signed, unit.area, move |tx, _, by| close_unit(tx, by, id, &reason, until)).await
    };
    answer(work.await, "unit-was-closed", &sent, close_form(&signed, &unit))
}

fn answer(
    changed: Answer<Unit>,
    flash: &'static str,
    sent: &Form<Typed>,
    form: Ask<'_>,
) -> Answer<Response> {
    match changed {
        Ok(unit) => {
            let there = see_other(format!("/units/{}", unit.id)).flash(Tone::Good, flash);
            Ok(there.into_response())
        }
        Err(problem) => form.again(&sent.raw, problem),
    }
}

fn name_form<'v>(signed: &'v Signed, unit: &Unit) -> Ask<'v> {
    let t = |key: &'static str| signed.t(key);
    let form = form(signed, unit, "rename")
        .field(Field::text("name_zh", t("unit-name-zh")).max_length(limit()).value(&unit.name_zh))
        .field(Field::text("name_en", t("unit-name-en")).max_length(limit()).value(&unit.name_en))
        .field(since(signed))
        .submit(t("unit-rename"));
    asked(signed, unit, "unit-rename", form)
}

fn parent_form<'v>(signed: &'v Signed, unit: &Unit) -> Answer<Ask<'v>> {
    let snapshot = directory(&signed.app)?.snapshot();
    let above = snapshot.candidates(&unit.area);
    let above = above.into_iter().filter(|one| one.area.contains(&unit.area) && one.id != unit.id);
    let known = unit.parent.map(|id| id.to_string()).unwrap_or_default();
    let picks = unit_picks(signed, above);
    let form = form(signed, unit, "move")
        .field(Field::select("parent", signed.t("unit-parent"), picks).value(known))
        .field(since(signed))
        .submit(signed.t("unit-move"));
    Ok(asked(signed, unit, "unit-move", form))
}

fn close_form<'v>(signed: &'v Signed, unit: &Unit) -> Ask<'v> {
    let today = signed.moment.now().day();
    let until = Field::date("until", signed.t("unit-until")).hint(signed.t("unit-until-hint"));
    let form = form(signed, unit, "close")
        .field(Field::text("reason", signed.t("unit-reason")).max_length(limit()))
        .field(until.value(today.to_string()))
        .submit(signed.t("unit-close"))
        .dangerous();
    asked(signed, unit, "unit-close", form)
}

fn form(signed: &Signed, unit: &Unit, what: &str) -> FormView {
    FormView::post(signed.lang, format!("/units/{}/{what}", unit.id))
}

fn since(signed: &Signed) -> Field {
    let today = signed.moment.now().day();
    Field::date("from", signed.t("unit-since")).value(today.to_string())
}

fn asked<'v>(signed: &'v Signed, unit: &Unit, title: &'static str, form: FormView) -> Ask<'v> {
    let title = titled(signed, signed.t(title), unit);
    Ask { visit: signed, title, back: format!("/units/{}", unit.id), form }
}
