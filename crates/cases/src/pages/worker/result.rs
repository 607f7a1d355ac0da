//! A result on the ground, and the question whether it is really there.

use axum::response::IntoResponse as _;
use serde::Deserialize;
use storage::Tx;
use ui::{
    Field, Tone,
    form::{CheckAnswers, Pick},
    panel::{Notice, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::shell;
use crate::{
    act::ActError,
    pages::shared::{Names, desk, results as shown},
    results::{self, REMARK_MAX, ResultId},
};

/// `GET /results/{id}`
pub(super) async fn show(signed: Signed, PathId(id): PathId<ResultId>) -> Answer {
    page(&signed, id, &ui::Errors::new()).await
}

async fn page(signed: &Signed, id: ResultId, errors: &ui::Errors) -> Answer {
    results::may_look(&signed.actor)?;
    let desk = desk(&signed.app)?;
    let found = signed.app.store().read(move |db| results::find(db, id)).await?;
    let (_, case, result) = found.ok_or_else(Problem::not_found)?;
    let names = Names::new(signed, &desk);
    let facts = CheckAnswers::new(names.lang())
        .row(names.t("fact-matter"), names.matter(&case.matter))
        .row(names.t("fact-place"), format!("{} {}", names.area(&case.area), result.what.address))
        .row(names.t("result-recorded-at"), names.when(result.at))
        .part(names.t("result-state"), shown::tag(names, &result), None);
    let mut shell = shell(signed, shown::title(names, &result.what.kind, result.what.quantity))
        .back("/results")
        .body(facts);
    let own = result.seen.iter().find(|seen| seen.by == signed.actor.person);
    if let Some(seen) = own {
        let said = if seen.there { "result-you-saw-it" } else { "result-you-missed-it" };
        return Ok(signed.page(&shell.body(Notice::new(Tone::Good, names.t(said)))));
    }
    let picks = [("yes", "result-there-yes"), ("no", "result-there-no")];
    let picks = picks.map(|(value, label)| Pick::new(value, names.t(label)));
    let max = u32::try_from(REMARK_MAX).unwrap_or(u32::MAX);
    let form = ui::Form::post(names.lang(), format!("/results/{id}"))
        .field(Field::choice("there", names.t("result-there"), picks.into()))
        .field(Field::text("remark", names.t("result-remark")).max_length(max).optional())
        .submit(names.t("result-send"))
        .errors(errors);
    shell = shell.body(Text::meta(names.t("result-why"))).form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    there: String,
    #[serde(default)]
    remark: String,
}

/// `POST /results/{id}`
pub(super) async fn look(
    signed: Signed,
    PathId(id): PathId<ResultId>,
    typed: Form<Typed>,
) -> Answer {
    let there = match typed.there.as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            let mut errors = ui::Errors::new();
            errors.add("there", signed.t("result-there-choose"));
            return page(&signed, id, &errors).await;
        }
    };
    let stamp = signed.actor.stamp(signed.moment.clone(), "result-look");
    let (actor, remark) = (signed.actor.clone(), typed.remark.clone());
    let write = move |tx: &mut Tx<'_>| results::look(tx, &actor, id, there, &remark);
    match signed.app.store().write(stamp, write).await {
        Ok(_) => Ok(see_other(format!("/results/{id}"))
            .flash(Tone::Good, "result-thanks")
            .into_response()),
        Err(ActError::Invalid { field, code }) => {
            let mut errors = ui::Errors::new();
            errors.add(field, signed.t(code));
            page(&signed, id, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}
