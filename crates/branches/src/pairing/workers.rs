//! Workers come to a branch, leave it, decline a contact or ask for another; a branch says how it
//! pairs and who leads whom.

use access::{Action, Actor, Target, permit};
use contracts::{PersonId, UnitId};
use kernel::AreaCode;
use serde_json::json;
use storage::{Error, Record, Tx};

use super::{Ended, Lead, Settings, Worker, heal, store};
use crate::{Desk, Fault, MemberId, fault::text, member::store as members, sign, task};

/// A worker comes to a branch and gets a contact with the next healing.
///
/// # Errors
/// [`Fault::Conflict`] when another branch looks after them already.
pub fn enrol(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    branch: UnitId,
    worker: PersonId,
    area: AreaCode,
    language: &str,
) -> Result<Worker, Fault> {
    desk.branch("branch", branch)?;
    desk.permit(actor, Action::BranchManage, branch)?;
    sign::acted(tx, actor)?;
    let area = desk.area(area)?;
    let language = text("language", language, 0, 20)?;
    tx.lock(format!("branches-worker:{worker}").as_bytes())?;
    match store::worker_of(tx, worker)? {
        Some(known) if known.branch == branch => return Ok(known),
        Some(_) => return Err(Fault::Conflict("branches-other-branch")),
        None => {}
    }
    let entry = Worker {
        id: tx.id(),
        worker,
        branch,
        area,
        language,
        since: tx.now(),
        until: None,
        declined_at: None,
    };
    store::insert_worker(tx, &entry)?;
    record(tx, "pairing.enrol", &entry)?;
    heal::soon(tx, branch)?;
    Ok(entry)
}

/// A worker goes: the job ended, or the person was erased. Nothing happens for a stranger.
///
/// # Errors
/// When the store fails.
pub fn gone(tx: &mut Tx<'_>, worker: PersonId) -> Result<(), Error> {
    let Some(entry) = store::worker_of(tx, worker)? else { return Ok(()) };
    if let Some(contact) = store::contact_of(tx, entry.id)? {
        store::end_contact(tx, contact.id, Ended::WorkerLeft)?;
    }
    store::end_worker(tx, entry.id)?;
    task::done(tx, task::Kind::Contact, entry.id, "gone")?;
    record(tx, "pairing.gone", &entry)
}

/// What a worker wants of their contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Another one.
    Change,
    /// None at all.
    Decline,
    /// One after all.
    Accept,
}

/// The worker's own say, on the phone. No reason is asked.
///
/// # Errors
/// [`Fault::NotFound`] for whoever no branch looks after.
pub fn wish(tx: &mut Tx<'_>, actor: &Actor, wish: Wish) -> Result<(), Fault> {
    permit(actor, Action::MembershipOwn, &Target::of(actor.person))?;
    tx.lock(format!("branches-worker:{}", actor.person).as_bytes())?;
    let entry = store::worker_of(tx, actor.person)?.ok_or(Fault::NotFound)?;
    let why = if wish == Wish::Decline { Ended::Declined } else { Ended::Changed };
    if wish != Wish::Accept
        && let Some(contact) = store::contact_of(tx, entry.id)?
    {
        store::end_contact(tx, contact.id, why)?;
    }
    store::decline(tx, entry.id, wish == Wish::Decline)?;
    record(tx, "pairing.wish", &entry)?;
    Ok(heal::soon(tx, entry.branch)?)
}

/// How the branch pairs from now on.
///
/// # Errors
/// [`Fault::Invalid`] of `workers` or `days`.
pub fn set(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    branch: UnitId,
    settings: Settings,
) -> Result<(), Fault> {
    desk.permit(actor, Action::BranchManage, branch)?;
    sign::acted(tx, actor)?;
    if !(1..=super::FLEET_MAX).contains(&settings.workers) {
        return Err(Fault::invalid("workers", "branches-workers-range"));
    }
    if !(1..=60).contains(&settings.days) {
        return Err(Fault::invalid("days", "branches-days-range"));
    }
    store::set(tx, branch, settings)?;
    tx.record(Record {
        action: "pairing.set",
        subject_kind: "unit",
        subject: *branch.as_bytes(),
        area: "",
        detail: json!({ "workers": settings.workers, "cap": settings.is_cap, "days": settings.days }),
    })?;
    Ok(heal::soon(tx, branch)?)
}

/// A secretary or committee member leads a member from now on, in place of whoever did.
///
/// # Errors
/// [`Fault::Invalid`] of `lead` when the two are not of one branch.
pub fn lead(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    leader: MemberId,
    member: MemberId,
) -> Result<Lead, Fault> {
    let branch_of = |tx: &mut Tx<'_>, id| -> Result<Option<UnitId>, Error> {
        Ok(members::find(tx, id)?.and_then(|member| member.standing.takes_part_in()))
    };
    let branch = branch_of(tx, member)?.ok_or(Fault::NotFound)?;
    desk.permit(actor, Action::BranchManage, branch)?;
    sign::acted(tx, actor)?;
    if leader == member || branch_of(tx, leader)? != Some(branch) {
        return Err(Fault::invalid("lead", "branches-other-branch"));
    }
    tx.lock(format!("branches-lead:{member}").as_bytes())?;
    if let Some(known) = store::lead_of(tx, member)? {
        if known.lead == leader {
            return Ok(known);
        }
        store::end_lead(tx, known.id, Ended::Rearranged)?;
    }
    let id = store::insert_lead(tx, leader, member)?;
    Ok(Lead { id, lead: leader, member })
}

/// The journal says that something changed for a worker, not who looks after them.
fn record(tx: &mut Tx<'_>, action: &str, entry: &Worker) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "worker",
        subject: *entry.id.as_bytes(),
        area: entry.area.as_str(),
        detail: json!({ "branch": entry.branch }),
    })
}
