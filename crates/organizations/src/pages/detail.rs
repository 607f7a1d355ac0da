//! The form by which credit code, industry and way to meet are changed.

use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use serde::Deserialize;
use ui::{Field, Form as FormView, Tone, form::Pick};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{
    input::{Ask, day, titled},
    work::{change, readable},
};
use crate::{Details, Unit, detail};

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    uscc: String,
    industry: String,
    meets: String,
    from: String,
}

/// `GET /units/{id}/detail`
pub(super) async fn ask(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    Ok(form(&signed, &readable(&signed, id)?).page())
}

/// `POST /units/{id}/detail`
pub(super) async fn save(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let work = async {
        let from = day("from", &sent.from)?;
        let details = details(&sent.uscc, &sent.industry, &sent.meets);
        change(&signed, unit.area, move |tx, desk, by| detail(tx, desk, by, id, &details, from))
            .await
    };
    match work.await {
        Ok(unit) => Ok(see_other(format!("/units/{}", unit.id))
            .flash(Tone::Good, "unit-detailed")
            .into_response()),
        Err(problem) => form(&signed, &unit).again(&sent.raw, problem),
    }
}

/// What is typed, blanks left out.
pub(super) fn details(uscc: &str, industry: &str, meets: &str) -> Details {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Details { uscc: given(uscc), industry: given(industry), meets: given(meets) }
}

/// The fields, with what is known.
pub(super) fn fields(signed: &Signed, known: &Details) -> [Field; 3] {
    let t = |key: &'static str| signed.t(key);
    let catalogue = signed.app.catalogue();
    let industries = catalogue.industries().industries.iter().map(|industry| {
        let name = if signed.lang.is_zh() { &industry.name.zh } else { &industry.name.en };
        Pick::new(&industry.code, name)
    });
    let industries = std::iter::once(Pick::new("", t("unit-industry-none"))).chain(industries);
    let meets = ["", "on-site", "online", "hybrid"].map(|mode| {
        let key = if mode.is_empty() { "usual" } else { mode };
        Pick::new(mode, signed.t(&format!("unit-meets-{key}")).to_owned())
    });
    let value = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        Field::text("uscc", t("unit-uscc"))
            .hint(t("unit-uscc-hint"))
            .value(value(&known.uscc))
            .optional(),
        Field::select("industry", t("unit-industry"), industries.collect())
            .value(value(&known.industry))
            .optional(),
        Field::select("meets", t("unit-meets"), meets.to_vec())
            .value(value(&known.meets))
            .optional(),
    ]
}

fn form<'v>(signed: &'v Signed, unit: &Unit) -> Ask<'v> {
    let today = signed.moment.now().day();
    let form = FormView::post(signed.lang, format!("/units/{}/detail", unit.id))
        .fields(fields(signed, &unit.details))
        .field(Field::date("from", signed.t("unit-since")).value(today.to_string()))
        .submit(signed.t("unit-detail"));
    let title = titled(signed, signed.t("unit-detail"), unit);
    Ask { visit: signed, title, back: format!("/units/{}", unit.id), form }
}
