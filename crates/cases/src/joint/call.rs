//! The whistle itself: the street calls units, each to a task.

use access::{Action, Actor};
use contracts::{CaseId, Event, UnitId};
use kernel::{Span, Timestamp};
use storage::Tx;

use super::{
    fact::{Called, Fact, Limits},
    rules::PARTS_MAX,
};
use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::What,
    handle::{REASON_MAX, tell_reporter},
};

/// A unit to be called, with its task; the catalogue's time where no other is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub unit: UnitId,
    pub task: String,
    pub acknowledge: Option<Span>,
    pub answer: Option<Span>,
}

/// A call: the lead is the street's own unit unless another is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whistle {
    pub lead: Option<UnitId>,
    pub parts: Vec<Wanted>,
}

/// Whistle (吹哨): calls units to a case that is in work; more parts may be added later.
pub fn whistle(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    whistle: Whistle,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseWhistle, None)?;
    let unknown = |field| ActError::Invalid { field, code: "unit-unknown" };
    if whistle.parts.is_empty() {
        return Err(ActError::Invalid { field: "parts", code: "joint-choose-units" });
    }
    if whistle.parts.len() > PARTS_MAX {
        return Err(ActError::Invalid { field: "parts", code: "joint-choose-fewer" });
    }
    if let Some(lead) = whistle.lead {
        desk.units.unit(lead).ok_or(unknown("lead"))?;
    }
    let now = tx.now();
    let mut parts = Vec::with_capacity(whistle.parts.len());
    for wanted in whistle.parts {
        desk.units.unit(wanted.unit).ok_or(unknown("parts"))?;
        let task = act::text("task", &wanted.task, 2, REASON_MAX)?;
        let limits = limits(desk, now, wanted.acknowledge, wanted.answer);
        parts.push(Called { unit: wanted.unit, task, limits });
    }
    let first = held.case.joint.is_none();
    let called: Vec<UnitId> = parts.iter().map(|part| part.unit).collect();
    held.append(tx, What::Joint(Fact::Called { lead: whistle.lead, parts }))?;
    for unit in called {
        tell(tx, id, &held.case, unit, "part-called")?;
    }
    if first {
        tell_reporter(tx, id, &held.case, "whistled")?;
    }
    Ok(held.case)
}

/// The deadlines of a part called or given at `now`; reporting in never comes after the answer.
pub(crate) fn limits(
    desk: &Desk,
    now: Timestamp,
    acknowledge: Option<Span>,
    answer: Option<Span>,
) -> Limits {
    let usual = desk.catalogue.city().whistle;
    let by = |span| desk.calendar.add_work_duration(now, span);
    let answer = by(answer.unwrap_or(usual.answer));
    let acknowledge = by(acknowledge.unwrap_or(usual.acknowledge)).min(answer);
    Limits { acknowledge, answer }
}

/// News for a unit that has to do with the case.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    case: CaseId,
    folded: &Case,
    unit: UnitId,
    notice: &str,
) -> Result<(), storage::Error> {
    let (number, notice) = (folded.number.clone(), notice.to_owned());
    tx.emit(&Event::UnitNotified { unit, case, number, notice })
}
