//! The worker's side: solved or not, open again, never mind.

use access::{Actor, policy::Action};
use contracts::{CaseId, CaseOutcome, Event};
use kernel::Timestamp;
use storage::Tx;

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Deadline, What},
    handle::REASON_MAX,
    state::State,
};

/// Confirm (确认解决): the trouble is gone. What thanks the worker happens in the same
/// transaction.
pub fn confirm(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    text: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseFollow, None)?;
    let text = act::text("text", text, 0, REASON_MAX)?;
    judge_in_time(&held.case, desk, tx.now())?;
    held.append(tx, What::Confirmed { text })?;
    if let Some(outcome) = outcome(id, &held.case) {
        tx.emit(&Event::CaseConfirmed(outcome))?;
    }
    Ok(held.case)
}

/// Dispute: it is not solved. The case goes back to whoever answered, with a new deadline.
pub fn dispute(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseFollow, None)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    judge_in_time(&held.case, desk, tx.now())?;
    let answer = again(desk, &held.case, tx.now());
    held.append(tx, What::Disputed { reason, answer })?;
    tell_owner(tx, id, &held.case, "disputed")?;
    Ok(held.case)
}

/// Reopen a closed case: the trouble is back. Points that were posted are taken back in the same
/// transaction. The worker may, and so may staff with that right.
pub fn reopen(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    action: Action,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, action, None)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    if let Some(from) = held.case.reopens_from() {
        act::in_time(tx.now(), desk.verdict_until(from))?;
    }
    let was_confirmed = held.case.state == State::Confirmed;
    let answer = again(desk, &held.case, tx.now());
    held.append(tx, What::Reopened { reason, answer })?;
    if let Some(outcome) = outcome(id, &held.case).filter(|_| was_confirmed) {
        tx.emit(&Event::CaseReopened(outcome))?;
    }
    tell_owner(tx, id, &held.case, "reopened")?;
    Ok(held.case)
}

/// Withdraw: the worker takes the report back.
pub fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseFollow, None)?;
    let reason = act::text("reason", reason, 0, REASON_MAX)?;
    held.append(tx, What::Withdrawn { reason })?;
    tell_owner(tx, id, &held.case, "withdrawn")?;
    Ok(held.case)
}

fn judge_in_time(case: &Case, desk: &Desk, now: Timestamp) -> Result<(), ActError> {
    match &case.answer {
        Some(answer) if matches!(case.state, State::Answered | State::Closed) => {
            Ok(act::in_time(now, desk.verdict_until(answer.at))?)
        }
        // In any other state the rules refuse, and say why.
        _ => Ok(()),
    }
}

/// A fresh deadline for a case that has to be worked on again.
fn again(desk: &Desk, case: &Case, now: Timestamp) -> Deadline {
    match desk.matter(&case.matter) {
        Some(matter) => desk.answer_deadline(matter, now),
        None => Deadline { by: now.plus_days(7), warn_at: None },
    }
}

pub(crate) fn tell_owner(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &Case,
    notice: &str,
) -> Result<(), storage::Error> {
    let (number, notice) = (case.number.clone(), notice.to_owned());
    tx.emit(&Event::UnitNotified { unit: case.owner, case: id, number, notice })
}

/// What others need to know of a confirmed case; `None` when nobody reported it here.
fn outcome(case_id: CaseId, case: &Case) -> Option<CaseOutcome> {
    Some(CaseOutcome {
        case: case_id,
        number: case.number.clone(),
        matter: case.matter.clone(),
        reporter: case.reporter?,
        area: case.area.as_str().to_owned(),
        round: case.confirmations,
    })
}
