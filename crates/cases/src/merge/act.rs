//! Merge two reports of one trouble, and take them apart again.

use access::{Actor, policy::Action};
use contracts::{CaseId, Event};
use storage::Tx;

use super::{
    fact::{Fact, Standing},
    fold::Member,
    follow::tell_all,
    rules, store as rows,
};
use crate::{
    act::{self, ActError, Held},
    case::Case,
    entry::What,
    handle::{REASON_MAX, tell_reporter},
    rules::Refusal,
    store,
};

/// Lets `id` follow `into`. The actor must be able to hand both over. Leaders are always held
/// before those that follow them.
pub fn merge(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    into: CaseId,
) -> Result<Case, ActError> {
    if id == into {
        return Err(ActError::Invalid { field: "into", code: "merge-itself" });
    }
    let unknown = ActError::Invalid { field: "into", code: "merge-unknown" };
    let mut leader = match act::hold(tx, actor, into, Action::CaseAssign, None) {
        Err(ActError::NotFound) => return Err(unknown),
        held => held?,
    };
    let mut held = act::hold(tx, actor, id, Action::CaseAssign, seen)?;
    bind(tx, &mut held, &mut leader)?;
    tell_reporter(tx, id, &held.case, "merged")?;
    Ok(held.case)
}

/// Merges two cases of one trouble: the one that others follow already leads, else the earlier.
pub fn merge_pair(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    other: CaseId,
) -> Result<Case, ActError> {
    // First of all the case that was acted on: what is refused there is told alike, whichever leads.
    let one = act::hold(tx, actor, id, Action::CaseAssign, seen)?.case;
    let two = store::find(tx, other)?.ok_or(ActError::NotFound)?;
    let rank = |case: &Case, id| {
        let leads = rules::may_lead(case);
        (!leads, case.members().is_empty(), rules::may_follow(case), case.created_at, id)
    };
    if rank(&two, other) < rank(&one, id) {
        return merge(tx, actor, id, seen, other);
    }
    merge(tx, actor, other, None, id)?;
    store::find(tx, id)?.ok_or(ActError::NotFound)
}

/// Writes both sides, or refuses before anything is written.
pub(crate) fn bind(tx: &mut Tx<'_>, held: &mut Held, leader: &mut Held) -> Result<(), ActError> {
    let joined = Fact::Joined { member: Member::of(held.id, &held.case) };
    rules::admit(&leader.case, &joined)?;
    held.append(
        tx,
        What::Merge(Fact::Merged {
            into: leader.id,
            number: leader.case.number.clone(),
            standing: Box::new(Standing::led_by(&leader.case)),
        }),
    )?;
    leader.append(tx, What::Merge(joined))?;
    Ok(())
}

/// Takes a follower out again: it is what it was, and its leader goes on without it. For staff who
/// may hand it over (`CaseAssign`), and for its own reporter (`CaseFollow`).
pub fn unmerge(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    action: Action,
    reason: &str,
) -> Result<Case, ActError> {
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    let held = alone(tx, actor, id, seen, action, &reason)?;
    match held {
        (held, true) => {
            tell_reporter(tx, id, &held.case, "unmerged")?;
            Ok(held.case)
        }
        (_, false) => Err(Refusal::NotMerged.into()),
    }
}

/// Holds a case by itself, after taking it out of a merge; whether it was in one.
pub(crate) fn alone(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    action: Action,
    reason: &str,
) -> Result<(Held, bool), ActError> {
    let leader = rows::leader_of(tx, id)?;
    let leader = match leader {
        Some(leader) => store::hold(tx, leader)?.map(|case| (leader, case)),
        None => None,
    };
    let mut held = act::hold(tx, actor, id, action, seen)?;
    same(&held.case, leader.as_ref().map(|(id, _)| *id))?;
    let Some((leader, case)) = leader else { return Ok((held, false)) };
    held.append(tx, What::Merge(Fact::Unmerged { reason: reason.to_owned() }))?;
    let mut leader = Held { id: leader, case, permit: held.permit.clone() };
    leader.append(tx, What::Merge(Fact::Left { case: id }))?;
    tx.emit(&Event::UnitNotified {
        unit: held.case.owner,
        case: id,
        number: held.case.number.clone(),
        notice: "unmerged".into(),
    })?;
    Ok((held, true))
}

/// Holds the case on which the word of `id`'s reporter falls: its leader, where it follows one.
pub(crate) fn hold_led(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    action: Action,
) -> Result<Held, ActError> {
    let leader = rows::leader_of(tx, id)?.filter(|_| action == Action::CaseFollow);
    let Some(leader) = leader else { return act::hold(tx, actor, id, action, None) };
    let case = store::hold(tx, leader)?.ok_or(ActError::NotFound)?;
    let own = act::hold(tx, actor, id, action, None)?;
    same(&own.case, Some(leader))?;
    Ok(Held { id: leader, case, permit: own.permit })
}

/// Holds a case, after the one that it follows.
pub(crate) fn lock(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<Case>, storage::Error> {
    if let Some(leader) = rows::leader_of(tx, id)? {
        store::hold(tx, leader)?;
    }
    store::hold(tx, id)
}

/// Nobody has merged it or taken it out between the look and the lock.
fn same(case: &Case, leader: Option<CaseId>) -> Result<(), ActError> {
    if case.leader().map(|leader| leader.id) == leader {
        Ok(())
    } else {
        Err(ActError::Stale { now: case.length })
    }
}

/// The case that the reporter of `id` asked for, after an act that fell on `held`.
pub(crate) fn asked_for(tx: &mut Tx<'_>, id: CaseId, held: Held) -> Result<Case, ActError> {
    if held.id == id {
        return Ok(held.case);
    }
    store::find(tx, id)?.ok_or(ActError::NotFound)
}

/// What a withdrawal is: the end of a case, unless others wait for it too.
pub(crate) fn withdrawal(case: &Case, reason: String) -> What {
    if case.members().is_empty() {
        What::Withdrawn { reason }
    } else {
        What::Merge(Fact::StoodBack { reason })
    }
}

/// Thanks everybody, once others than the reporter are to be thanked.
pub(crate) fn thank(tx: &mut Tx<'_>, held: &Held) -> Result<(), storage::Error> {
    if held.case.members().is_empty() {
        return Ok(());
    }
    tell_all(tx, held.id, &held.case, "thanked")
}
