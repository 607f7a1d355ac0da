//! Results on the ground: recorded by units, seen by riders.

use axum::{Json, response::IntoResponse as _};
use contracts::CaseId;
use kernel::geo::Wgs84;
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed};

use super::{
    cases,
    model::{PhotoJson, PlaceJson},
    once::{kept, write},
    photos,
};
use crate::{
    case::Case,
    pages::shared::desk,
    results::{self, Deliverable, NewResult, ResultId},
};

/// A result as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseResult)]
pub(super) struct ResultOut {
    id: String,
    /// A code of the catalogue's kinds of result.
    kind: String,
    /// In the unit of its kind.
    quantity: i64,
    place: Option<PlaceJson>,
    address: String,
    photo: Option<PhotoJson>,
    recorded_at: String,
    /// Riders who stood there and saw it, and those who did not.
    seen_there: usize,
    seen_missing: usize,
    verified: bool,
    /// Recorded wrongly: it counts no more.
    struck: bool,
}

impl ResultOut {
    fn of(one: &Deliverable, from: u32) -> Self {
        let what = &one.what;
        Self {
            id: what.id.to_string(),
            kind: what.kind.clone(),
            quantity: what.quantity,
            place: what.place.map(|place| PlaceJson { lat: place.lat(), lon: place.lon() }),
            address: what.address.clone(),
            photo: what.photo.as_ref().map(Into::into),
            recorded_at: one.at.rfc3339(),
            seen_there: one.there(),
            seen_missing: one.missing(),
            verified: one.is_verified(from),
            struck: one.struck,
        }
    }
}

/// The results of a case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaseResults)]
pub(super) struct ResultsOut {
    items: Vec<ResultOut>,
}

impl ResultsOut {
    fn of(case: &Case, from: u32) -> Self {
        Self { items: case.results.iter().map(|one| ResultOut::of(one, from)).collect() }
    }
}

/// What was made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCaseResult)]
pub(super) struct ResultIn {
    /// A UUIDv7 of the sender's making; sent twice, it is recorded once.
    #[schema(value_type = Option<String>)]
    id: Option<ResultId>,
    length: Option<i64>,
    kind: String,
    quantity: i64,
    /// The case's own when left out.
    place: Option<PlaceJson>,
    #[serde(default)]
    address: String,
    photo: Option<PhotoJson>,
}

/// What a case left on the ground.
#[utoipa::path(get, path = "/api/v1/cases/{id}/results", operation_id = "cases_results_list", tag = "results",
    params(("id" = String, Path)), responses((status = 200, body = ResultsOut)))]
pub(super) async fn list(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let from = signed.app.catalogue().results().verified_from;
    let (case, _) = cases::find(&signed, id).await?;
    Ok(Json(ResultsOut::of(&case, from)).into_response())
}

/// Record a result.
#[utoipa::path(post, path = "/api/v1/cases/{id}/results", tag = "results", request_body = ResultIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ResultsOut)))]
pub(super) async fn record(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<ResultIn>,
) -> Answer {
    let sent = body.value;
    photos::check(&signed, sent.photo.as_slice()).await?;
    let place = match sent.place {
        None => None,
        Some(PlaceJson { lat, lon }) => {
            let wrong = |_| Problem::invalid().field("place", Message::key("place-wrong"));
            Some(Wgs84::new(lat, lon).map_err(wrong)?)
        }
    };
    let new = NewResult {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        kind: sent.kind,
        quantity: sent.quantity,
        place,
        address: sent.address,
        photo: sent.photo.map(Into::into),
    };
    let (desk, actor, length) = (desk(&signed.app)?, signed.actor.clone(), sent.length);
    let from = desk.catalogue.results().verified_from;
    let work = move |tx: &mut Tx<'_>| {
        let case = results::record(tx, &desk, &actor, id, length, new)?;
        kept(axum::http::StatusCode::OK, &ResultsOut::of(&case, from))
    };
    write(&signed, key, body.digest, "result", work).await
}

/// Why a result counts no more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StrikeIn {
    reason: String,
}

/// Strike a result that was recorded wrongly.
#[utoipa::path(post, path = "/api/v1/cases/{id}/results/{result}/strike", operation_id = "cases_results_strike", tag = "results",
    request_body = StrikeIn,
    params(("id" = String, Path), ("result" = String, Path),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ResultsOut)))]
pub(super) async fn strike(
    signed: Signed,
    PathId((id, result)): PathId<(CaseId, ResultId)>,
    key: IdempotencyKey,
    body: ApiJson<StrikeIn>,
) -> Answer {
    let actor = signed.actor.clone();
    let from = signed.app.catalogue().results().verified_from;
    let reason = body.value.reason;
    let work = move |tx: &mut Tx<'_>| {
        let case = results::strike(tx, &actor, id, result, &reason)?;
        kept(axum::http::StatusCode::OK, &ResultsOut::of(&case, from))
    };
    write(&signed, key, body.digest, "result", work).await
}

/// What a rider saw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LookIn {
    there: bool,
    #[serde(default)]
    remark: String,
}

/// Say on the spot whether a result is there: each worker once, nobody from an office.
#[utoipa::path(post, path = "/api/v1/results/{id}/looks", operation_id = "results_looks_look", tag = "results", request_body = LookIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ResultOut)))]
pub(super) async fn look(
    signed: Signed,
    PathId(id): PathId<ResultId>,
    key: IdempotencyKey,
    body: ApiJson<LookIn>,
) -> Answer {
    let actor = signed.actor.clone();
    let from = signed.app.catalogue().results().verified_from;
    let LookIn { there, remark } = body.value;
    let work = move |tx: &mut Tx<'_>| {
        let case = results::look(tx, &actor, id, there, &remark)?;
        let found = case.results.iter().find(|one| one.what.id == id);
        kept(axum::http::StatusCode::OK, &found.map(|one| ResultOut::of(one, from)))
    };
    write(&signed, key, body.digest, "result-look", work).await
}
