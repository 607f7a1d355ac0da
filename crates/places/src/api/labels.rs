//! Labels for programs: the public list, a batch with its assessments, what a merchant and the
//! office do, complaints.

use axum::{Json, extract::Path, http::StatusCode, response::IntoResponse as _};
use contracts::Case;
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, Problem, Signed, Visit};

use crate::{
    Desk, Fault,
    label::{BatchName, Label, Mark, assess::NewBatch},
    pages::{
        complain, label,
        labels::{Told, listed, wanted},
        show::find,
        vetting,
    },
};

/// What was found by one criterion.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkJson {
    /// Code of the catalogue's criterion: `food`, `price`, `quality`.
    criterion: String,
    good: bool,
    /// Needed where it is not good.
    #[serde(default)]
    note: String,
}

/// What a merchant gives to holders of a warm card.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferOut {
    #[schema(example = "工作餐 15 元")]
    title: String,
    /// So often per card
    times: i64,
    /// within each `day`, `week` or `month`.
    period: &'static str,
}

/// A place that carries a label.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelledOut {
    id: String,
    name: String,
    area: String,
    /// Who assessed it.
    body: Option<String>,
    batch: Option<String>,
    /// From 1; where extra criteria are good it is higher.
    level: i64,
    /// The last day of the label, and the day by which somebody looks again; `YYYY-MM-DD`.
    until: Option<String>,
    recheck: Option<String>,
    marks: Vec<MarkJson>,
    offers: Vec<OfferOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelsOut {
    items: Vec<LabelledOut>,
    /// Pass it as `after` for the next ones.
    next: Option<String>,
}

/// How a place stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingOut {
    id: String,
    /// `unknown`, `labelled`, `paused`, `lapsed` or `taken`.
    standing: &'static str,
    until: Option<String>,
}

/// One place of a batch.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssessmentIn {
    /// What people call the place.
    place: String,
    marks: Vec<MarkJson>,
}

/// A batch and what was found in it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BatchIn {
    /// A UUID of your making: sent twice, the batch is made once.
    id: Option<String>,
    /// Code of the catalogue's label: `trusted-merchant`.
    label: String,
    name: String,
    /// Who looked.
    body: String,
    area: String,
    /// `YYYY-MM-DD`
    on: String,
    /// The last day of the labels; as long as the city allows without one.
    until: Option<String>,
    recheck: Option<String>,
    assessments: Vec<AssessmentIn>,
}

/// What became of a batch. What could not be taken stands with its reason; the others count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchOut {
    id: String,
    passed: Vec<String>,
    failed: Vec<String>,
    refused: Vec<RefusedOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefusedOut {
    place: String,
    reason: String,
}

/// Why a label is taken.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemovalIn {
    why: String,
}

/// A complaint.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComplaintIn {
    /// Code of the catalogue's reason: `bad-food`, `bad-price`, …
    reason: String,
    #[serde(default)]
    said: String,
}

/// The case that a complaint became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ComplaintOut {
    case: String,
}

impl LabelledOut {
    fn of(told: Told) -> Self {
        let marks = told.found.into_iter().flat_map(|found| found.marks);
        let marks = marks.map(|Mark { criterion, good, note }| MarkJson { criterion, good, note });
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        let offers = told.offers.into_iter();
        let offers =
            offers.map(|it| OfferOut { title: it.title, times: it.times, period: it.period });
        Self {
            id: told.place.code,
            name: told.place.name,
            area: told.place.area.to_string(),
            body: told.batch.as_ref().map(|batch| batch.body.clone()),
            batch: told.batch.map(|batch| batch.name),
            level: told.label.as_ref().map_or(0, |label| label.level),
            until: day(told.label.as_ref().and_then(|label| label.until)),
            recheck: day(told.label.as_ref().and_then(|label| label.recheck)),
            marks: marks.collect(),
            offers: offers.collect(),
        }
    }
}

impl StandingOut {
    fn of(code: String, label: &Label, today: Day) -> Json<Self> {
        let until = label.until.map(|day| day.to_string());
        Json(Self { id: code, standing: label.standing(today).as_str(), until })
    }
}

/// Places that carry a label today, in the order of their codes.
#[utoipa::path(get, path = "/api/v1/places/labels", operation_id = "places_labels",
    tag = "places",
    params(
        ("label" = Option<String>, Query, description = "Code of the label; the first by default"),
        ("area" = Option<String>, Query, description = "Area code; the whole city by default"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, body = LabelsOut)))]
pub(crate) async fn list(visit: Visit) -> Answer<Json<LabelsOut>> {
    let desk = Desk::of(&visit.app)?;
    let after = visit.query.get("after").unwrap_or_default().to_owned();
    let (found, next) = listed(&visit, &desk, wanted(&visit, &desk)?, &after).await?;
    Ok(Json(LabelsOut { items: found.into_iter().map(LabelledOut::of).collect(), next }))
}

/// Hand in a batch of assessments. Labels are given and taken at once, and discounts with them.
#[utoipa::path(post, path = "/api/v1/places/labels", operation_id = "places_assess",
    tag = "places", request_body = BatchIn, responses((status = 200, body = BatchOut)))]
pub(crate) async fn assess(signed: Signed, body: ApiJson<BatchIn>) -> Answer<Json<BatchOut>> {
    let desk = Desk::of(&signed.app)?;
    let sent = body.value;
    let new = new_batch(&signed, &sent)?;
    let batch = vetting::open_batch(&signed, &desk, new).await?;
    let mut out = BatchOut {
        id: batch.id.to_string(),
        passed: Vec::new(),
        failed: Vec::new(),
        refused: Vec::new(),
    };
    for AssessmentIn { place, marks } in sent.assessments {
        let marks = marks.into_iter();
        let marks = marks.map(|it| Mark { criterion: it.criterion, good: it.good, note: it.note });
        let done = match find(&signed, &place).await {
            Ok(kept) => {
                vetting::assess_one(&signed, &desk, batch.id, kept.place.id, marks.collect()).await
            }
            Err(_) => Err(Fault::NotFound),
        };
        match done {
            Ok(found) if found.passed() => out.passed.push(place),
            Ok(_) => out.failed.push(place),
            Err(Fault::Store(error)) => return Err(error.into()),
            Err(fault) => out.refused.push(RefusedOut { place, reason: fault.to_string() }),
        }
    }
    Ok(Json(out))
}

fn new_batch(signed: &Signed, sent: &BatchIn) -> Answer<NewBatch> {
    let day = |field: &'static str, text: &str| {
        let wrong = |_| Problem::invalid().field(field, Message::key("places-day-wrong"));
        text.parse::<Day>().map_err(wrong)
    };
    let unknown = |_| Problem::invalid().field("area", Message::key("places-area-unknown"));
    let id = match &sent.id {
        Some(id) => id.parse().map_err(|_| Problem::invalid().field("id", "places-id-wrong"))?,
        None => signed.moment.id::<BatchName>(),
    };
    Ok(NewBatch {
        id,
        label: sent.label.clone(),
        name: sent.name.clone(),
        body: sent.body.clone(),
        area: AreaCode::parse(&sent.area).map_err(unknown)?,
        on: day("on", &sent.on)?,
        until: sent.until.as_deref().map(|text| day("until", text)).transpose()?,
        recheck: sent.recheck.as_deref().map(|text| day("recheck", text)).transpose()?,
    })
}

/// Pause: the merchant gives no discount until it goes on.
#[utoipa::path(post, path = "/api/v1/places/{id}/pause", operation_id = "places_pause",
    tag = "places", params(("id" = String, Path)),
    responses((status = 200, body = StandingOut)))]
pub(crate) async fn pause(signed: Signed, Path(code): Path<String>) -> Answer<Json<StandingOut>> {
    let (place, label) = label::set_pause(&signed, &code, true).await?;
    Ok(StandingOut::of(place.code, &label, signed.moment.now().day()))
}

/// Go on after a pause.
#[utoipa::path(post, path = "/api/v1/places/{id}/resume", operation_id = "places_resume",
    tag = "places", params(("id" = String, Path)),
    responses((status = 200, body = StandingOut)))]
pub(crate) async fn resume(signed: Signed, Path(code): Path<String>) -> Answer<Json<StandingOut>> {
    let (place, label) = label::set_pause(&signed, &code, false).await?;
    Ok(StandingOut::of(place.code, &label, signed.moment.now().day()))
}

/// Take the label; discounts stop at once.
#[utoipa::path(post, path = "/api/v1/places/{id}/removal", operation_id = "places_remove_label",
    tag = "places", params(("id" = String, Path)), request_body = RemovalIn,
    responses((status = 200, body = StandingOut)))]
pub(crate) async fn remove(
    signed: Signed,
    Path(code): Path<String>,
    body: ApiJson<RemovalIn>,
) -> Answer<Json<StandingOut>> {
    let (place, label) = label::take(&signed, &code, &body.value.why).await?;
    Ok(StandingOut::of(place.code, &label, signed.moment.now().day()))
}

/// Complain of a place: it becomes a case of the street. Whoever keeps the place never learns who.
#[utoipa::path(post, path = "/api/v1/places/{id}/complaints", operation_id = "places_complain",
    tag = "places", params(("id" = String, Path)), request_body = ComplaintIn,
    responses((status = 201, body = ComplaintOut)))]
pub(crate) async fn complain(
    signed: Signed,
    Path(code): Path<String>,
    body: ApiJson<ComplaintIn>,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = find(&signed, &code).await?.place;
    let case = signed.moment.id::<Case>();
    let said = (body.value.reason, body.value.said);
    complain::complain(&signed, &desk, &place, case, said).await?;
    let out = ComplaintOut { case: case.to_string() };
    Ok((StatusCode::CREATED, Json(out)).into_response())
}
