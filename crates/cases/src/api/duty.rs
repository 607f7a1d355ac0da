//! Alarms for programs, such as a siren on a wall.

use access::{Action, policy};
use axum::Json;
use contracts::CaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::{
    model::{CaseOut, UnitOut},
    once,
};
use crate::{
    duty,
    pages::shared::{Names, desk},
};

const ALARMS_MAX: usize = 200;

/// An alarm that rings.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Alarm {
    id: String,
    number: String,
    title: String,
    area: String,
    reported_at: String,
    seconds: i64,
    /// The desks that were rung, one level after the other.
    rung: Vec<UnitOut>,
    /// When the next level is rung; null when none is left.
    pass_at: Option<String>,
}

/// Alarms, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Alarms {
    items: Vec<Alarm>,
}

/// What rings now and nobody has taken.
#[utoipa::path(get, path = "/api/v1/duty", tag = "staff", responses((status = 200, body = Alarms)))]
pub(super) async fn ringing(signed: Signed) -> Answer<Json<Alarms>> {
    let desk = desk(&signed.app)?;
    let reach = policy::reach(&signed.actor, Action::CaseAccept);
    let read = signed.app.store().read(move |db| duty::store::ringing(db, &reach, ALARMS_MAX));
    let found = read.await?;
    let names = Names::new(&signed, &desk);
    let items = found.into_iter().map(|kept| {
        let duty = kept.case.duty.as_ref();
        Alarm {
            id: kept.id.to_string(),
            area: kept.case.area.to_string(),
            reported_at: kept.case.created_at.rfc3339(),
            seconds: names.now().seconds_since(kept.case.created_at),
            rung: duty
                .iter()
                .flat_map(|duty| &duty.rings)
                .map(|ring| UnitOut::of(names, ring.unit))
                .collect(),
            pass_at: duty.and_then(|duty| duty.pass_at).map(kernel::Timestamp::rfc3339),
            number: kept.case.number,
            title: kept.case.title,
        }
    });
    Ok(Json(Alarms { items: items.collect() }))
}

/// Nothing is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AcknowledgeIn {}

/// Take an alarm (接警): the desks fall silent, and the history says who took it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/acknowledge", operation_id = "cases_acknowledge", tag = "staff",
    request_body = AcknowledgeIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn acknowledge(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<AcknowledgeIn>,
) -> Answer {
    once::act(signed, id, key, body, "acknowledge", |tx, _, actor, id, _| {
        duty::acknowledge(tx, actor, id)
    })
    .await
}
