//! The 312-member branch: three lines, four shifts, nine districts, eight branches. Before the day
//! six leave, two join, one is in transit; the plan is applied, undone, applied again.

use std::collections::{BTreeMap, BTreeSet};

use contracts::PersonId;
use planner::split::{Ask, Change, Member, Plan, Tie, replan, split};

use super::made::{branch, person};

/// The branches of a plan laid over a roster, and what was there before.
fn apply(roster: &mut BTreeMap<PersonId, u32>, plan: &Plan) -> BTreeMap<PersonId, Option<u32>> {
    let of = plan.placed.iter().map(|placed| (placed.member, placed.branch));
    of.map(|(member, branch)| (member, roster.insert(member, branch))).collect()
}

fn undo(roster: &mut BTreeMap<PersonId, u32>, before: BTreeMap<PersonId, Option<u32>>) {
    for (member, branch) in before {
        match branch {
            Some(branch) => roster.insert(member, branch),
            None => roster.remove(&member),
        };
    }
}

fn within_bounds(plan: &Plan) -> bool {
    let fits = |facts: &planner::split::BranchFacts| facts.full >= 3 && facts.party <= 50;
    plan.flags.is_empty() && plan.branches.iter().all(fits)
}

fn play(seed: u64) {
    let ask = branch(312, seed);
    let plan = split(&ask).unwrap();
    assert_eq!((plan.branches.len(), plan.placed.len()), (8, 312));
    assert!(within_bounds(&plan), "{:?}", plan.flags);
    assert!(plan.pairs.kept_per_myriad() >= 9_500, "seed {seed}: {:?}", plan.pairs);
    assert_eq!(plan.pairs.gap(), 0, "seed {seed}: {:?}", plan.pairs);
    assert!(plan.placed.iter().all(|placed| placed.because.is_some()));

    let later = changed(&ask);
    let new = replan(&later, &plan).unwrap();
    assert!(within_bounds(&new.plan));
    let count = |of: fn(&Change) -> bool| new.changes.iter().filter(|change| of(change)).count();
    assert_eq!(count(|change| matches!(change, Change::Left { .. })), 6);
    assert_eq!(count(|change| matches!(change, Change::Joined { .. })), 2);
    assert_eq!(count(|change| matches!(change, Change::InTransit { .. })), 1);
    let moved = count(|change| matches!(change, Change::Moved { .. }));
    assert_eq!(
        (i64::try_from(moved).unwrap(), new.plan.cost.moves),
        (new.moves_min, new.moves_min)
    );
    // Who joined with a contact is with the contact.
    assert_eq!(new.plan.branch_of(person(312)), new.plan.branch_of(person(1)));
    // In transit: once in all branches together.
    assert_eq!(new.plan.branches.iter().map(|facts| facts.in_transit).sum::<u32>(), 1);
    assert_eq!(new.plan.branches.iter().map(|facts| facts.party).sum::<u32>(), 308);

    let mut roster: BTreeMap<PersonId, u32> =
        later.members.iter().map(|member| (member.id, 99)).collect();
    let start = roster.clone();
    let before = apply(&mut roster, &new.plan);
    let applied = roster.clone();
    undo(&mut roster, before);
    assert_eq!(roster, start);
    apply(&mut roster, &new.plan);
    assert_eq!(roster, applied);
    let branches = |plan: &Plan| plan.placed.iter().map(|one| one.branch).collect::<Vec<_>>();
    let again = replan(&later, &new.plan).unwrap();
    assert_eq!(branches(&again.plan), branches(&new.plan), "nothing changes twice");
}

fn changed(ask: &Ask) -> Ask {
    let gone: BTreeSet<PersonId> = [4, 60, 61, 150, 222, 301].map(person).into();
    let mut later = ask.clone();
    later.members.retain(|member| !gone.contains(&member.id));
    later.ties.retain(|tie| !gone.contains(&tie.a) && !gone.contains(&tie.b));
    later.members.push(Member::full(person(312)));
    later.members.push(Member { line: Some("express".into()), ..Member::full(person(313)) });
    later.ties.push(Tie::of(person(312), person(1)));
    later.members[100].in_transit = true;
    later
}

#[test]
fn the_312_member_branch() {
    for seed in 1..=5 {
        play(seed);
    }
}

#[test]
fn a_branch_that_lost_too_many_is_filled_with_as_few_moves_as_can_be() {
    let ask = branch(120, 8);
    let plan = split(&ask).unwrap();
    let mut later = ask.clone();
    // All but one full member of the first branch leave.
    let first = |member: &Member| plan.branch_of(member.id) == Some(0) && member.is_relied_on();
    let stays = later.members.iter().find(|member| first(member)).unwrap().id;
    later.members.retain(|member| !first(member) || member.id == stays);
    let here: BTreeSet<PersonId> = later.members.iter().map(|member| member.id).collect();
    later.ties.retain(|tie| here.contains(&tie.a) && here.contains(&tie.b));
    let new = replan(&later, &plan).unwrap();
    assert!(new.plan.flags.is_empty(), "{:?}", new.plan.flags);
    assert_eq!((new.moves_min, new.plan.cost.moves), (2, 2));
    let moved = new.changes.iter().filter(|change| matches!(change, Change::Moved { to: 0, .. }));
    assert_eq!(moved.count(), 2);
}
