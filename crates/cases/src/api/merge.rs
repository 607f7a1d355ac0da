//! Reports of one trouble: which are like one, merge, take apart.

use access::{Action, Target};
use axum::{Json, response::IntoResponse as _};
use contracts::CaseId;
use kernel::{AreaCode, geo::Wgs84};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed};

use super::{
    model::{self, CaseOut},
    once,
};
use crate::{
    merge::{
        act as merged,
        like::Sample,
        near::{self, Like},
        rules,
    },
    pages::shared::{Names, desk},
};

/// A case that may be of the same trouble: no name, and no words but those that both have.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LikeOut {
    id: String,
    number: String,
    matter: String,
    matter_name: String,
    state: String,
    created_at: String,
    /// Between both positions, to the next ten metres; missing where one is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    metres: Option<f64>,
    /// 0 to 1: the share of the shorter text's words that both have.
    likeness: f64,
    shared_words: Vec<String>,
    /// `join` of a report may name it.
    open: bool,
    /// How many people reported it, from the city's smallest number on.
    #[serde(skip_serializing_if = "Option::is_none")]
    reporters: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Likes {
    items: Vec<LikeOut>,
}

/// What has been reported of the kind within 50 m, or at that address, and is open or was closed
/// within 30 days; the likest first. Empty for matters of which even that is private.
#[utoipa::path(get, path = "/api/v1/cases/like", tag = "cases",
    params(("matter" = String, Query), ("text" = String, Query),
        ("lat" = Option<f64>, Query), ("lon" = Option<f64>, Query),
        ("area" = Option<String>, Query), ("address" = Option<String>, Query)),
    responses((status = 200, body = Likes)))]
pub(super) async fn like(signed: Signed) -> Answer {
    signed.permit(Action::CaseReport, &Target::none())?;
    let desk = desk(&signed.app)?;
    let sample = sample(&signed)?;
    if !near::is_open_to_workers(&desk, &sample.matter) {
        return Ok(Json(Likes { items: Vec::new() }).into_response());
    }
    let (now, working) = (signed.moment.now(), desk.clone());
    let read = signed.app.store().read(move |db| near::like(db, &working, None, &sample, now));
    let names = Names::new(&signed, &desk);
    let found = read.await?;
    let open = found.iter().filter(|one| near::is_open_to_workers(&desk, &one.case.matter));
    let items = open.take(near::SHOWN_MAX).map(|one| out(names, one)).collect();
    Ok(Json(Likes { items }).into_response())
}

fn sample(signed: &Signed) -> Answer<Sample> {
    let get = |name: &str| signed.query.get(name).map(ToOwned::to_owned);
    let wanted = |name: &'static str| {
        let missing = || Problem::invalid().field(name, Message::key("field-missing"));
        get(name).filter(|value| !value.trim().is_empty()).ok_or_else(missing)
    };
    let place = match (get("lat"), get("lon")) {
        (None, None) => None,
        (lat, lon) => {
            let degrees = |text: Option<String>| text.and_then(|text| text.parse::<f64>().ok());
            let place = degrees(lat).zip(degrees(lon));
            let place = place.and_then(|(lat, lon)| Wgs84::new(lat, lon).ok());
            let wrong = || Problem::invalid().field("lat", Message::key("place-wrong"));
            Some(place.filter(|place| place.in_china()).ok_or_else(wrong)?)
        }
    };
    let area = match get("area") {
        None => AreaCode::NATION,
        Some(text) => {
            let wrong = |_| Problem::invalid().field("area", Message::key("area-unknown"));
            AreaCode::parse(&text).map_err(wrong)?
        }
    };
    Ok(Sample {
        matter: wanted("matter")?,
        area,
        place,
        address: get("address").unwrap_or_default(),
        text: wanted("text")?,
    })
}

fn out(names: Names<'_>, one: &Like) -> LikeOut {
    let case = &one.case;
    LikeOut {
        id: one.id.to_string(),
        number: case.number.clone(),
        matter: case.matter.clone(),
        matter_name: names.matter(&case.matter).to_owned(),
        state: case.state.to_string(),
        created_at: case.created_at.rfc3339(),
        metres: one.likeness.metres.map(|metres| (metres / 10.0).ceil() * 10.0),
        likeness: one.likeness.words,
        shared_words: one.likeness.shared.clone(),
        open: rules::may_lead(case),
        reporters: model::reporters(names, one.id, case),
    }
}

/// Merge a case into another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeIn {
    length: Option<i64>,
    /// The case that leads from now on.
    #[schema(value_type = String)]
    into: CaseId,
}

/// Take a case out of a merge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApartIn {
    length: Option<i64>,
    reason: String,
}

/// Merge (并件): the case follows the other from now on; its reporter keeps number, words and a say.
#[utoipa::path(post, path = "/api/v1/cases/{id}/merge", tag = "staff", request_body = MergeIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn merge(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<MergeIn>,
) -> Answer {
    once::act(signed, id, key, body, "merge", |tx, _, actor, id, body| {
        merged::merge(tx, actor, id, body.length, body.into)
    })
    .await
}

/// Take apart: the case is what it was before, and the time in between counts as waited.
#[utoipa::path(post, path = "/api/v1/cases/{id}/unmerge", tag = "staff", request_body = ApartIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn unmerge(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<ApartIn>,
) -> Answer {
    once::act(signed, id, key, body, "unmerge", |tx, _, actor, id, body| {
        merged::unmerge(tx, actor, id, body.length, Action::CaseAssign, &body.reason)
    })
    .await
}

/// One's own report was of something else: it stands by itself again.
#[utoipa::path(post, path = "/api/v1/cases/{id}/apart", tag = "cases", request_body = ApartIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn apart(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<ApartIn>,
) -> Answer {
    once::act(signed, id, key, body, "apart", |tx, _, actor, id, body| {
        merged::unmerge(tx, actor, id, body.length, Action::CaseFollow, &body.reason)
    })
    .await
}
