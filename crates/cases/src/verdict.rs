//! The worker's side: solved or not, open again, never mind.

use access::{Actor, policy::Action};
use contracts::{CaseId, Event};
use kernel::Timestamp;
use storage::Tx;

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Deadline, What},
    handle::REASON_MAX,
    merge::{act as merged, reward::outcome},
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
    let mut held = merged::hold_led(tx, actor, id, Action::CaseFollow)?;
    let text = act::text("text", text, 0, REASON_MAX)?;
    judge_in_time(&held.case, desk, tx.now())?;
    held.append(tx, What::Confirmed { text })?;
    if let Some(outcome) = outcome(tx, held.id, &held.case)? {
        tx.emit(&Event::CaseConfirmed(outcome))?;
    }
    merged::thank(tx, &held)?;
    merged::asked_for(tx, id, held)
}

/// Dispute: it is not solved. The case goes back to whoever answered, with a new deadline.
pub fn dispute(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = merged::hold_led(tx, actor, id, Action::CaseFollow)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    judge_in_time(&held.case, desk, tx.now())?;
    let answer = again(desk, &held.case, tx.now());
    held.append(tx, What::Disputed { reason, answer })?;
    tell_owner(tx, held.id, &held.case, "disputed")?;
    merged::asked_for(tx, id, held)
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
    let mut held = merged::hold_led(tx, actor, id, action)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    if let Some(from) = held.case.reopens_from() {
        act::in_time(tx.now(), desk.verdict_until(from))?;
    }
    let was_confirmed = held.case.state == State::Confirmed;
    let answer = again(desk, &held.case, tx.now());
    held.append(tx, What::Reopened { reason, answer })?;
    if let Some(outcome) = outcome(tx, held.id, &held.case)?.filter(|_| was_confirmed) {
        tx.emit(&Event::CaseReopened(outcome))?;
    }
    tell_owner(tx, held.id, &held.case, "reopened")?;
    merged::asked_for(tx, id, held)
}

/// Withdraw: the worker takes the report back. Others who reported the same go on waiting for it.
pub fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    reason: &str,
) -> Result<Case, ActError> {
    let reason = act::text("reason", reason, 0, REASON_MAX)?;
    let (mut held, _) = merged::alone(tx, actor, id, None, Action::CaseFollow, &reason)?;
    let what = merged::withdrawal(&held.case, reason);
    held.append(tx, what)?;
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
