//! Out of scope: a courteous no with the right door, and one appeal to the level above. Cases out
//! of scope are left out of a unit's closing figures.

use access::{Actor, policy::Action};
use contracts::CaseId;
use storage::Tx;

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Deadline, What},
    handle::{REASON_MAX, tell_reporter},
    merge::act as merged,
    rules::Refusal,
};

/// Finds a case out of scope, naming the right door (a code of the catalogue).
pub fn refuse(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    door: &str,
    text: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseScope, seen)?;
    let text = act::text("text", text, 5, REASON_MAX)?;
    let unknown = ActError::Invalid { field: "door", code: "door-unknown" };
    let door = desk.catalogue.door(door).ok_or(unknown)?.code.clone();
    held.append(tx, What::OutOfScope { door, text })?;
    tell_reporter(tx, id, &held.case, "out-of-scope")?;
    Ok(held.case)
}

/// The worker asks the level above to look again; once.
pub fn appeal(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = merged::hold_led(tx, actor, id, Action::CaseFollow)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    let now = tx.now();
    if let Some(closed_at) = held.case.closed_at {
        act::in_time(now, desk.verdict_until(closed_at))?;
    }
    let (owner, area) = (held.case.owner, held.case.area);
    let above = desk.matter(&held.case.matter).and_then(|it| desk.above(it, owner, &area, now));
    let (to, answer) = above.unwrap_or_else(|| {
        (desk.units.operator(), Deadline { by: now.plus_days(7), warn_at: None })
    });
    held.append(tx, What::ScopeAppealed { reason, to, answer })?;
    merged::asked_for(tx, id, held)
}

/// The level above decides: it stays out of scope, or the unit must handle it after all.
pub fn decide(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    overturn: bool,
    text: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseEscalateHandle, seen)?;
    if held.case.refused_by.is_some() && held.unit() == held.case.refused_by {
        return Err(Refusal::OwnDecision.into());
    }
    let text = act::text("text", text, 5, REASON_MAX)?;
    let now = tx.now();
    let what = match desk.matter(&held.case.matter).filter(|_| overturn) {
        Some(matter) => {
            let answer = desk.answer_deadline(matter, now);
            What::ScopeOverturned { text, to: held.case.owner, answer }
        }
        None => What::ScopeUpheld { text },
    };
    held.append(tx, what)?;
    tell_reporter(tx, id, &held.case, "scope-decided")?;
    Ok(held.case)
}
