//! Members come into a branch's books, go a stage further, change seat or work.

use access::{Action, Actor};
use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::Tx;

use super::{
    Leaving, Link, Member, Source, Stage, Traits, What,
    state::{Told, state},
    store,
};
use crate::{Desk, Fault, MemberId, fault::text, health, pairing, people, sign, task};

/// Longest line, shift or evidence, in characters.
pub const WORD_MAX: usize = 20;
pub const EVIDENCE_MAX: usize = 200;

/// Somebody to be taken into a branch's books.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub person: PersonId,
    /// How far they are.
    pub stage: Stage,
    pub link: Link,
    pub branch: UnitId,
    /// The first day (Shanghai) there; today or earlier.
    pub from: Day,
    pub traits: Traits,
    /// What shows it: a letter of introduction, the branch's book. Sealed.
    pub evidence: String,
}

/// Takes somebody into a branch's books: a new member, or one who is known here already and has no
/// seat by this link yet.
///
/// # Errors
/// [`Fault::NotFound`] for whoever may not manage the branch; [`Fault::Conflict`] when they have a
/// seat by this link: that is a transfer.
pub fn admit(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: &NewMember,
) -> Result<Member, Fault> {
    desk.branch("branch", new.branch)?;
    desk.permit(actor, Action::BranchManage, new.branch)?;
    sign::acted(tx, actor)?;
    let evidence = text("evidence", &new.evidence, 2, EVIDENCE_MAX)?;
    let traits = checked(desk, &new.traits)?;
    let id = enrol(tx, desk, new.person)?;
    let told = Told {
        evidence: &evidence,
        by: Some(actor.person),
        ..Told::program(new.from, Source::Branch)
    };
    seat(tx, desk, id, new, traits, &told)
}

/// The same by the program: an import, the demo city.
///
/// # Errors
/// As [`admit`].
pub fn import(tx: &mut Tx<'_>, desk: &Desk, new: &NewMember) -> Result<Member, Fault> {
    desk.branch("branch", new.branch)?;
    let traits = checked(desk, &new.traits)?;
    let id = enrol(tx, desk, new.person)?;
    let told = Told { evidence: &new.evidence, ..Told::program(new.from, Source::Import) };
    seat(tx, desk, id, new, traits, &told)
}

/// The member's row of a person, made the first time.
pub(crate) fn enrol(tx: &mut Tx<'_>, desk: &Desk, person: PersonId) -> Result<MemberId, Fault> {
    let id = people::pseudonym(tx, desk, person)?;
    if store::find(tx, id)?.is_none() {
        store::insert(tx, id)?;
    }
    Ok(id)
}

fn seat(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: MemberId,
    new: &NewMember,
    traits: Traits,
    told: &Told<'_>,
) -> Result<Member, Fault> {
    let known = store::find(tx, id)?.ok_or(Fault::NotFound)?.standing;
    if known.seat(new.link).is_some() {
        return Err(Fault::Conflict("branches-seated"));
    }
    let mut whats = Vec::new();
    if known.stage.is_none_or(|(stage, _)| stage < new.stage) {
        whats.push(What::Stage { stage: new.stage, introducers: Vec::new() });
    }
    whats.push(What::Joined { link: new.link, branch: new.branch });
    if traits != Traits::default() && traits != known.traits {
        whats.push(What::Works(traits));
    }
    if store::is_empty(tx, new.branch)? {
        health::begin(tx, new.branch)?;
    }
    let member = state(tx, desk, id, told, whats)?;
    task::done(tx, task::Kind::Place, id, "seated")?;
    Ok(member)
}

fn checked(desk: &Desk, traits: &Traits) -> Result<Traits, Fault> {
    let area = traits.area.map(|area| desk.area(area)).transpose()?;
    Ok(Traits {
        line: text("line", &traits.line, 0, WORD_MAX)?,
        shift: text("shift", &traits.shift, 0, WORD_MAX)?,
        area,
    })
}

/// The member within reach of an action: the branches that may be asked are those of the seats.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn within(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    action: Action,
    id: MemberId,
) -> Result<Member, Fault> {
    let member = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let seats = [member.standing.home, member.standing.floating].into_iter().flatten();
    let mut branches = seats.map(|seat| seat.branch);
    if branches.any(|branch| desk.permit(actor, action, branch).is_ok()) {
        Ok(member)
    } else {
        Err(Fault::NotFound)
    }
}

/// Somebody reaches the next stage. Stages are not skipped, their days do not go back, and two full
/// members stand for whoever becomes a probationary member (the Party's constitution, article 5).
///
/// # Errors
/// [`Fault::Invalid`] of `stage`, `from` or `introducers`.
pub fn advance(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: MemberId,
    stage: Stage,
    introducers: &[MemberId],
    told: &Told<'_>,
) -> Result<Member, Fault> {
    let member = within(tx, desk, actor, Action::BranchManage, id)?;
    sign::acted(tx, actor)?;
    let (now, since) = member.standing.stage.ok_or(Fault::NotFound)?;
    let next = Stage::ALL.into_iter().find(|next| *next > now);
    if next != Some(stage) {
        return Err(Fault::invalid("stage", "branches-stage-order"));
    }
    if told.from < since {
        return Err(Fault::invalid("from", "branches-stage-early"));
    }
    if stage == Stage::Probationary {
        let mut different = introducers.to_vec();
        different.sort_unstable();
        different.dedup();
        let mut full = 0;
        for introducer in different.iter().filter(|other| **other != id) {
            let found = store::find(tx, *introducer)?;
            let stage = found.and_then(|member| member.standing.stage);
            full += i32::from(stage.is_some_and(|(stage, _)| stage == Stage::Full));
        }
        if full != 2 || different.len() != 2 {
            return Err(Fault::invalid("introducers", "branches-two-introducers"));
        }
    }
    let what = What::Stage { stage, introducers: introducers.to_vec() };
    state(tx, desk, id, told, vec![what])
}

/// Line, shift or area changed.
///
/// # Errors
/// [`Fault::Invalid`] of the field.
pub fn works(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: MemberId,
    traits: &Traits,
    from: Day,
) -> Result<Member, Fault> {
    within(tx, desk, actor, Action::BranchManage, id)?;
    let traits = checked(desk, traits)?;
    let told = Told { by: Some(actor.person), ..Told::program(from, Source::Branch) };
    state(tx, desk, id, &told, vec![What::Works(traits)])
}

/// A member leaves a branch without going to another: a task says so for as long as they are a
/// member without a branch, and their workers get new contacts.
///
/// # Errors
/// [`Fault::Conflict`] when there is no such seat.
pub fn leave(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: MemberId,
    link: Link,
    why: Leaving,
    from: Day,
) -> Result<Member, Fault> {
    within(tx, desk, actor, Action::BranchManage, id)?;
    let told = Told { by: Some(actor.person), ..Told::program(from, Source::Branch) };
    unseat(tx, desk, id, link, why, &told)
}

/// [`leave`] for whoever has been asked already.
pub(crate) fn unseat(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: MemberId,
    link: Link,
    why: Leaving,
    told: &Told<'_>,
) -> Result<Member, Fault> {
    let before = store::find(tx, id)?.ok_or(Fault::NotFound)?.standing;
    let seat = before.seat(link).ok_or(Fault::Conflict("branches-not-seated"))?;
    let member = state(tx, desk, id, told, vec![What::Left { link, why }])?;
    if why != Leaving::Ended {
        place_task(tx, desk, &member, seat.branch)?;
    }
    if member.standing.takes_part_in() != before.takes_part_in() {
        pairing::left(tx, desk, id, seat.branch)?;
    }
    Ok(member)
}

/// Days in which a member without a branch should have one.
pub const PLACE_DAYS: i32 = 30;

/// A member without any branch here stands on a list with an owner and a day.
pub(crate) fn place_task(
    tx: &mut Tx<'_>,
    desk: &Desk,
    member: &Member,
    last: UnitId,
) -> Result<(), Fault> {
    if !member.standing.is_member() || member.standing.takes_part_in().is_some() {
        return Ok(());
    }
    let above = desk.target(last).units;
    let owner = above.get(1).or(above.first()).copied().unwrap_or_else(|| desk.units.operator());
    let due = tx.now().day().plus(PLACE_DAYS);
    task::open(tx, task::Kind::Place, member.id, owner, due)?;
    Ok(())
}

/// A person was erased: the seats end, so that branches do not count somebody who is gone; the tie
/// to the person goes with its key.
pub(crate) fn erased(tx: &mut Tx<'_>, desk: &Desk, person: PersonId) -> Result<(), Fault> {
    let Some(id) = people::forget(tx, desk, person)? else { return Ok(()) };
    let Some(member) = store::find(tx, id)? else { return Ok(()) };
    let told = Told::program(tx.now().day(), Source::Program);
    for link in [Link::Home, Link::Floating] {
        if member.standing.seat(link).is_some() {
            unseat(tx, desk, id, link, Leaving::Ended, &told)?;
        }
    }
    Ok(task::done(tx, task::Kind::Place, id, "erased")?)
}
