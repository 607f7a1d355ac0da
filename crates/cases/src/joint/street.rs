//! What the street that whistled does with a part: agree, send back for another answer, give again.

use access::Actor;
use contracts::UnitId;
use storage::Tx;

use super::{
    act::{At, hold_street},
    call::{limits, tell},
    fact::Fact,
};
use crate::{
    act::{self, ActError, Held},
    case::Case,
    desk::Desk,
    entry::What,
    handle::REASON_MAX,
};

/// The street agrees with the unit's answer.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, at: At, text: &str) -> Result<Case, ActError> {
    let mut held = hold_street(tx, actor, at)?;
    let text = act::text("text", text, 0, REASON_MAX)?;
    held.append(tx, What::Joint(Fact::Closed { part: at.part, text }))?;
    to_unit(tx, held, at, "part-closed")
}

/// The street does not agree: the unit has a new deadline to answer again.
pub fn send_back(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    at: At,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = hold_street(tx, actor, at)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    let answer = limits(desk, tx.now(), None, None).answer;
    held.append(tx, What::Joint(Fact::Returned { part: at.part, reason, answer }))?;
    to_unit(tx, held, at, "part-returned")
}

/// Gives a part again that was handed back, or one whose unit never reported in.
pub fn give(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    at: At,
    to: UnitId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = hold_street(tx, actor, at)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    desk.units.unit(to).ok_or(ActError::Invalid { field: "unit", code: "unit-unknown" })?;
    let mut limits = limits(desk, tx.now(), None, None);
    // Who takes over is not worse off than whoever had it.
    let part = held.case.joint.as_ref().and_then(|joint| joint.part(at.part));
    limits.answer = limits.answer.max(part.map_or(limits.answer, |part| part.limits.answer));
    held.append(tx, What::Joint(Fact::Given { part: at.part, to, reason, limits }))?;
    to_unit(tx, held, at, "part-called")
}

fn to_unit(tx: &mut Tx<'_>, held: Held, at: At, notice: &str) -> Result<Case, ActError> {
    if let Some(part) = held.case.joint.as_ref().and_then(|joint| joint.part(at.part)) {
        tell(tx, held.id, &held.case, part.unit, notice)?;
    }
    Ok(held.case)
}
