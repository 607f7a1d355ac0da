//! The form by which an organization is founded.

use axum::response::{IntoResponse as _, Response};
use contracts::{Unit as UnitName, UnitId};
use kernel::Id;
use serde::Deserialize;
use ui::{Field, Form as FormView, Tone, form::Pick};
use web::{Answer, Form, Problem, Signed, see_other};

use super::{
    detail::{details, fields},
    input::{Ask, area, day, kind_name, unit_name},
    work::{change, readable},
};
use crate::{Details, NewUnit, Unit, act::TEXT_MAX, found_as};

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    id: UnitId,
    kind: String,
    area: String,
    name_zh: String,
    name_en: String,
    uscc: String,
    industry: String,
    meets: String,
    parent: String,
    in_charge: String,
    from: String,
}

impl Default for Typed {
    fn default() -> Self {
        let text = String::new;
        Self {
            id: UnitId::from_bytes([0; 16]),
            kind: text(),
            area: text(),
            name_zh: text(),
            name_en: text(),
            uscc: text(),
            industry: text(),
            meets: text(),
            parent: text(),
            in_charge: text(),
            from: text(),
        }
    }
}

/// `GET /units/new?parent=`
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    let parent = signed.query.get("parent").unwrap_or_default();
    Ok(form(&signed, parent)?.page())
}

/// `POST /units`
pub(super) async fn found(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_found(&signed, &sent).await {
        Ok(unit) => Ok(see_other(format!("/units/{}", unit.id))
            .flash(Tone::Good, "unit-founded")
            .into_response()),
        Err(problem) => form(&signed, &sent.parent)?.again(&sent.raw, problem),
    }
}

async fn try_found(signed: &Signed, typed: &Typed) -> Answer<Unit> {
    let area = area(&signed.app.areas(), &typed.area)?;
    let new = NewUnit {
        id: typed.id,
        kind: typed.kind.clone(),
        area,
        name_zh: typed.name_zh.clone(),
        name_en: typed.name_en.clone(),
        parent: parent(&typed.parent)?,
        in_charge: !typed.in_charge.is_empty(),
        from: day("from", &typed.from)?,
    };
    let details = details(&typed.uscc, &typed.industry, &typed.meets);
    change(signed, area, move |tx, desk, by| found_as(tx, desk, by, &new, &details)).await
}

/// The unit above, when there is one.
pub(super) fn parent(typed: &str) -> Answer<Option<UnitId>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let id = typed.trim().parse().map(Some);
    id.map_err(|_| Problem::invalid().field("parent", "unit-parent-unfit"))
}

fn form<'v>(signed: &'v Signed, parent_id: &str) -> Answer<Ask<'v>> {
    let t = |key: &'static str| signed.t(key);
    let above = match parent(parent_id)? {
        Some(id) => Some(readable(signed, id)?),
        None => None,
    };
    let catalogue = signed.app.catalogue();
    let kinds = catalogue.unit_kinds().iter();
    let kinds: Vec<Pick> =
        kinds.map(|kind| Pick::new(&kind.code, kind_name(signed, &kind.code))).collect();
    let id: Id<UnitName> = signed.moment.id();
    let today = signed.moment.now().day();
    let mut place = Field::text("area", t("unit-area")).hint(t("unit-area-hint"));
    let mut form = FormView::post(signed.lang, "/units").field(Field::hidden("id", id.to_string()));
    if let Some(above) = &above {
        let name = unit_name(signed, above);
        let hint = signed.tf("unit-under", &[("name", name.into())]);
        place = place.value(above.area.as_str()).hint(hint);
        form = form.field(Field::hidden("parent", above.id.to_string()));
    }
    let form = form
        .field(Field::select("kind", t("unit-kind"), kinds))
        .field(place)
        .field(Field::text("name_zh", t("unit-name-zh")).max_length(limit()))
        .field(Field::text("name_en", t("unit-name-en")).max_length(limit()))
        .fields(fields(signed, &Details::default()))
        .field(Field::agree("in_charge", t("unit-in-charge-agree")).optional())
        .field(Field::date("from", t("unit-from")).value(today.to_string()))
        .submit(t("unit-found"));
    let back = above.map_or_else(|| "/units".to_owned(), |unit| format!("/units/{}", unit.id));
    Ok(Ask { visit: signed, title: t("unit-found").to_owned(), back, form })
}

/// [`TEXT_MAX`] for an attribute.
pub(super) fn limit() -> u32 {
    u32::try_from(TEXT_MAX).unwrap_or(u32::MAX)
}
