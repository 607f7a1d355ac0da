//! A split is drafted, drafted again, approved for a day, withdrawn.

use access::{Action, Actor};
use contracts::{UnitCard, UnitId};
use kernel::Day;
use planner::split::{self, BranchFacts};
use serde_json::json;
use storage::{Record, Tx, jobs};

use super::{Draft, Part, Plan, PlanId, State, Wish, apply, ask::ask, store};
use crate::{Desk, Fault, sign};

/// The farthest day for which a split can be approved.
const AHEAD_DAYS: i32 = 180;

/// Drafts a split of a branch.
///
/// # Errors
/// [`Fault::Invalid`] of `branches` when the members do not make so many.
pub fn draft(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    branch: UnitId,
    wish: Wish,
    seed: u64,
) -> Result<Plan, Fault> {
    let card = desk.branch("branch", branch)?;
    desk.permit(actor, Action::BranchManage, branch)?;
    let asked = ask(tx, desk, branch, wish, seed)?;
    let planned = split::split(&asked).map_err(refused)?;
    let parts = parts(tx, &card, &planned.branches);
    let draft = Draft { wish, seed, parts, plan: planned, changes: Vec::new() };
    let plan = Plan {
        id: tx.id(),
        branch,
        state: State::Draft,
        on: None,
        draft,
        batch: None,
        made_by: actor.person,
        made_at: tx.now(),
        changed_at: tx.now(),
    };
    save(tx, &plan, actor)?;
    Ok(plan)
}

/// Why the planner has no plan, as a field of the form.
pub(super) fn refused(fault: split::Fault) -> Fault {
    match fault {
        split::Fault::NoMembers => Fault::invalid("branch", "branches-split-empty"),
        split::Fault::Count { .. } | split::Fault::Bounds { .. } => {
            Fault::invalid("branches", "branches-split-count")
        }
        other => Fault::Store(storage::Error::Refused(other.to_string())),
    }
}

/// Names follow the old branch's, with what distinguishes each: its main line and a number.
fn parts(tx: &Tx<'_>, old: &UnitCard, branches: &[BranchFacts]) -> Vec<Part> {
    let stem = old.name_zh.strip_suffix("党支部").unwrap_or(&old.name_zh);
    let name = |(index, facts): (usize, &BranchFacts)| {
        let line = facts.lines.first().map_or("", |(line, _)| line.as_str());
        let number = index + 1;
        Part {
            unit: tx.id(),
            name_zh: format!("{stem}{line}第{}党支部", chinese(number)),
            name_en: format!("{} {number}", old.name_en),
            // Smaller areas are those of units of another level.
            area: old.area,
        }
    };
    branches.iter().enumerate().map(name).collect()
}

/// One to ninety-nine as names say it.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: usize| DIGITS.get(n).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

/// Approves a plan for a day; the clock applies it then.
///
/// # Errors
/// [`Fault::Conflict`] unless it is a draft; [`Fault::Invalid`] of `on` for a day that is past or
/// too far ahead, of `plan` when bounds are broken.
pub fn approve(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: PlanId,
    on: Day,
) -> Result<Plan, Fault> {
    let mut plan = hold(tx, desk, actor, id, &[State::Draft, State::Undone])?;
    let today = tx.now().day();
    if on < today || on > today.plus(AHEAD_DAYS) {
        return Err(Fault::invalid("on", "branches-day-range"));
    }
    if !plan.draft.plan.flags.is_empty() {
        return Err(Fault::invalid("on", "branches-split-flags"));
    }
    let waiting = store::of_branch(tx, plan.branch)?;
    let other =
        |known: &Plan| known.id != id && matches!(known.state, State::Approved | State::Applied);
    if waiting.iter().any(other) {
        return Err(Fault::Conflict("branches-other-plan"));
    }
    plan.state = State::Approved;
    plan.on = Some(on);
    save(tx, &plan, actor)?;
    jobs::schedule(tx, apply::JOB, &apply::key(id), on.start(), &id.to_string())?;
    Ok(plan)
}

/// A plan that is not applied is dropped.
///
/// # Errors
/// [`Fault::Conflict`] when it is applied: undo it first.
pub fn withdraw(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: PlanId) -> Result<Plan, Fault> {
    let mut plan = hold(tx, desk, actor, id, &[State::Draft, State::Approved, State::Undone])?;
    plan.state = State::Withdrawn;
    save(tx, &plan, actor)?;
    jobs::cancel(tx, &apply::key(id))?;
    Ok(plan)
}

/// A plan in one of these states, for whoever manages its branch.
pub(super) fn hold(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: PlanId,
    states: &[State],
) -> Result<Plan, Fault> {
    tx.lock(apply::key(id).as_bytes())?;
    let plan = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    desk.permit(actor, Action::BranchManage, plan.branch)?;
    if states.contains(&plan.state) { Ok(plan) } else { Err(Fault::Conflict("branches-moved-on")) }
}

fn save(tx: &mut Tx<'_>, plan: &Plan, actor: &Actor) -> Result<(), Fault> {
    sign::acted(tx, actor)?;
    store::save(tx, plan, "", Some(actor.person))?;
    Ok(record(tx, plan)?)
}

/// The journal says which plan of which branch went how far.
pub(super) fn record(tx: &mut Tx<'_>, plan: &Plan) -> Result<(), storage::Error> {
    tx.record(Record {
        action: "branch.split",
        subject_kind: "plan",
        subject: *plan.id.as_bytes(),
        area: "",
        detail: json!({
            "branch": plan.branch,
            "state": plan.state.as_str(),
            "on": plan.on,
            "parts": plan.draft.parts.len(),
        }),
    })
}
