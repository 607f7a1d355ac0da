//! Branches with more members than a branch may have, each divided by a plan.

use std::collections::{BTreeMap, BTreeSet};

use branches::{
    MemberId,
    member::{Member, store as members},
    pairing::store as pairs,
    plan::{
        Plan, State, Wish,
        apply::{now, undo},
        draft::{approve, draft},
    },
};
use contracts::{UnitId, Units as _};
use planner::split::{Bounds, Shifts};
use serde::Serialize;

use super::town::{New, Town};
use crate::{book, dice::Dice, error::Error};

/// The first is the one that everybody tells of; the others lie between these sizes.
const FIRST: usize = 312;
const SIZES: [i64; 2] = [51, 140];
/// The plan is made this many days before its own.
const AHEAD: i32 = 30;

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Oversized {
    /// Branches that were too large, and their members; the largest had so many.
    pub branches: usize,
    pub members: usize,
    pub largest: usize,
    /// Branches of all plans, and the members in the smallest and in the largest.
    pub parts: usize,
    pub sizes: [usize; 2],
    /// Pairs of a lead and a member, and those that stay in one branch.
    pub pairs: u64,
    pub pairs_kept: u64,
    /// Plans that could not keep a bound: none.
    pub flagged: usize,
    /// Branches in which undoing brought every row back as it was.
    pub undone_exactly: usize,
    /// Branches in which applying again gave everybody the same seat.
    pub the_same_again: usize,
    /// Members in all branches in the end, nobody twice, and branches with too many: none.
    pub seated: usize,
    pub left_over: usize,
}

impl Oversized {
    pub fn holds(&self, world: &super::World) -> bool {
        let bounds = Bounds::default();
        let [least, most] = [bounds.full_min, bounds.party_max]
            .map(|bound| usize::try_from(bound).unwrap_or_default());
        self.branches == world.oversized
            && self.sizes[0] >= least
            && self.sizes[1] <= most
            && self.flagged == 0
            && self.undone_exactly == self.branches
            && self.the_same_again == self.branches
            && self.seated == self.members
            && self.left_over == 0
    }
}

/// Who sits where with which traits and whose lead.
type Seats = BTreeMap<MemberId, String>;

pub fn play(town: &Town, seed: u64, branches: usize) -> Result<Oversized, Error> {
    let mut dice = Dice::of(seed, "province-oversized", 0);
    let mut told = Oversized { branches, sizes: [usize::MAX, 0], ..Oversized::default() };
    let all = founded(town, branches)?;
    let mut parts: Vec<UnitId> = Vec::new();
    for (number, branch) in all.iter().enumerate() {
        let size = if number == 0 {
            FIRST
        } else {
            usize::try_from(dice.between(SIZES[0], SIZES[1])).unwrap_or(FIRST)
        };
        filled(town, *branch, size, &mut dice)?;
        let plan = divided(town, *branch, seed, &mut told)?;
        told.members += size;
        told.largest = told.largest.max(size);
        told.parts += plan.draft.parts.len();
        told.pairs += u64::from(plan.draft.plan.pairs.all);
        told.pairs_kept += u64::from(plan.draft.plan.pairs.kept);
        told.flagged += usize::from(!plan.draft.plan.flags.is_empty());
        parts.extend(plan.draft.parts.iter().map(|part| part.unit));
    }
    town.directory.refresh_blocking()?;
    let known: Vec<UnitId> = all.into_iter().chain(parts).collect();
    let mut seen = BTreeSet::new();
    for branch in known {
        if town.directory.unit(branch).is_none() {
            return Err(Error::Scene("a branch of a plan was not founded".into()));
        }
        let here = town.stage.read(move |db| members::in_branch(db, branch))?;
        let most = usize::try_from(Bounds::default().party_max).unwrap_or_default();
        told.left_over += usize::from(here.len() > most);
        if !here.is_empty() {
            told.sizes = [told.sizes[0].min(here.len()), told.sizes[1].max(here.len())];
        }
        for member in here {
            if !seen.insert(member.id) {
                return Err(Error::Scene("somebody sits in two branches".into()));
            }
        }
    }
    told.seated = seen.len();
    Ok(told)
}

fn founded(town: &Town, branches: usize) -> Result<Vec<UnitId>, Error> {
    let at = town.stage.from.at(9, 30);
    let ids: Vec<UnitId> = (0..branches).map(|_| town.id(at)).collect();
    let unit = |(number, id): (usize, &UnitId)| New {
        id: *id,
        kind: "branch-platform",
        area: town.county,
        name: format!("平台第{}党支部", number + 1),
        parent: Some(town.committee),
    };
    town.found_all(at, ids.iter().enumerate().map(unit).collect())?;
    Ok(ids)
}

/// Members in groups around a lead.
fn filled(town: &Town, branch: UnitId, size: usize, dice: &mut Dice) -> Result<(), Error> {
    let entries = book::drawn(size, &town.streets, dice);
    let seat = (branch, town.stage.from.plus(-200));
    town.act(&town.clerk, town.stage.from.at(13, 0), move |tx, desk, by| {
        let ids = book::admit(tx, desk, by, seat, entries)?;
        book::pair(tx, desk, by, &ids, book::GROUP)
    })
}

/// Drafted, approved, applied, undone, applied again.
fn divided(town: &Town, branch: UnitId, seed: u64, told: &mut Oversized) -> Result<Plan, Error> {
    let (from, clerk) = (town.stage.from, &town.clerk);
    let wish = Wish { branches: None, shifts: Shifts::Balanced };
    let plan = town
        .act(clerk, from.at(15, 0), move |tx, desk, by| draft(tx, desk, by, branch, wish, seed))?;
    let (id, on) = (plan.id, from.plus(AHEAD));
    town.act(clerk, from.at(15, 30), move |tx, desk, by| approve(tx, desk, by, id, on))?;
    let whole: Vec<UnitId> =
        std::iter::once(branch).chain(plan.draft.parts.iter().map(|part| part.unit)).collect();
    let before = seats(town, &whole)?;
    town.act(clerk, from.at(16, 0), move |tx, desk, by| now(tx, desk, by, id))?;
    let after = seats(town, &whole)?;
    town.act(clerk, from.at(16, 30), move |tx, desk, by| undo(tx, desk, by, id))?;
    let undone = seats(town, &whole)?;
    told.undone_exactly += usize::from(undone == before && after != before);
    let again = town.act(clerk, from.at(17, 0), move |tx, desk, by| now(tx, desk, by, id))?;
    let same = seats(town, &whole)? == after && again.state == State::Applied;
    told.the_same_again += usize::from(same);
    Ok(again)
}

/// Everybody in these branches.
fn seats(town: &Town, branches: &[UnitId]) -> Result<Seats, Error> {
    let branches = branches.to_vec();
    town.stage.read(move |db| {
        let mut all = Seats::new();
        for branch in branches {
            for Member { id, standing, .. } in members::in_branch(db, branch)? {
                let lead = pairs::lead_of(db, id)?;
                all.insert(id, format!("{:?} {:?} {lead:?}", standing.home, standing.traits));
            }
        }
        Ok(all)
    })
}
