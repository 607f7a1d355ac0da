//! Drafting a planned change.

use contracts::UnitId;
use kernel::Day;
use storage::{Tx, jobs};

use super::{For, Move, MoveId, Plan, State, Step, What, key, preview, state, store, tick::JOB};
use crate::{
    act::{self, Desk, Refusal, UnitError},
    forest::Forest,
    store as units,
};

/// More steps than any reorganization of a real house has.
pub const STEPS_MAX: usize = 2_000;

/// Drafts a plan, or answers the one drafted by the same request before. `by` must cover the sender
/// or the receiver. From now on what it moves is in transit.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn draft(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: For<'_>,
    id: MoveId,
    plan: &Plan,
) -> Result<Move, UnitError> {
    tx.lock(key(id).as_bytes())?;
    units::hold(tx)?;
    if let Some(known) = store::find(tx, id)? {
        let taken = Refusal::Invalid { field: "id", code: "unit-id-taken" };
        return if known.plan == *plan { Ok(known) } else { Err(taken.into()) };
    }
    let mut plan = plan.clone();
    plan.title = act::text("title", &plan.title)?;
    let forest = Forest::new(units::all(tx)?);
    check_sides(&forest, by, &plan)?;
    check_days(tx.now().day(), &plan)?;
    check_free(tx, &plan)?;
    preview(desk, &forest, &plan)?;
    let draft = Move {
        id,
        plan,
        sender_agreed: false,
        receiver_agreed: false,
        state: State::Drafted,
        undo: Vec::new(),
    };
    store::insert(tx, &draft)?;
    let due = draft.plan.decide_by.plus(1).start();
    jobs::schedule(tx, JOB, &key(id), due, &id.to_string())?;
    let what = What::Drafted { plan: draft.plan.clone() };
    state(tx, draft, what)
}

/// Both sides are there, and whoever drafts belongs to one of them.
fn check_sides(forest: &Forest, by: For<'_>, plan: &Plan) -> Result<(), Refusal> {
    let side = |id: UnitId, field| {
        forest.open(id).ok_or(Refusal::Invalid { field, code: "unit-parent-unfit" })
    };
    let (sender, receiver) = (side(plan.sender, "sender")?, side(plan.receiver, "receiver")?);
    by.check(sender).or_else(|_| by.check(receiver))?;
    if plan.steps.is_empty() || plan.steps.len() > STEPS_MAX {
        return Err(Refusal::Invalid { field: "steps", code: "unit-move-steps" });
    }
    // Nobody gives away what is not theirs, nor takes in somebody else's house.
    let inside =
        |id: UnitId| forest.lies_under(id, plan.sender) || forest.lies_under(id, plan.receiver);
    for step in &plan.steps {
        let fits = match step {
            Step::Found { parent, .. } => {
                let fresh = |id: &UnitId| plan.steps.iter().any(|step| step.unit() == *id);
                parent.is_some_and(|above| inside(above) || fresh(&above))
            }
            Step::Move { unit, to } => {
                let fresh = |id: &UnitId| plan.steps.iter().any(|step| step.unit() == *id);
                inside(*unit) && to.is_none_or(|to| inside(to) || fresh(&to))
            }
            Step::Become { unit, .. } | Step::Close { unit, .. } => inside(*unit),
            Step::Reopen { .. } => false,
        };
        if !fits {
            return Err(Refusal::Invalid { field: "steps", code: "unit-move-outside" });
        }
    }
    Ok(())
}

/// Today, then the last day to agree, then the day itself.
fn check_days(today: Day, plan: &Plan) -> Result<(), Refusal> {
    if plan.decide_by < today {
        return Err(Refusal::Invalid { field: "decide_by", code: "unit-move-late" });
    }
    if plan.effective <= plan.decide_by {
        return Err(Refusal::Invalid { field: "effective", code: "unit-move-order" });
    }
    Ok(())
}

/// Nothing of it is on another way already.
fn check_free(tx: &mut Tx<'_>, plan: &Plan) -> Result<(), UnitError> {
    let moving = store::in_transit(tx)?;
    let taken: Vec<UnitId> = moving.iter().flat_map(Move::touches).collect();
    if plan.steps.iter().any(|step| taken.contains(&step.unit())) {
        return Err(Refusal::Invalid { field: "steps", code: "unit-in-transit" }.into());
    }
    Ok(())
}
