//! Ringing, passing on, taking an alarm.

use access::{Actor, policy::Action};
use contracts::{CaseId, Event, UnitId};
use kernel::{Level, Timestamp};
use storage::{Error, Tx};

use super::{Duty, Fact};
use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Entry, What},
    handle::tell_reporter,
};

/// The notice to a desk that is rung, and to one that was rung before and did not answer.
const RING: &str = "duty";
const RING_AGAIN: &str = "duty-again";

/// Rings the first desk for a case that is urgent and has not rung yet. Belongs into the very
/// transaction that made the case urgent.
pub fn ring(tx: &mut Tx<'_>, desk: &Desk, id: CaseId, case: &mut Case) -> Result<(), Error> {
    if !case.urgent || case.duty.is_some() || !case.state.is_with_unit() {
        return Ok(());
    }
    let what = pass(desk, case, tx.now());
    let entry = Entry {
        seq: case.length + 1,
        at: tx.now().max(case.updated_at),
        actor: None,
        unit: None,
        role: "system".into(),
        what,
    };
    act::write(tx, id, case, &entry)?;
    tell(tx, id, case)
}

/// Take an alarm (接警): the desks fall silent. Whoever holds the case goes on holding it.
pub fn acknowledge(tx: &mut Tx<'_>, actor: &Actor, id: CaseId) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseAccept, None)?;
    held.append(tx, What::Duty(Fact::Acknowledged))?;
    tell_reporter(tx, id, &held.case, "duty-acknowledged")?;
    Ok(held.case)
}

/// What silence does next: the next desk rings, or nobody is left to ring.
pub fn pass(desk: &Desk, case: &Case, now: Timestamp) -> What {
    let wait = i64::from(desk.catalogue.city().duty.pass_seconds);
    What::Duty(match next_desk(desk, case) {
        Some((level, unit)) => Fact::Rang { level, unit, pass_at: now.plus_seconds(wait) },
        None => Fact::Unanswered,
    })
}

/// The desk above all that rang: that of the unit in charge at the nearest declared level. A unit
/// that stands for two levels is rung once; where no level has a unit, the operator is rung.
fn next_desk(desk: &Desk, case: &Case) -> Option<(Level, UnitId)> {
    let rung = case.duty.as_ref().map_or(&[][..], |duty| &duty.rings);
    let levels = desk.catalogue.city().duty.levels.iter().copied();
    let found = levels
        .filter(|level| rung.iter().all(|ring| *level < ring.level))
        .filter_map(|level| {
            let area = case.area.at(level)?;
            Some((level, desk.units.in_charge(level, &area)?))
        })
        .find(|(_, unit)| rung.iter().all(|ring| ring.unit != *unit));
    found.or_else(|| rung.is_empty().then(|| (Level::City, desk.units.operator())))
}

/// The desk that rings now is told, and once more those that rang before.
pub fn tell(tx: &mut Tx<'_>, id: CaseId, case: &Case) -> Result<(), Error> {
    let Some(Duty { rings, pass_at, .. }) = &case.duty else { return Ok(()) };
    let newest = rings.len().saturating_sub(1);
    for (index, ring) in rings.iter().enumerate() {
        let first = index == newest && pass_at.is_some();
        let notice = if first { RING } else { RING_AGAIN };
        tx.emit(&Event::UnitNotified {
            unit: ring.unit,
            case: id,
            number: case.number.clone(),
            notice: notice.into(),
        })?;
    }
    Ok(())
}
