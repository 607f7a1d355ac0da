//! A rider rates a merchant: minutes, reason, done.

use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use serde::Deserialize;
use ui::{Density, Field, Form as FormView, Shell, Tone, form::Pick, panel::Text};
use web::{Answer, Form, Message, PathId, Problem, Signed, see_other};

use super::{name, permit};
use crate::{
    Desk, NewRating, Rating,
    rate::{NOTE_MAX, rate},
    rating::{RatingId, RatingName},
};

/// The waits that have a button.
const MINUTES: [i64; 5] = [5, 10, 15, 20, 30];

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    id: RatingId,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    note: String,
}

/// `GET /merchants/{id}/rate`
pub async fn ask(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    permit(&signed)?;
    let desk = Desk::of(&signed.app)?;
    Ok(signed.page(&page(&signed, &desk, id, |form| form)?))
}

/// `POST /merchants/{id}/rate`
pub async fn send(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let desk = Desk::of(&signed.app)?;
    match try_rate(&signed, &desk, id, &sent).await {
        Ok(_) => Ok(see_other("/ratings/mine").flash(Tone::Good, "rating-taken").into_response()),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let shell = page(&signed, &desk, id, |form| form.keep(&sent.raw).errors(&errors))?;
            Ok(signed.page_again(&shell))
        }
        Err(problem) => Err(problem),
    }
}

async fn try_rate(signed: &Signed, desk: &Desk, unit: UnitId, typed: &Typed) -> Answer<Rating> {
    let wrong = |_| Problem::invalid().field("minutes", Message::key("rating-minutes-wrong"));
    let new = NewRating {
        id: typed.id,
        unit,
        minutes: typed.minutes.trim().parse().map_err(wrong)?,
        reason: typed.reason.clone(),
        band: None,
        note: typed.note.clone(),
    };
    let (desk, permit) = (desk.clone(), permit(signed)?);
    let stamp = permit.stamp(signed.moment.clone(), "merchant-rate");
    Ok(signed.app.store().write(stamp, move |tx| rate(tx, &desk, &permit, &new)).await?)
}

fn page(
    signed: &Signed,
    desk: &Desk,
    id: UnitId,
    fill: impl FnOnce(FormView) -> FormView,
) -> Answer<Shell> {
    let merchant = desk.merchant(id).ok_or_else(Problem::not_found)?;
    let minutes = MINUTES.map(|minutes| {
        let last = MINUTES.last() == Some(&minutes);
        let key = if last { "rating-minutes-more" } else { "rating-minutes-n" };
        Pick::new(minutes.to_string(), signed.tf(key, &[("n", minutes.into())]))
    });
    let reasons = desk.rules().reasons.iter();
    let reasons = reasons.map(|it| Pick::new(&it.code, super::reason(signed, desk, &it.code)));
    let note_max = u32::try_from(NOTE_MAX).unwrap_or(u32::MAX);
    let form = FormView::post(signed.lang, format!("/merchants/{id}/rate"))
        .field(Field::hidden("id", signed.moment.id::<RatingName>().to_string()))
        .field(Field::choice("minutes", signed.t("rating-minutes"), minutes.into()))
        .field(Field::choice("reason", signed.t("rating-reason"), reasons.collect()))
        .field(
            Field::long_text("note", signed.t("rating-note"))
                .hint(signed.t("rating-note-hint"))
                .max_length(note_max)
                .optional(),
        )
        .submit(signed.t("rating-send"));
    Ok(signed
        .shell(Density::Phone, name(signed, &merchant))
        .back(format!("/merchants?area={}", merchant.area))
        .form(&fill(form))
        .body(Text::meta(signed.t("rating-safe"))))
}
