//! Undoing a change that was made: another fact about each unit, back to exactly where it was.

use storage::Tx;

use super::{For, Move, MoveId, State, Step, What, decide::over, hold, state, tick};
use crate::{
    act::{self, Desk, Refusal, UnitError},
    store,
};

/// Undoes a plan that was made, from today on. `by` must cover the receiver. Refused when a unit
/// has been changed since, so that nobody's later work is overwritten.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn undo(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: For<'_>,
    id: MoveId,
    reason: &str,
) -> Result<Move, UnitError> {
    let it = hold(tx, id)?;
    let receiver = store::find(tx, it.plan.receiver)?.ok_or(Refusal::NotFound)?;
    by.check(&receiver)?;
    if it.state != State::Applied {
        return Err(over());
    }
    let reason = act::text("reason", reason)?;
    untouched(tx, &it)?;
    let steps: Vec<Step> = it.undo.iter().map(|step| said(step, &reason)).collect();
    let today = tx.now().day();
    let back = tick::tried(tx, desk, &steps, today)??;
    tick::make(tx, back, today)?;
    state(tx, it, What::Undone { reason })
}

/// Whether each unit still is as the plan made it.
fn untouched(tx: &mut Tx<'_>, it: &Move) -> Result<(), UnitError> {
    for step in &it.plan.steps {
        super::free(tx, step.unit())?;
        let now = store::find(tx, step.unit())?.ok_or(Refusal::NotFound)?;
        // A unit may be touched by several steps; the last one counts.
        let last = it.plan.steps.iter().rev().find(|other| same(step, other));
        let kept = match last.unwrap_or(step) {
            Step::Move { to, .. } => now.is_open() && now.parent == *to,
            Step::Found { kind, .. } | Step::Become { kind, .. } => {
                now.is_open() && now.kind == *kind
            }
            Step::Close { .. } => !now.is_open(),
            Step::Reopen { .. } => now.is_open(),
        };
        if !kept {
            return Err(Refusal::Invalid { field: "", code: "unit-move-changed" }.into());
        }
    }
    Ok(())
}

fn same(one: &Step, other: &Step) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other) && one.unit() == other.unit()
}

/// A unit that the plan founded is closed for the reason of the undoing.
fn said(step: &Step, why: &str) -> Step {
    match step {
        Step::Close { unit, .. } => Step::Close { unit: *unit, reason: why.to_owned() },
        other => other.clone(),
    }
}
