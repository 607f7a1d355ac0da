//! Duties for programs: given, ended, what is missing, whom workers can turn to.

use std::collections::BTreeMap;

use axum::{Json, http::StatusCode};
use contracts::UnitId;
use kernel::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, PathId, Problem, Signed};

use crate::{
    duties::{self, Duty, DutyId, HandOver, NewDuty, NewVisit, ShownAs, VisitId, store},
    moves::For,
    pages::{LogWanted, duty_held, keep, liaisons, log, person, readable, tables, watched},
};

/// A duty carried for an organization. Of persons it says nothing but that there is one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnitDuty)]
pub(super) struct DutyBody {
    #[schema(value_type = String, format = "uuid")]
    id: DutyId,
    /// Code of the catalogue's duty.
    #[schema(example = "instructor")]
    duty: String,
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    /// The organization that carries it, where an organization does.
    #[schema(value_type = Option<String>, format = "uuid")]
    bearer: Option<UnitId>,
    /// Code of the seat or party.
    seat: Option<String>,
    text: Option<String>,
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// The first day on which it counts no more.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

impl From<Duty> for DutyBody {
    fn from(duty: Duty) -> Self {
        Self {
            id: duty.id,
            duty: duty.duty,
            unit: duty.unit,
            bearer: duty.bearer,
            seat: duty.seat,
            text: duty.text,
            from: duty.from,
            until: duty.ended.or(duty.until),
        }
    }
}

/// A duty to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewUnitDuty)]
pub(super) struct NewBody {
    /// A UUID made by the caller: sending it twice gives one. Made here when absent.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<DutyId>,
    duty: String,
    /// A person's id, login name or mobile number, for a duty that a person carries.
    who: Option<String>,
    /// For a duty that an organization carries.
    #[schema(value_type = Option<String>, format = "uuid")]
    bearer: Option<UnitId>,
    deputy: Option<String>,
    seat: Option<String>,
    /// The name of service by which workers know the bearer.
    shown_as: Option<String>,
    /// How workers reach the bearer.
    reach: Option<String>,
    deputy_shown_as: Option<String>,
    deputy_reach: Option<String>,
    text: Option<String>,
    /// Today unless told.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// Duties carried for an organization, past ones too.
#[utoipa::path(get, path = "/api/v1/units/{id}/duties", operation_id = "duties_of_unit",
    tag = "units",
    params(("id" = String, Path)), responses((status = 200, body = Vec<DutyBody>)))]
pub(super) async fn of_unit(
    signed: Signed,
    PathId(id): PathId<UnitId>,
) -> Answer<Json<Vec<DutyBody>>> {
    readable(&signed, id)?;
    let found = signed.app.store().read(move |db| store::of_unit(db, id)).await?;
    Ok(Json(found.into_iter().map(Into::into).collect()))
}

/// Gives a duty for an organization.
#[utoipa::path(post, path = "/api/v1/units/{id}/duties", operation_id = "duties_give",
    tag = "units", request_body = NewBody,
    params(("id" = String, Path)), responses((status = 201, body = DutyBody)))]
pub(super) async fn give(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    body: ApiJson<NewBody>,
) -> Answer<(StatusCode, Json<DutyBody>)> {
    let (unit, body) = (readable(&signed, id)?, body.value);
    let someone = async |text: Option<String>| match text {
        Some(text) => person(&signed, &text).await.map(Some),
        None => Ok::<_, Problem>(None),
    };
    let new = NewDuty {
        id: body.id.unwrap_or_else(|| signed.moment.id()),
        duty: body.duty,
        unit: id,
        person: someone(body.who).await?,
        bearer: body.bearer,
        deputy: someone(body.deputy).await?,
        seat: body.seat,
        shown: shown(body.shown_as, body.reach),
        deputy_shown: shown(body.deputy_shown_as, body.deputy_reach),
        text: body.text,
        from: body.from.unwrap_or_else(|| signed.moment.now().day()),
        until: body.until,
    };
    let key = new.id;
    keep(&signed, &unit, move |tx, desk, by| duties::give(tx, desk, by, &new).map(drop)).await?;
    Ok((StatusCode::CREATED, Json(duty_held(&signed, key).await?.0.into())))
}

fn shown(name: Option<String>, reach: Option<String>) -> Option<ShownAs> {
    name.zip(reach).map(|(name, reach)| ShownAs { name, reach })
}

/// What happens to a duty.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UnitDutyStep)]
pub(super) struct StepBody {
    /// end, away, hand-over or visit.
    step: String,
    /// The first day away; the day of a visit. Today unless told.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The first day on which it counts no more, or on which the bearer is back.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// To whom it is handed over: a person's id, login name or mobile number.
    who: Option<String>,
    /// The successor's name of service, where workers are shown one.
    shown_as: Option<String>,
    /// How workers reach the successor.
    reach: Option<String>,
    /// Code of the kind of visit.
    #[serde(default)]
    kind: String,
    /// Why it ends; what was done.
    #[serde(default)]
    note: String,
    /// Of a visit or of the successor's duty: a UUID made by the caller; sending it twice counts one.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<VisitId>,
}

/// Ends a duty, hands it over, notes an absence or a visit.
#[utoipa::path(post, path = "/api/v1/duties/{id}/steps", operation_id = "duties_step",
    tag = "units", request_body = StepBody,
    params(("id" = String, Path)), responses((status = 200, body = DutyBody)))]
pub(super) async fn step(
    signed: Signed,
    PathId(id): PathId<DutyId>,
    body: ApiJson<StepBody>,
) -> Answer<Json<DutyBody>> {
    let (_, unit) = duty_held(&signed, id).await?;
    let body = body.value;
    let today = signed.moment.now().day();
    let (from, until) = (body.from.unwrap_or(today), body.until.unwrap_or(today));
    match body.step.as_str() {
        "end" => {
            keep(&signed, &unit, move |tx, _, by| duties::end(tx, by, id, until, &body.note))
                .await?;
        }
        "away" => {
            keep(&signed, &unit, move |tx, desk, by| duties::away(tx, desk, by, id, from, until))
                .await?;
        }
        "hand-over" => {
            let next = HandOver {
                id: body.id.map_or_else(|| signed.moment.id(), kernel::Id::cast),
                to: person(&signed, body.who.as_deref().unwrap_or_default()).await?,
                on: from,
                until: body.until,
                shown: shown(body.shown_as, body.reach),
            };
            let work = move |tx: &mut storage::Tx<'_>, desk: crate::Desk<'_>, by: For<'_>| {
                duties::hand_over(tx, desk, by, id, &next).map(drop)
            };
            keep(&signed, &unit, work).await?;
        }
        "visit" => {
            let key = body.id.unwrap_or_else(|| signed.moment.id());
            let new = NewVisit { id: key, kind: body.kind, on: from, note: body.note };
            keep(&signed, &unit, move |tx, desk, by| duties::visit(tx, desk, by, id, &new)).await?;
        }
        _ => return Err(Problem::invalid().field("step", "duty-step-unknown")),
    }
    Ok(Json(duty_held(&signed, id).await?.0.into()))
}

/// A required duty that nobody carries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DutyGap)]
pub(super) struct GapBody {
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    duty: String,
    seat: Option<String>,
    /// Who has to see to it.
    #[schema(value_type = String, format = "uuid")]
    owner: UnitId,
    /// The day since which nobody carries it.
    #[schema(value_type = String, format = Date)]
    since: Day,
}

/// Required duties that nobody carries, within the caller's reach; the longest missing first.
#[utoipa::path(get, path = "/api/v1/duty-gaps", operation_id = "duties_gaps", tag = "units",
    responses((status = 200, body = Vec<GapBody>)))]
pub(super) async fn gaps(signed: Signed) -> Answer<Json<Vec<GapBody>>> {
    let found = watched(&signed).await?.gaps.into_iter().map(|gap| GapBody {
        unit: gap.unit,
        duty: gap.duty,
        seat: gap.seat,
        owner: gap.owner,
        since: gap.since,
    });
    Ok(Json(found.collect()))
}

/// Somebody whom workers can turn to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liaison)]
pub(super) struct LiaisonBody {
    duty: String,
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    /// A name of service.
    name: String,
    reach: String,
}

/// Whom workers of an area can turn to today; a deputy where the bearer is away.
#[utoipa::path(get, path = "/api/v1/liaisons", operation_id = "liaisons", tag = "units",
    params(("area" = String, Query, description = "Area code, or a name that only one area has")),
    responses((status = 200, body = Vec<LiaisonBody>)))]
pub(super) async fn turn_to(signed: Signed) -> Answer<Json<Vec<LiaisonBody>>> {
    let found = liaisons(&signed, signed.query.get("area").unwrap_or_default()).await?;
    Ok(Json(
        found
            .into_iter()
            .map(|(duty, unit, shown)| LiaisonBody {
                duty,
                unit,
                name: shown.name,
                reach: shown.reach,
            })
            .collect(),
    ))
}

/// Seats of one category at one level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Seats)]
pub(super) struct SeatsBody {
    /// Code of the catalogue's duty.
    #[schema(example = "council-seat")]
    duty: String,
    seat: String,
    /// street, community, county ...
    level: &'static str,
    held: usize,
    votes: bool,
}

/// Seats that are held today by category and level, within the caller's reach.
#[utoipa::path(get, path = "/api/v1/seats", operation_id = "duties_seats", tag = "units",
    responses((status = 200, body = Vec<SeatsBody>)))]
pub(super) async fn seats(signed: Signed) -> Answer<Json<Vec<SeatsBody>>> {
    let rows = tables(&signed).await?.into_iter().flat_map(|(duty, table)| {
        table.rows.into_iter().map(move |row| SeatsBody {
            duty: duty.clone(),
            seat: row.seat,
            level: row.level.as_str(),
            held: row.held,
            votes: row.votes,
        })
    });
    Ok(Json(rows.collect()))
}

/// A day at an office, put together from what happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayLog)]
pub(super) struct LogBody {
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// Names of service of those who were on duty.
    there: Vec<String>,
    /// Nobody was, although there is a roster.
    gap: bool,
    /// What those on duty did, by the first part of the journal's verb.
    acts: BTreeMap<String, i64>,
    /// Visits by kind.
    visits: BTreeMap<String, i64>,
}

/// The log of a day at an office with a roster.
#[utoipa::path(get, path = "/api/v1/units/{id}/log", operation_id = "duties_log", tag = "units",
    params(("id" = String, Path), ("day" = Option<String>, Query, description = "Yesterday unless told")),
    responses((status = 200, body = LogBody)))]
pub(super) async fn day_log(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Json<LogBody>> {
    let (LogWanted { unit, day }, found) = log(&signed, id).await?;
    Ok(Json(LogBody {
        unit: unit.id,
        day,
        there: found.there.into_iter().map(|shown| shown.name).collect(),
        gap: found.gap,
        acts: found.acts,
        visits: found.visits,
    }))
}
