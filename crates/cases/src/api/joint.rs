//! The whistle. `length` is that of the case as it was read: an act on a part that changed since
//! is refused with the code `case-stale`; what happens to other parts does not matter.

use contracts::{CaseId, UnitId};
use kernel::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::{
    model::{CaseOut, UnitOut},
    once,
};
use crate::{
    act::ActError,
    case::Case,
    holder::{Holder, held},
    joint::{
        self, At,
        call::{self, Wanted},
        meeting, own, street,
    },
    pages::shared::{Names, joint as told},
};

/// One unit to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartIn {
    #[schema(value_type = String)]
    unit: UnitId,
    task: String,
    /// Such as `2 work hours`; the city's usual time when left out.
    acknowledge_within: Option<String>,
    /// Such as `7 workdays`; the city's usual time when left out.
    answer_within: Option<String>,
}

/// Call units, or more of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhistleIn {
    /// The street itself when left out.
    #[schema(value_type = Option<String>)]
    lead: Option<UnitId>,
    parts: Vec<PartIn>,
}

/// Something about one part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PartActIn {
    length: Option<i64>,
    /// The answer, the reason, or a word on closing.
    #[serde(default)]
    text: String,
    /// To whom it is given again.
    #[schema(value_type = Option<String>)]
    to: Option<UnitId>,
}

/// A meeting on the spot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeetingIn {
    /// RFC 3339.
    at: String,
    place: String,
    #[serde(default)]
    note: String,
}

/// What came of the meeting.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MinutesIn {
    minutes: String,
    /// Units that were there.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    units: Vec<UnitId>,
}

fn span(field: &'static str, text: Option<&str>) -> Result<Option<Span>, ActError> {
    let wrong = |_| ActError::Invalid { field, code: "time-wrong" };
    text.map(|text| text.parse::<Span>().map_err(wrong)).transpose()
}

fn wanted(part: &PartIn) -> Result<Wanted, ActError> {
    Ok(Wanted {
        unit: part.unit,
        task: part.task.clone(),
        acknowledge: span("acknowledge_within", part.acknowledge_within.as_deref())?,
        answer: span("answer_within", part.answer_within.as_deref())?,
    })
}

/// Whistle (吹哨): call units to a case, each to a task; again for more parts.
#[utoipa::path(post, path = "/api/v1/cases/{id}/whistle", tag = "staff", request_body = WhistleIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn whistle(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<WhistleIn>,
) -> Answer {
    once::act(signed, id, key, body, "whistle", |tx, desk, actor, id, body| {
        let parts = body.parts.iter().map(wanted).collect::<Result<_, _>>()?;
        call::whistle(tx, desk, actor, id, call::Whistle { lead: body.lead, parts })
    })
    .await
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident $path:literal $purpose:literal $work:expr;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, operation_id = $purpose, tag = "staff", request_body = PartActIn,
            params(("id" = String, Path), ("part" = i64, Path),
                ("Idempotency-Key" = Option<String>, Header)),
            responses((status = 200, body = CaseOut)))]
        pub(super) async fn $name(
            signed: Signed,
            PathId((id, part)): PathId<(CaseId, i64)>,
            key: IdempotencyKey,
            body: ApiJson<PartActIn>,
        ) -> Answer {
            once::act(signed, id, key, body, $purpose, move |tx, desk, actor, case, body| {
                let at = At { case, part, seen: body.length };
                let work: fn(
                    &mut storage::Tx<'_>, &crate::Desk, &access::Actor, At, PartActIn,
                ) -> Result<Case, ActError> = $work;
                work(tx, desk, actor, at, body)
            })
            .await
        }
    )+};
}

parts! {
    /// Report in (报到): only the part's unit can.
    acknowledge "/api/v1/cases/{id}/parts/{part}/acknowledge" "part-acknowledge"
        |tx, _, actor, at, _| own::acknowledge(tx, actor, at);
    /// Answer for a part; `text` is the answer.
    answer "/api/v1/cases/{id}/parts/{part}/answer" "part-answer"
        |tx, _, actor, at, body| own::answer(tx, actor, at, &body.text);
    /// Hand a part back to the street; `text` is the reason. Once in the part's life.
    hand_back "/api/v1/cases/{id}/parts/{part}/hand-back" "part-hand-back"
        |tx, _, actor, at, body| own::hand_back(tx, actor, at, &body.text);
    /// The street agrees with a part's answer.
    close "/api/v1/cases/{id}/parts/{part}/close" "part-close"
        |tx, _, actor, at, body| street::close(tx, actor, at, &body.text);
    /// The street does not: the unit answers again; `text` is the reason.
    send_back "/api/v1/cases/{id}/parts/{part}/return" "part-return"
        |tx, desk, actor, at, body| street::send_back(tx, desk, actor, at, &body.text);
    /// Give a part again that was handed back, or whose unit never reported in.
    give "/api/v1/cases/{id}/parts/{part}/give" "part-give"
        |tx, desk, actor, at, body| {
            let to = body.to.ok_or(ActError::Invalid { field: "to", code: "desk-choose-unit" })?;
            street::give(tx, desk, actor, at, to, &body.text)
        };
}

/// Call a meeting on the spot, or move it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/meeting", tag = "staff", request_body = MeetingIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn convene(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<MeetingIn>,
) -> Answer {
    once::act(signed, id, key, body, "meeting", |tx, _, actor, id, body| {
        let wrong = |_| ActError::Invalid { field: "at", code: "time-wrong" };
        let at: Timestamp = body.at.parse().map_err(wrong)?;
        meeting::convene(tx, actor, id, at, &body.place, &body.note)
    })
    .await
}

/// Write down a meeting that was held.
#[utoipa::path(post, path = "/api/v1/cases/{id}/minutes", tag = "staff", request_body = MinutesIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn minutes(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<MinutesIn>,
) -> Answer {
    once::act(signed, id, key, body, "minutes", |tx, _, actor, id, body| {
        meeting::record(tx, actor, id, &body.minutes, body.units)
    })
    .await
}

/// The joint side of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JointOut {
    /// The unit that whistled.
    street: UnitOut,
    lead: UnitOut,
    open: usize,
    parts: Vec<PartOut>,
    meetings: Vec<MeetingOut>,
}

/// One unit's part.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartOut {
    part: i64,
    unit: UnitOut,
    task: String,
    /// `called`, `acknowledged`, `answered`, `returned`, `handed-back`, `closed` or `dropped`.
    state: &'static str,
    acknowledge_by: String,
    answer_by: String,
    acknowledged_at: Option<String>,
    /// It was handed back once; nobody can any more.
    handed_back: bool,
    /// Units that let a deadline pass, by name, in sentences.
    silences: Vec<String>,
    held: Vec<HeldOut>,
}

/// Who had a part for how long.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HeldOut {
    unit: UnitOut,
    since: String,
    seconds: i64,
}

/// A meeting.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MeetingOut {
    at: String,
    place: String,
    held: bool,
}

impl JointOut {
    pub fn of(names: Names<'_>, joint: &joint::Joint) -> Self {
        let meeting = |meeting: &joint::part::Meeting| MeetingOut {
            at: meeting.place.at.rfc3339(),
            place: meeting.place.place.clone(),
            held: meeting.held.is_some(),
        };
        Self {
            street: UnitOut::of(names, joint.street),
            lead: UnitOut::of(names, joint.lead),
            open: joint.open().count(),
            parts: joint.parts.iter().map(|part| PartOut::of(names, part)).collect(),
            meetings: joint.meetings.iter().map(meeting).collect(),
        }
    }
}

impl PartOut {
    fn of(names: Names<'_>, part: &joint::Part) -> Self {
        let held = held(&part.holdings, names.now()).into_iter();
        let held = held.filter_map(|one| match one.holder {
            Holder::Unit(unit) => Some(HeldOut {
                unit: UnitOut::of(names, unit),
                since: one.since.rfc3339(),
                seconds: one.seconds,
            }),
            Holder::Member(_) | Holder::Worker | Holder::Nobody => None,
        });
        Self {
            part: part.number,
            unit: UnitOut::of(names, part.unit),
            task: part.task.clone(),
            state: part.state.as_str(),
            acknowledge_by: part.limits.acknowledge.rfc3339(),
            answer_by: part.limits.answer.rfc3339(),
            acknowledged_at: part.acknowledged_at.map(Timestamp::rfc3339),
            handed_back: part.handed_back.is_some(),
            silences: part.silences.iter().map(|one| told::silence(names, one)).collect(),
            held: held.collect(),
        }
    }
}
