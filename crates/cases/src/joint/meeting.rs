//! The meeting on the spot: called by the street or the lead, then held, with minutes.

use access::{Action, Actor, Denied, Target, policy};
use contracts::{CaseId, UnitId};
use kernel::Timestamp;
use storage::Tx;

use super::{
    call::tell,
    fact::{Fact, Place},
};
use crate::{
    act::{self, ActError, Held},
    answer::ANSWER_MAX,
    case::Case,
    entry::What,
    handle::REASON_MAX,
};

/// Longest name of a place, in characters.
pub const PLACE_MAX: usize = 100;

/// Calls everybody to meet; calling again before it was held moves it.
pub fn convene(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    at: Timestamp,
    place: &str,
    note: &str,
) -> Result<Case, ActError> {
    let mut held = hold(tx, actor, id)?;
    let place = act::text("place", place, 2, PLACE_MAX)?;
    let note = act::text("note", note, 0, REASON_MAX)?;
    if at < tx.now() {
        return Err(ActError::Invalid { field: "at", code: "joint-meeting-past" });
    }
    held.append(tx, What::Joint(Fact::Convened(Place { at, place, note })))?;
    let own = held.unit();
    for unit in held.case.joint.iter().flat_map(super::Joint::units) {
        if own != Some(unit) {
            tell(tx, id, &held.case, unit, "part-meeting")?;
        }
    }
    Ok(held.case)
}

/// The meeting was held: what was agreed, and which of the units were there.
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    minutes: &str,
    units: Vec<UnitId>,
) -> Result<Case, ActError> {
    let mut held = hold(tx, actor, id)?;
    let minutes = act::text("minutes", minutes, 2, ANSWER_MAX)?;
    let known = held.case.joint.as_ref().map(super::Joint::units).unwrap_or_default();
    if !units.iter().all(|unit| known.contains(unit)) {
        return Err(ActError::Invalid { field: "units", code: "unit-unknown" });
    }
    held.append(tx, What::Joint(Fact::Met { minutes, units }))?;
    Ok(held.case)
}

/// Whether the actor may call the meeting: for the street, or for the unit that leads.
///
/// # Errors
/// [`Denied`] to everybody else.
pub fn permit(actor: &Actor, case: &Case) -> Result<policy::Permit, Denied> {
    policy::permit(actor, Action::CaseWhistle, &act::acting(case))
        .or_else(|_| policy::permit(actor, Action::CaseAnswer, &leading(case)))
}

fn leading(case: &Case) -> Target {
    Target::none().with_units(case.joint.as_ref().map(|joint| joint.lead))
}

fn hold(tx: &mut Tx<'_>, actor: &Actor, id: CaseId) -> Result<Held, ActError> {
    match act::hold(tx, actor, id, Action::CaseWhistle, None) {
        Err(ActError::Denied(_)) => act::hold_for(tx, actor, id, Action::CaseAnswer, leading),
        done => done,
    }
}
