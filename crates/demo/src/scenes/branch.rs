//! The 312-member branch: three lines of business, four shifts, nine areas. It is divided into eight
//! by a plan that keeps pairs together; before the day six members leave, two come and one is on the
//! way elsewhere; the plan is applied by the clock, undone, and applied again.

mod town;

use std::{collections::BTreeSet, path::Path, sync::Arc};

use branches::{
    MemberId,
    member::{Leaving, Link, admit, store as members},
    plan::{
        Plan, PlanId, State, Wish,
        apply::{now, undo},
        draft::{approve, draft},
        store,
    },
    port::Tree,
    transfer::{
        TransferId,
        step::{self, NewTransfer},
    },
};
use catalogue::Catalogue;
use kernel::{AreaBook, Day};
use organizations::Directory;
use planner::split::{Change, Shifts};
use serde::Serialize;

use crate::{book, dice::Dice, error::Error};
use town::Town;

const MEMBERS: usize = 312;
const PARTS: u32 = 8;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    pub seed: u64,
    pub members: usize,
    /// Branches of the plan.
    pub parts: usize,
    /// Members in each on the day, by size.
    pub sizes: Vec<usize>,
    /// Pairs of a lead and a member, and how many stay in one branch, in ten thousandths.
    pub pairs: u32,
    pub pairs_kept: u32,
    /// How much weight a plan might still keep together beyond this one; 0: none does better.
    pub gap: i64,
    /// Members for whom the plan says why they sit where they sit.
    pub reasons: usize,
    /// What was different on the day.
    pub left: usize,
    pub joined: usize,
    pub in_transit: usize,
    /// Members in the eight branches on the day; nobody twice.
    pub seated: usize,
    /// Undoing brought every row back as it was.
    pub undone_exactly: bool,
    /// Applying again gave everybody the same seat.
    pub the_same_again: bool,
    /// Whoever was on the way has arrived, and counts once in all branches together.
    pub counted_once: bool,
}

impl Branch {
    /// Whether it went as it must: 3 to 50 members in each, 95 of 100 pairs kept.
    pub fn holds(&self) -> bool {
        let fits = |size: &usize| (3..=50).contains(size);
        self.sizes.len() == self.parts
            && self.sizes.iter().all(fits)
            && self.pairs_kept >= 9_500
            && self.reasons == self.members
            && (self.left, self.joined, self.in_transit) == (6, 2, 1)
            && self.seated == self.members - 4
            && self.undone_exactly
            && self.the_same_again
            && self.counted_once
    }
}

/// Plays the scene in a fresh folder; `tree` makes what branches know of the tree of organizations.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(
    seed: u64,
    folder: &Path,
    tree: impl FnOnce(Directory, Arc<Catalogue>, Arc<AreaBook>) -> Arc<dyn Tree>,
) -> Result<Branch, Error> {
    let mut dice = Dice::of(seed, "branch", 0);
    let town = Town::found(seed, folder, tree)?;
    let ids = town.people(MEMBERS, &mut dice)?;
    let (from, paired) = (town.stage.from, ids.clone());
    // One lead of sixty, more than a branch holds: some of these have to part.
    town.act(&town.clerk, from.at(14, 0), move |tx, desk, by| {
        book::pair(tx, desk, by, &paired, 60)
    })?;
    let (branch, at) = (town.branch, from.at(15, 0));
    let wish = Wish { branches: Some(PARTS), shifts: Shifts::Balanced };
    let plan =
        town.act(&town.clerk, at, move |tx, desk, by| draft(tx, desk, by, branch, wish, seed))?;
    let (id, on) = (plan.id, from.plus(30));
    town.act(&town.clerk, at, move |tx, desk, by| approve(tx, desk, by, id, on))?;
    change(&town, &ids, &mut dice)?;
    let travels = travel(&town, &ids, &mut dice)?;
    let before = town.seats()?;
    town.pass(on.start())?;
    let applied = kept(&town, id)?;
    let sizes = sizes(&town, &applied)?;
    let after = town.seats()?;
    let later = on.at(11, 0);
    town.act(&town.clerk, later, move |tx, desk, by| undo(tx, desk, by, id))?;
    let undone_exactly = town.seats()? == before && after != before;
    let again = town.act(&town.clerk, later, move |tx, desk, by| now(tx, desk, by, id))?;
    let the_same_again = town.seats()?.0 == after.0 && again.state == State::Applied;
    let seated = sizes.iter().sum();
    town.act(&town.receiver, later, move |tx, desk, by| step::receive(tx, desk, by, travels))?;
    let counted_once = all_seats(&town)? == seated;
    let changed = |wanted: fn(&Change) -> bool| {
        applied.draft.changes.iter().filter(|change| wanted(change)).count()
    };
    let pairs = &applied.draft.plan.pairs;
    Ok(Branch {
        seed,
        members: MEMBERS,
        parts: applied.draft.parts.len(),
        sizes,
        pairs: pairs.all,
        pairs_kept: pairs.kept_per_myriad(),
        gap: pairs.gap(),
        reasons: plan.draft.plan.placed.iter().filter(|one| one.because.is_some()).count(),
        left: changed(|change| matches!(change, Change::Left { .. })),
        joined: changed(|change| matches!(change, Change::Joined { .. })),
        in_transit: changed(|change| matches!(change, Change::InTransit { .. })),
        seated,
        undone_exactly,
        the_same_again,
        counted_once,
    })
}

/// Six leave and two come before the day.
fn change(town: &Town, ids: &[MemberId], dice: &mut Dice) -> Result<(), Error> {
    let day = town.stage.from.plus(12);
    // The first of a large group leads it; whoever leaves is somebody else.
    let mut gone = BTreeSet::new();
    while gone.len() < 6 {
        gone.insert(1 + dice.below(ids.len() - 102));
    }
    for id in gone.into_iter().filter_map(|index| ids.get(index).copied()) {
        town.act(&town.clerk, day.at(10, 0), move |tx, desk, by| {
            admit::leave(tx, desk, by, id, Link::Home, Leaving::Moved, day)
        })?;
    }
    town.people(2, dice).map(drop)
}

/// One is asked for elsewhere, and neither side has ended it on the day.
fn travel(town: &Town, ids: &[MemberId], dice: &mut Dice) -> Result<TransferId, Error> {
    let index = ids.len() - 1 - dice.below(100);
    let found = ids.get(index).copied();
    let member = found.ok_or_else(|| Error::Scene("nobody travels".into()))?;
    let (receiver, day): (_, Day) = (town.elsewhere, town.stage.from.plus(20));
    let due_on = Some(day.plus(60));
    let new = NewTransfer { member, link: Link::Home, receiver, effective: day, due_on };
    let sent = town
        .act(&town.clerk, day.at(10, 0), move |tx, desk, by| step::ask(tx, desk, by, new, None))?;
    Ok(sent.id)
}

fn kept(town: &Town, id: PlanId) -> Result<Plan, Error> {
    let found = town.stage.read(move |db| store::find(db, id))?;
    let is_applied = found.filter(|plan| plan.state == State::Applied);
    is_applied.ok_or_else(|| Error::Scene("the day came and the plan was not applied".into()))
}

/// Members of each branch of the plan, the smallest first; nobody may sit in two.
fn sizes(town: &Town, plan: &Plan) -> Result<Vec<usize>, Error> {
    let mut seen = BTreeSet::new();
    let mut sizes = Vec::new();
    for part in &plan.draft.parts {
        let unit = part.unit;
        let here = town.stage.read(move |db| members::in_branch(db, unit))?;
        sizes.push(here.len());
        if !here.into_iter().all(|member| seen.insert(member.id)) {
            return Err(Error::Scene("somebody sits in two branches".into()));
        }
    }
    sizes.sort_unstable();
    Ok(sizes)
}

fn all_seats(town: &Town) -> Result<usize, Error> {
    Ok(town.stage.read(|db| members::seats(db, Link::Home))?.len())
}
