//! What accepting a proposal does to Party units and those in them. Members change seat by facts of
//! one batch, so pairs that go along together stay; every statement is of the caller's transaction.

use std::collections::BTreeSet;

use contracts::{PersonId, UnitId};
use storage::Tx;

use super::whole;
use crate::{
    BatchId, Desk, Fault, MemberId, claim, health,
    member::{
        Leaving, Link as Seat, Member, Source, What,
        admit::unseat,
        state::{Told, state},
        store as members,
    },
    pairing::{self, heal, store as pairs},
    plan::{self, store as plans},
    station, task,
    transfer::store as transfers,
};

/// Fewest members for whom a branch is founded.
pub const MEMBERS_MIN: usize = 3;

const MERGED: &str = "随业务架构调整合并";
const CLOSED: &str = "业务单元撤销";

/// A Party unit's members, workers, parts and posters go over to another one, and it is closed.
///
/// # Errors
/// [`Fault::Conflict`] while somebody is on the way to it or its division is approved.
pub(super) fn join(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (from, to): (UnitId, UnitId),
    by: PersonId,
) -> Result<(), Fault> {
    free(tx, from)?;
    let batch: BatchId = tx.id();
    let told =
        Told { batch: Some(batch), by: Some(by), ..Told::program(tx.now().day(), Source::Plan) };
    let going = members::in_branch(tx, from)?;
    if !going.is_empty() && members::is_empty(tx, to)? {
        health::begin(tx, to)?;
    }
    for member in going {
        let whats = goes_over(&member, from, to);
        state(tx, desk, member.id, &told, whats)?;
    }
    hand_over(tx, desk, from, to)?;
    desk.tree.dissolve(tx, from, MERGED)
}

/// How whoever has a seat in one branch comes to have it in another one. Who belongs there takes
/// part there: one seat is enough.
fn goes_over(member: &Member, from: UnitId, to: UnitId) -> Vec<What> {
    let seat = |link| member.standing.seat(link).map(|seat| seat.branch);
    let (home, floating) = (seat(Seat::Home), seat(Seat::Floating));
    let mut whats = Vec::new();
    let mut leave = |link| whats.push(What::Left { link, why: Leaving::Dissolved });
    let (home_goes, floats) = (home == Some(from), floating == Some(from));
    if home_goes {
        leave(Seat::Home);
    }
    let belongs = home_goes || home == Some(to);
    if floats || (home_goes && floating == Some(to)) {
        leave(Seat::Floating);
    }
    let mut join = |link| whats.push(What::Joined { link, branch: to });
    if home_goes {
        join(Seat::Home);
    }
    if floats && !belongs {
        join(Seat::Floating);
    }
    whats
}

/// A Party unit is closed without a successor: each member stands on the list of those without a
/// branch, the rest is the business of the unit above.
///
/// # Errors
/// As [`join`].
pub(super) fn close(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (unit, owner): (UnitId, UnitId),
    by: PersonId,
) -> Result<(), Fault> {
    free(tx, unit)?;
    let batch: BatchId = tx.id();
    let told =
        Told { batch: Some(batch), by: Some(by), ..Told::program(tx.now().day(), Source::Plan) };
    for member in members::in_branch(tx, unit)? {
        for link in [Seat::Home, Seat::Floating] {
            if member.standing.seat(link).is_some_and(|seat| seat.branch == unit) {
                unseat(tx, desk, member.id, link, Leaving::Dissolved, &told)?;
            }
        }
    }
    let above = desk.tree.place(tx, unit)?.and_then(|place| place.above).unwrap_or(owner);
    hand_over(tx, desk, unit, above)?;
    desk.tree.dissolve(tx, unit, CLOSED)
}

/// Nobody is on the way to it, and no division waits for its day.
fn free(tx: &mut Tx<'_>, unit: UnitId) -> Result<(), Fault> {
    if transfers::open_at(tx, unit)?.iter().any(|transfer| transfer.receiver == unit) {
        return Err(Fault::Conflict("branches-chart-incoming"));
    }
    let waits = |plan: &plan::Plan| plan.state == plan::State::Approved;
    if plans::of_branch(tx, unit)?.iter().any(waits) {
        return Err(Fault::Conflict("branches-other-plan"));
    }
    Ok(())
}

/// What a Party unit has besides members: what stands under it, workers, posters, claims, tasks.
fn hand_over(tx: &mut Tx<'_>, desk: &Desk, from: UnitId, to: UnitId) -> Result<(), Fault> {
    let above = desk.tree.place(tx, from)?.and_then(|place| place.above);
    // Who takes over may itself stand below.
    if let Some(above) = above
        && is_below(tx, desk, to, from)?
    {
        desk.tree.regroup(tx, to, above)?;
    }
    let parts = desk.tree.place(tx, from)?.map(|place| place.parts).unwrap_or_default();
    for part in parts {
        desk.tree.regroup(tx, part, to)?;
    }
    pairs::move_workers(tx, from, to)?;
    heal::soon(tx, to)?;
    station::hand_over(tx, from, to)?;
    claim::store::hand_over(tx, from, to)?;
    health::end(tx, from)?;
    Ok(task::hand_over(tx, from, to)?)
}

/// Whether a unit stands below another one, as this transaction sees it.
fn is_below(
    tx: &mut Tx<'_>,
    desk: &Desk,
    unit: UnitId,
    other: UnitId,
) -> Result<bool, storage::Error> {
    let (mut next, mut seen) = (Some(unit), BTreeSet::new());
    while let Some(one) = next.filter(|one| seen.insert(*one)) {
        next = desk.tree.place(tx, one)?.and_then(|place| place.above);
        if next == Some(other) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Members of a Party unit and of everything below it, by which the larger of two is told.
///
/// # Errors
/// When the store fails.
pub fn strength(
    db: &mut storage::Db<'_>,
    desk: &Desk,
    unit: UnitId,
) -> Result<i64, storage::Error> {
    let mut members = 0;
    for one in whole(desk, unit) {
        members += members::count_in(db, one)?.members;
    }
    Ok(members)
}

/// Members below the owner whose business line is one of these words, not on the way elsewhere.
///
/// # Errors
/// When the store fails.
pub fn known(
    db: &mut storage::Db<'_>,
    desk: &Desk,
    owner: UnitId,
    words: &[&str],
) -> Result<Vec<Member>, storage::Error> {
    let own: BTreeSet<UnitId> = whole(desk, owner);
    let mut found = Vec::new();
    for member in members::of_lines(db, words)? {
        let here = member.standing.takes_part_in().is_some_and(|branch| own.contains(&branch));
        let link = taking_part(&member);
        if here && member.standing.is_member() && transfers::open_of(db, member.id, link)?.is_none()
        {
            found.push(member);
        }
    }
    Ok(found)
}

/// The link by which a member takes part.
fn taking_part(member: &Member) -> Seat {
    if member.standing.floating.is_some() { Seat::Floating } else { Seat::Home }
}

/// Members go over to a branch that was founded for them.
///
/// # Errors
/// When the store fails.
pub(super) fn gather(
    tx: &mut Tx<'_>,
    desk: &Desk,
    going: Vec<Member>,
    to: UnitId,
    by: PersonId,
) -> Result<Vec<MemberId>, Fault> {
    let batch: BatchId = tx.id();
    let told =
        Told { batch: Some(batch), by: Some(by), ..Told::program(tx.now().day(), Source::Plan) };
    health::begin(tx, to)?;
    let mut gone = Vec::with_capacity(going.len());
    for member in going {
        let link = taking_part(&member);
        let whats =
            vec![What::Left { link, why: Leaving::Transferred }, What::Joined { link, branch: to }];
        let old = member.standing.takes_part_in();
        state(tx, desk, member.id, &told, whats)?;
        if let Some(old) = old {
            pairing::left(tx, desk, member.id, old)?;
        }
        gone.push(member.id);
    }
    Ok(gone)
}
