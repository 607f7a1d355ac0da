//! On its day a split is planned again for whoever is there, and applied in one transaction; it is
//! undone by voiding what was stated.

use std::{collections::BTreeMap, sync::Arc};

use access::Actor;
use contracts::{PersonId, UnitId};
use planner::split;
use storage::{
    Error, Tx,
    jobs::{Handler, Job},
};

use super::{Plan, PlanId, State, ask::ask, draft, store};
use crate::{
    BatchId, Desk, Fault, MemberId, health,
    member::{
        Leaving, Link, Source, What,
        state::{Told, state, void},
        store as members,
    },
    pairing::{heal, store as pairs},
    port::NewBranch,
};

/// The kind of the job that applies a split on its day.
pub const JOB: &str = "branches-split";

pub(super) fn key(id: PlanId) -> String {
    format!("{JOB}:{id}")
}

/// The handler to be registered with the job runner.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, job: &Job| {
        let id = job.payload.parse();
        let id = id.map_err(|_| Error::Corrupt(format!("job {} names no plan", job.key)))?;
        match store::find(tx, id)? {
            Some(plan) if plan.state == State::Approved => {
                apply(tx, &desk(), plan, None)?;
                Ok(())
            }
            _ => Ok(()),
        }
    };
    Handler { kind: JOB, run: Arc::new(run) }
}

/// The plan brought up to date: who has left is out, who has come is in, whoever can stay where the
/// approved plan had them stays.
///
/// # Errors
/// When the bounds can be kept no more.
pub fn again(tx: &mut Tx<'_>, desk: &Desk, plan: &Plan) -> Result<split::Replan, Fault> {
    let asked = ask(tx, desk, plan.branch, plan.draft.wish, plan.draft.seed)?;
    split::replan(&asked, &plan.draft.plan).map_err(draft::refused)
}

/// Applies an approved plan now.
fn apply(
    tx: &mut Tx<'_>,
    desk: &Desk,
    mut plan: Plan,
    by: Option<PersonId>,
) -> Result<Plan, Fault> {
    let replan = again(tx, desk, &plan)?;
    plan.draft.plan = replan.plan;
    plan.draft.changes = replan.changes;
    let batch: BatchId = tx.id();
    found(tx, desk, &plan)?;
    let unit = |member: MemberId| -> Option<UnitId> {
        let index = plan.draft.plan.branch_of(member.cast())?;
        plan.draft.parts.get(usize::try_from(index).ok()?).map(|part| part.unit)
    };
    let leads = pairs::leads_in(tx, plan.branch)?;
    let workers = workers(tx, &plan, &unit)?;
    let today = tx.now().day();
    let told = Told { batch: Some(batch), by, ..Told::program(today, Source::Plan) };
    for member in members::in_branch(tx, plan.branch)? {
        let to = unit(member.id).ok_or(Fault::Conflict("branches-moved-on"))?;
        let mut whats = Vec::new();
        for link in [Link::Home, Link::Floating] {
            if member.standing.seat(link).is_some_and(|seat| seat.branch == plan.branch) {
                whats.push(What::Left { link, why: Leaving::Split });
                whats.push(What::Joined { link, branch: to });
            }
        }
        state(tx, desk, member.id, &told, whats)?;
    }
    for lead in leads {
        if unit(lead.lead) != unit(lead.member) {
            pairs::part(tx, lead.id, batch)?;
        }
    }
    for (worker, to) in workers {
        pairs::move_worker(tx, worker, to)?;
    }
    let settings = pairs::settings(tx, plan.branch)?;
    for part in &plan.draft.parts {
        pairs::set(tx, part.unit, settings)?;
        heal::soon(tx, part.unit)?;
        health::begin(tx, part.unit)?;
    }
    plan.state = State::Applied;
    plan.batch = Some(batch);
    store::save(tx, &plan, &count(&plan), by)?;
    draft::record(tx, &plan)?;
    Ok(plan)
}

fn count(plan: &Plan) -> String {
    format!("{} members, {} changes", plan.draft.plan.placed.len(), plan.draft.changes.len())
}

/// The new branches stand where the old one stands, under the same unit; the old one keeps its
/// history and has no members any more.
fn found(tx: &mut Tx<'_>, desk: &Desk, plan: &Plan) -> Result<(), Fault> {
    let old = desk.branch("branch", plan.branch)?;
    let above = desk.tree.above(old.id).first().copied();
    for part in &plan.draft.parts {
        let new = NewBranch {
            id: part.unit,
            kind: old.kind.clone(),
            area: part.area,
            name_zh: part.name_zh.clone(),
            name_en: part.name_en.clone(),
            parent: above,
        };
        desk.tree.found(tx, &new)?;
    }
    Ok(())
}

/// Where each worker of the old branch goes: with the contact; whoever has none to the part with
/// the fewest members, which has the most room.
fn workers(
    tx: &mut Tx<'_>,
    plan: &Plan,
    unit: &impl Fn(MemberId) -> Option<UnitId>,
) -> Result<Vec<(crate::pairing::WorkerId, UnitId)>, Fault> {
    let contacts: BTreeMap<_, _> = pairs::contacts_of(tx, plan.branch)?
        .into_iter()
        .filter(|contact| contact.until.is_none())
        .map(|contact| (contact.worker, contact.member))
        .collect();
    let facts = plan.draft.plan.branches.iter().zip(&plan.draft.parts);
    let smallest = facts.min_by_key(|(facts, _)| facts.party).map(|(_, part)| part.unit);
    let mut found = Vec::new();
    for worker in pairs::workers_of(tx, plan.branch)? {
        let to = contacts.get(&worker.id).and_then(|member| unit(*member)).or(smallest);
        found.extend(to.map(|to| (worker.id, to)));
    }
    Ok(found)
}

/// Takes an applied split back: the members, their leads and their workers are where they were.
/// What happened meanwhile (somebody left, somebody came from elsewhere) stays.
///
/// # Errors
/// [`Fault::Conflict`] unless it is applied.
pub fn undo(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: PlanId) -> Result<Plan, Fault> {
    let mut plan = draft::hold(tx, desk, actor, id, &[State::Applied])?;
    let batch = plan.batch.take().ok_or(Fault::Conflict("branches-moved-on"))?;
    void(tx, desk, batch, Some(actor.person))?;
    pairs::rejoin(tx, batch)?;
    for part in &plan.draft.parts {
        pairs::move_workers(tx, part.unit, plan.branch)?;
    }
    plan.state = State::Undone;
    plan.draft.changes.clear();
    store::save(tx, &plan, "", Some(actor.person))?;
    draft::record(tx, &plan)?;
    heal::soon(tx, plan.branch)?;
    Ok(plan)
}

/// Applies at once a plan that was undone, for whoever is there now.
///
/// # Errors
/// [`Fault::Conflict`] unless it was undone or waits for its day.
pub fn now(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: PlanId) -> Result<Plan, Fault> {
    let plan = draft::hold(tx, desk, actor, id, &[State::Approved, State::Undone])?;
    storage::jobs::cancel(tx, &key(id))?;
    apply(tx, desk, plan, Some(actor.person))
}
