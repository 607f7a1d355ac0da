//! The steps of a transfer, and the clock that ends it.

use std::sync::Arc;

use access::{Action, Actor, Target, permit};
use contracts::{PersonId, UnitId};
use kernel::Day;
use serde_json::json;
use storage::{
    Error, Record, Tx,
    jobs::{self, Handler, Job},
};

use super::{BulkId, State, Transfer, TransferId, store};
use crate::{
    Desk, Fault, MemberId,
    fault::text,
    member::{
        Leaving, Link, Source, What,
        state::{Told, state},
        store as members,
    },
    pairing, people, sign, task,
};

/// The kind of the job that completes a transfer on its day or lets it lapse.
pub const JOB: &str = "branches-transfer";
/// Days in which a transfer is received or lapses, when nobody says otherwise (a letter of
/// introduction usually holds for 90).
pub const DAYS: i32 = 90;
/// Longest reason, in characters.
pub const REASON_MAX: usize = 200;

/// A transfer to be asked for.
#[derive(Debug, Clone, Copy)]
pub struct NewTransfer {
    pub member: MemberId,
    pub link: Link,
    pub receiver: UnitId,
    /// The first day (Shanghai) in the new branch, at the earliest; today or later.
    pub effective: Day,
    /// The last day on which it can be received; `None` for [`DAYS`] from today.
    pub due_on: Option<Day>,
}

/// Asks for a transfer. Whoever manages the sending branch agrees to it by asking.
///
/// # Errors
/// [`Fault::Conflict`] when the member is on the way already or has no such seat.
pub fn ask(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: NewTransfer,
    bulk: Option<BulkId>,
) -> Result<Transfer, Fault> {
    tx.lock(format!("branches-member:{}", new.member).as_bytes())?;
    desk.branch("receiver", new.receiver)?;
    let member = members::find(tx, new.member)?.ok_or(Fault::NotFound)?;
    let seat = member.standing.seat(new.link).ok_or(Fault::Conflict("branches-not-seated"))?;
    let manages = |branch| desk.permit(actor, Action::BranchManage, branch).is_ok();
    let sends = manages(seat.branch);
    let own = people::find(tx, desk, actor.person)? == Some(new.member)
        && permit(actor, Action::MembershipOwn, &Target::of(actor.person)).is_ok();
    if !(sends || manages(new.receiver) || own) {
        return Err(Fault::NotFound);
    }
    if seat.branch == new.receiver {
        return Err(Fault::invalid("receiver", "branches-same-branch"));
    }
    let today = tx.now().day();
    let due_on = new.due_on.unwrap_or_else(|| today.plus(DAYS));
    if new.effective < today || due_on < new.effective {
        return Err(Fault::invalid("effective", "branches-day-past"));
    }
    if store::open_of(tx, new.member, new.link)?.is_some() {
        return Err(Fault::Conflict("branches-on-the-way"));
    }
    let transfer = Transfer {
        id: tx.id(),
        member: new.member,
        link: new.link,
        sender: seat.branch,
        receiver: new.receiver,
        effective: new.effective,
        due_on,
        state: if sends { State::Transit } else { State::Asked },
        bulk,
        made_at: tx.now(),
        changed_at: tx.now(),
    };
    store::insert(tx, &transfer)?;
    step(tx, &transfer, "", Some(actor.person))?;
    Ok(transfer)
}

/// What became of one transfer of many.
pub type Asked = (MemberId, Result<TransferId, Fault>);

/// Asks for many at once; each goes its own way. Answers those made, and why others were not.
///
/// # Errors
/// When the store fails; a refusal of one is told beside it and hinders no other.
pub fn bulk(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    all: &[NewTransfer],
) -> Result<Vec<Asked>, Fault> {
    let id: BulkId = tx.id();
    let mut answers = Vec::with_capacity(all.len());
    for new in all {
        let made = match ask(tx, desk, actor, *new, Some(id)) {
            Err(Fault::Store(error)) => return Err(Fault::Store(error)),
            made => made.map(|transfer| transfer.id),
        };
        answers.push((new.member, made));
    }
    Ok(answers)
}

/// The sender lets the member go.
///
/// # Errors
/// [`Fault::Conflict`] unless it was asked for.
pub fn release(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: TransferId,
) -> Result<Transfer, Fault> {
    let held = hold(tx, id, &[State::Asked])?;
    desk.permit(actor, Action::BranchManage, held.sender)?;
    go(tx, held, State::Transit, "", actor)
}

/// The sender does not agree, with the reason; or who asked takes it back before it is received.
///
/// # Errors
/// [`Fault::Conflict`] once it is received or over.
pub fn refuse(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: TransferId,
    reason: &str,
) -> Result<Transfer, Fault> {
    let held = hold(tx, id, &[State::Asked, State::Transit])?;
    desk.permit(actor, Action::BranchManage, held.sender)?;
    let reason = text("reason", reason, 2, REASON_MAX)?;
    go(tx, held, State::Refused, &reason, actor)
}

/// The receiver takes the member in, on the effective day or today if that has passed.
///
/// # Errors
/// [`Fault::Conflict`] unless the member is on the way.
pub fn receive(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: TransferId,
) -> Result<Transfer, Fault> {
    let held = hold(tx, id, &[State::Transit])?;
    desk.permit(actor, Action::BranchManage, held.receiver)?;
    if held.effective > tx.now().day() {
        return go(tx, held, State::Accepted, "", actor);
    }
    complete(tx, desk, held, Some(actor.person))
}

/// The receiver sends the member back, with the reason.
///
/// # Errors
/// [`Fault::Conflict`] unless the member is on the way.
pub fn give_back(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: TransferId,
    reason: &str,
) -> Result<Transfer, Fault> {
    let held = hold(tx, id, &[State::Transit, State::Accepted])?;
    desk.permit(actor, Action::BranchManage, held.receiver)?;
    let reason = text("reason", reason, 2, REASON_MAX)?;
    go(tx, held, State::Returned, &reason, actor)
}

/// The handler to be registered with the job runner.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    Handler { kind: JOB, run: Arc::new(move |tx: &mut Tx<'_>, job: &Job| run(tx, &desk(), job)) }
}

fn run(tx: &mut Tx<'_>, desk: &Desk, job: &Job) -> Result<(), Error> {
    let id = job.payload.parse();
    let id = id.map_err(|_| Error::Corrupt(format!("job {} names no transfer", job.key)))?;
    let Some(held) = store::find(tx, id)?.filter(|held| held.state.is_open()) else {
        return Ok(());
    };
    let today = tx.now().day();
    if held.state == State::Accepted && held.effective <= today {
        complete(tx, desk, held, None)?;
    } else if held.due_on < today {
        let lapsed = Transfer { state: State::Lapsed, ..held };
        step(tx, &lapsed, "", None)?;
    } else {
        schedule(tx, &held)?;
    }
    Ok(())
}

fn hold(tx: &mut Tx<'_>, id: TransferId, states: &[State]) -> Result<Transfer, Fault> {
    tx.lock(key(id).as_bytes())?;
    let held = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    if states.contains(&held.state) { Ok(held) } else { Err(Fault::Conflict("branches-moved-on")) }
}

fn go(
    tx: &mut Tx<'_>,
    held: Transfer,
    to: State,
    reason: &str,
    actor: &Actor,
) -> Result<Transfer, Fault> {
    sign::acted(tx, actor)?;
    let transfer = Transfer { state: to, changed_at: tx.now(), ..held };
    step(tx, &transfer, reason, Some(actor.person))?;
    Ok(transfer)
}

/// The member changes seat: one fact ends the old one, one begins the new.
fn complete(
    tx: &mut Tx<'_>,
    desk: &Desk,
    held: Transfer,
    by: Option<PersonId>,
) -> Result<Transfer, Fault> {
    let today = tx.now().day();
    let before = members::find(tx, held.member)?.ok_or(Fault::NotFound)?.standing;
    let link = held.link;
    let mut whats = Vec::new();
    // A split may have moved the seat meanwhile; wherever it is, it is left.
    if before.seat(link).is_some() {
        whats.push(What::Left { link, why: Leaving::Transferred });
    }
    whats.push(What::Joined { link, branch: held.receiver });
    // Agreed for a day it counts from that day, however late the clock was; else from today.
    let from = if held.state == State::Accepted { held.effective.min(today) } else { today };
    let told = Told { by, ..Told::program(from, Source::Transfer) };
    let member = state(tx, desk, held.member, &told, whats)?;
    if let (Some(old), false) =
        (before.takes_part_in(), before.takes_part_in() == member.standing.takes_part_in())
    {
        pairing::left(tx, desk, held.member, old)?;
    }
    task::done(tx, task::Kind::Place, held.member, "transferred")?;
    let transfer = Transfer { state: State::Done, changed_at: tx.now(), ..held };
    step(tx, &transfer, "", by)?;
    Ok(transfer)
}

fn step(
    tx: &mut Tx<'_>,
    transfer: &Transfer,
    reason: &str,
    by: Option<PersonId>,
) -> Result<(), Fault> {
    let unit = match transfer.state {
        State::Returned | State::Accepted | State::Done => transfer.receiver,
        _ => transfer.sender,
    };
    store::step(tx, transfer, reason, by.map(|_| unit), by)?;
    if transfer.state.is_open() {
        schedule(tx, transfer)?;
    } else {
        jobs::cancel(tx, &key(transfer.id))?;
    }
    Ok(tx.record(Record {
        action: "membership.transfer",
        subject_kind: "transfer",
        subject: *transfer.id.as_bytes(),
        area: "",
        detail: json!({ "state": transfer.state.as_str(), "from": transfer.sender, "to": transfer.receiver }),
    })?)
}

fn schedule(tx: &mut Tx<'_>, transfer: &Transfer) -> Result<(), Error> {
    let day = match transfer.state {
        State::Accepted => transfer.effective,
        _ => transfer.due_on.plus(1),
    };
    jobs::schedule(tx, JOB, &key(transfer.id), day.start(), &transfer.id.to_string())
}

fn key(id: TransferId) -> String {
    format!("{JOB}:{id}")
}
