//! Visits and their lists.

use access::{Action, reach};
use axum::{Json, http::StatusCode};
use contracts::UnitId;
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::{kept, write};
use crate::{
    Desk, Fault, LineId, VisitId,
    pages::visit::{Sight, look, sight},
    visit::{self, NewLine, NewVisit, Settle, store},
};

const VISITS_MAX: usize = 200;

/// A line to be kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LineIn {
    text: String,
    #[schema(value_type = String)]
    owner: UnitId,
    #[schema(example = "2026-12-21")]
    due_on: String,
}

/// A visit with its list; there is none without a line.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitIn {
    /// A UUIDv7 of the sender's making; sent twice, it keeps one visit.
    #[schema(value_type = Option<String>)]
    id: Option<VisitId>,
    site: String,
    area: String,
    #[schema(example = "2026-11-21")]
    visited_on: String,
    lines: Vec<LineIn>,
}

/// What becomes of a line.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "become", rename_all = "kebab-case")]
pub(crate) enum StepIn {
    Done {
        result: String,
    },
    Declined {
        reason: String,
    },
    /// It becomes a case of this matter, and follows it.
    Case {
        matter: String,
    },
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineOut {
    id: String,
    text: String,
    owner: String,
    due_on: String,
    /// `open`, `done`, `declined` or `case`.
    standing: &'static str,
    /// The result or the reason.
    said: String,
    /// The number of the case that it became.
    case: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VisitOut {
    id: String,
    site: String,
    area: String,
    unit: String,
    visited_on: String,
    /// The page of those who were visited.
    link: String,
    lines: Vec<LineOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Visits {
    items: Vec<VisitOut>,
}

impl VisitOut {
    fn of(public_url: &str, sight: Sight) -> Self {
        let Sight { visit, lines } = sight;
        Self {
            id: visit.id.to_string(),
            area: visit.area.to_string(),
            unit: visit.unit.to_string(),
            visited_on: visit.visited_on.to_string(),
            link: format!("{public_url}/visited/{}", visit.token),
            site: visit.site,
            lines: lines
                .into_iter()
                .map(|(line, case)| LineOut {
                    id: line.id.to_string(),
                    owner: line.owner.to_string(),
                    due_on: line.due_on.to_string(),
                    standing: line.standing.as_str(),
                    case: case.map(|case| case.number),
                    text: line.text,
                    said: line.said,
                })
                .collect(),
        }
    }
}

/// Visits within reach, the newest first.
#[utoipa::path(get, path = "/api/v1/visits", operation_id = "visits_list", tag = "outreach",
    responses((status = 200, body = Visits)))]
pub(crate) async fn list(signed: Signed) -> Answer<Json<Visits>> {
    let desk = Desk::of(&signed.app)?;
    let within = reach(&signed.actor, Action::VisitKeep);
    let url = signed.app.settings().public_url.clone();
    let read = signed.app.store().read(move |db| {
        let visits = store::within(db, &within, VISITS_MAX)?;
        let told = visits.into_iter().map(|visit| Ok(VisitOut::of(&url, sight(db, &desk, visit)?)));
        told.collect::<Result<Vec<_>, storage::Error>>()
    });
    Ok(Json(Visits { items: read.await? }))
}

/// One visit with its list.
#[utoipa::path(get, path = "/api/v1/visits/{id}", operation_id = "visits_show", tag = "outreach",
    params(("id" = String, Path)), responses((status = 200, body = VisitOut)))]
pub(crate) async fn show(signed: Signed, PathId(id): PathId<VisitId>) -> Answer<Json<VisitOut>> {
    let desk = Desk::of(&signed.app)?;
    let sight = look(&signed, &desk, id).await?;
    Ok(Json(VisitOut::of(&signed.app.settings().public_url, sight)))
}

/// Keep a visit with its list.
#[utoipa::path(post, path = "/api/v1/visits", tag = "outreach", request_body = VisitIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = VisitOut)))]
pub(crate) async fn keep(signed: Signed, key: IdempotencyKey, body: ApiJson<VisitIn>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let new = read(&signed, body.value)?;
    let (actor, url) = (signed.actor.clone(), signed.app.settings().public_url.clone());
    let work = move |tx: &mut Tx<'_>| {
        let visit = visit::keep(tx, &desk, &actor, &new)?;
        kept(StatusCode::CREATED, &VisitOut::of(&url, sight(tx, &desk, visit)?))
    };
    write(&signed, key, body.digest, "visit-keep", work).await
}

fn read(signed: &Signed, sent: VisitIn) -> Result<NewVisit, Fault> {
    let day = |text: &str, field| -> Result<Day, Fault> {
        text.parse().map_err(|_| Fault::invalid(field, "outreach-day-wrong"))
    };
    let lines = sent.lines.into_iter().map(|line| {
        Ok(NewLine { due_on: day(&line.due_on, "due_on")?, text: line.text, owner: line.owner })
    });
    Ok(NewVisit {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        area: AreaCode::parse(&sent.area).map_err(|_| Fault::invalid("area", "area-unknown"))?,
        visited_on: day(&sent.visited_on, "visited_on")?,
        lines: lines.collect::<Result<_, Fault>>()?,
        site: sent.site,
    })
}

/// Settle a line: done, declined, or a case.
#[utoipa::path(post, path = "/api/v1/visits/lines/{id}", tag = "outreach", request_body = StepIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = VisitOut)))]
pub(crate) async fn step(
    signed: Signed,
    PathId(id): PathId<LineId>,
    key: IdempotencyKey,
    body: ApiJson<StepIn>,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (actor, url) = (signed.actor.clone(), signed.app.settings().public_url.clone());
    let step = body.value;
    let work = move |tx: &mut Tx<'_>| {
        let line = match step {
            StepIn::Done { result } => visit::settle(tx, &actor, id, &Settle::Done(result)),
            StepIn::Declined { reason } => visit::settle(tx, &actor, id, &Settle::Declined(reason)),
            StepIn::Case { matter } => visit::to_case(tx, &desk, &actor, id, &matter),
        }?;
        let visit = store::find(tx, line.visit)?.ok_or(Fault::NotFound)?;
        kept(StatusCode::OK, &VisitOut::of(&url, sight(tx, &desk, visit)?))
    };
    write(&signed, key, body.digest, "visit-settle", work).await
}
