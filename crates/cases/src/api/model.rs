//! What is sent and received. Nobody's id or name is in it but masked, where policy allows.

use std::collections::BTreeMap;

use contracts::{CaseId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::joint::JointOut;
use crate::{
    case::Case,
    chain,
    entry::{Entry, Outcome, Photo, What},
    holder::Holder,
    pages::shared::{Audience, Names, history, holding},
    store::lists::Line,
};

/// A unit by id and name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnitOut {
    id: String,
    name: String,
}

impl UnitOut {
    pub fn of(names: Names<'_>, id: UnitId) -> Self {
        let name = names.unit(id);
        Self { id: if names.veils(id) { String::new() } else { id.to_string() }, name }
    }
}

/// Whose turn it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct HolderOut {
    /// `unit`, `member` (the worker's contact member), `worker` (asked for a verdict) or `nobody`
    /// (closed).
    kind: &'static str,
    /// What people call the holder.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitOut>,
    /// RFC 3339, +08:00, like every time here.
    since: String,
}

/// WGS-84 degrees.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceJson {
    pub lat: f64,
    pub lon: f64,
}

/// A kept photo.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PhotoJson {
    /// The name that `POST /api/v1/photos` answered; the photo is at `/cases/{id}/photos/{file}`.
    pub file: String,
    pub width: u32,
    pub height: u32,
}

impl From<&Photo> for PhotoJson {
    fn from(photo: &Photo) -> Self {
        Self { file: photo.file.clone(), width: photo.width, height: photo.height }
    }
}
impl From<PhotoJson> for Photo {
    fn from(photo: PhotoJson) -> Self {
        Self { file: photo.file, width: photo.width, height: photo.height }
    }
}

/// How a handler says that the matter ended.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OutcomeJson {
    Solved,
    Partly,
    Explained,
}

impl From<Outcome> for OutcomeJson {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Solved => Self::Solved,
            Outcome::Partly => Self::Partly,
            Outcome::Explained => Self::Explained,
        }
    }
}
impl From<OutcomeJson> for Outcome {
    fn from(outcome: OutcomeJson) -> Self {
        match outcome {
            OutcomeJson::Solved => Self::Solved,
            OutcomeJson::Partly => Self::Partly,
            OutcomeJson::Explained => Self::Explained,
        }
    }
}

/// The answer that stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnswerOut {
    text: String,
    outcome: OutcomeJson,
    photos: Vec<PhotoJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitOut>,
    /// Send it back with a verdict, so that the verdict cannot fall on another answer.
    at: String,
}

/// The reporter, masked; only for staff whom policy lets read contacts, never for a firm.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReporterOut {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each says a thing of its own to programs")]
pub(super) struct CaseOut {
    id: String,
    number: String,
    matter: String,
    matter_name: String,
    area: String,
    area_name: String,
    title: String,
    text: String,
    /// Values of the matter's declared fields by key.
    fields: BTreeMap<String, String>,
    place: Option<PlaceJson>,
    address: Option<String>,
    photos: Vec<PhotoJson>,
    state: String,
    /// The handler says that it is done. Not the same as `confirmed_by_worker`.
    closed_by_handler: bool,
    /// The worker says that it is solved. Silence is neither yes nor no.
    confirmed_by_worker: bool,
    /// `silent`, `confirmed` or `disputed`: the worker's word on the last answer.
    verdict: &'static str,
    urgent: bool,
    overdue: bool,
    escalations: i64,
    owner: UnitOut,
    holder: HolderOut,
    /// The deadline that runs now.
    due_at: Option<String>,
    /// When the worker was first promised an answer; never moved.
    promised_by: String,
    created_at: String,
    updated_at: String,
    first_answered_at: Option<String>,
    closed_at: Option<String>,
    answer: Option<AnswerOut>,
    /// The right door, when it is out of scope.
    door: Option<String>,
    /// Firms that the worker lets see name and phone.
    contact_shared_with: Vec<UnitOut>,
    /// It waits at a level of the chain and the worker may go past it: `member` or `branch`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    chain: Option<chain::Level>,
    /// The number of the case that it follows: state, holder and answer are that one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    /// How many people reported it, from the city's smallest number on.
    #[serde(skip_serializing_if = "Option::is_none")]
    reporters: Option<usize>,
    /// Entries so far: send it back with an act, so that nobody acts on what has changed.
    length: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reporter: Option<ReporterOut>,
    /// The parts, once the street has whistled.
    #[serde(skip_serializing_if = "Option::is_none")]
    joint: Option<JointOut>,
}

impl CaseOut {
    pub fn of(names: Names<'_>, id: CaseId, case: &Case) -> Self {
        let time = |at: kernel::Timestamp| at.rfc3339();
        let place = case.place.map(|place| PlaceJson { lat: place.lat(), lon: place.lon() });
        Self {
            id: id.to_string(),
            number: case.number.clone(),
            matter: case.matter.clone(),
            matter_name: names.matter(&case.matter).to_owned(),
            area: case.area.to_string(),
            area_name: names.area(&case.area),
            title: case.title.clone(),
            text: case.text.clone(),
            fields: case.fields.iter().cloned().collect(),
            place,
            address: case.address.clone(),
            photos: case.photos.iter().map(Into::into).collect(),
            state: case.state.to_string(),
            closed_by_handler: case.state.is_closed_by_handler(),
            confirmed_by_worker: case.state == crate::State::Confirmed,
            verdict: case.verdict.as_str(),
            urgent: case.urgent,
            overdue: case.overdue,
            escalations: case.escalations,
            owner: UnitOut::of(names, case.owner),
            holder: holder(names, case),
            due_at: case.due.map(|due| time(due.by)),
            promised_by: time(case.promised_by),
            created_at: time(case.created_at),
            updated_at: time(case.updated_at),
            first_answered_at: case.first_answered_at.map(time),
            closed_at: case.closed_at.map(time),
            answer: answer(names, case),
            door: case.door.clone(),
            contact_shared_with: shared(names, case),
            chain: chain::level(case).filter(|_| !names.for_firm()),
            merged_into: case.leader().map(|leader| leader.number.clone()),
            reporters: reporters(names, id, case),
            length: case.length,
            reporter: None,
            joint: case.joint.as_ref().map(|joint| JointOut::of(names, joint)),
        }
    }
}

fn shared(names: Names<'_>, case: &Case) -> Vec<UnitOut> {
    case.shared_with.iter().map(|unit| UnitOut::of(names, *unit)).collect()
}

/// How many people reported it, where that many may be told.
pub(super) fn reporters(names: Names<'_>, id: CaseId, case: &Case) -> Option<usize> {
    let people = case.reporters(id).len();
    let min = usize::try_from(names.desk.catalogue.city().privacy.support_min);
    min.is_ok_and(|min| people >= min).then_some(people)
}

fn holder(names: Names<'_>, case: &Case) -> HolderOut {
    let since = case.holdings.last().map_or(case.created_at, |last| last.since).rfc3339();
    let name = holding::holder(names, Audience::Staff, case, case.holder());
    let (kind, unit) = match case.holder() {
        Holder::Member(_) => ("member", None),
        Holder::Unit(unit) => ("unit", Some(UnitOut::of(names, unit))),
        Holder::Worker => ("worker", None),
        Holder::Nobody => ("nobody", None),
    };
    HolderOut { kind, name, unit, since }
}

fn answer(names: Names<'_>, case: &Case) -> Option<AnswerOut> {
    let answer = case.answer.as_ref()?;
    Some(AnswerOut {
        text: answer.text.clone(),
        outcome: answer.outcome.into(),
        photos: answer.photos.iter().map(Into::into).collect(),
        unit: answer.unit.map(|unit| UnitOut::of(names, unit)),
        at: answer.at.rfc3339(),
    })
}

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EntryOut {
    seq: i64,
    at: String,
    kind: &'static str,
    /// `unit`, `worker` or `program`.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<UnitOut>,
    /// A sentence in the reader's language (`Accept-Language`).
    what: String,
    /// What was written with it.
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    photos: Vec<PhotoJson>,
}

impl EntryOut {
    pub fn of(names: Names<'_>, audience: Audience, entry: &Entry) -> Self {
        let photos = match &entry.what {
            What::Answered { photos, .. } => photos.iter().map(Into::into).collect(),
            What::Reported(report) => report.photos.iter().map(Into::into).collect(),
            _ => Vec::new(),
        };
        Self {
            seq: entry.seq,
            at: entry.at.rfc3339(),
            kind: entry.what.kind(),
            by: match (entry.unit, entry.actor) {
                (Some(_), _) => "unit",
                (None, Some(_)) => "worker",
                (None, None) => "program",
            },
            unit: entry.unit.map(|unit| UnitOut::of(names, unit)),
            what: history::what(names, &entry.what),
            text: history::note(names, audience, &entry.what),
            photos,
        }
    }
}

/// A line of the staff's list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LineOut {
    id: String,
    number: String,
    matter: String,
    area: String,
    state: String,
    title: String,
    owner: UnitOut,
    created_at: String,
    due_at: Option<String>,
    urgent: bool,
    escalations: i64,
    length: i64,
}

impl LineOut {
    pub fn of(names: Names<'_>, line: &Line) -> Self {
        Self {
            id: line.id.to_string(),
            number: line.number.clone(),
            matter: line.matter.clone(),
            area: line.area.to_string(),
            state: line.state.to_string(),
            title: line.title.clone(),
            owner: UnitOut::of(names, line.owner),
            created_at: line.created_at.rfc3339(),
            due_at: line.due_at.map(kernel::Timestamp::rfc3339),
            urgent: line.urgent,
            escalations: line.escalations,
            length: line.length,
        }
    }
}
