//! A branch is split within bounds, as well as can be, and explains itself.

use std::collections::{BTreeMap, BTreeSet};

use planner::split::{Ask, Bounds, Branches, Criterion, Fault, Member, Plan, Shifts, Tie, split};
use proptest::prelude::*;

use super::made::{branch, person};

/// Everybody is in exactly one branch, figures are what a recount gives, bounds are kept or
/// flagged.
fn check(ask: &Ask, plan: &Plan) {
    let everybody: BTreeSet<_> = ask.members.iter().map(|member| member.id).collect();
    let placed: Vec<_> = plan.placed.iter().map(|placed| placed.member).collect();
    assert_eq!(placed, everybody.into_iter().collect::<Vec<_>>());
    let of = |id| plan.branch_of(id).unwrap();
    let ties: BTreeMap<_, i64> = ask.ties.iter().fold(BTreeMap::new(), |mut ties, tie| {
        if tie.a != tie.b {
            *ties.entry((tie.a.min(tie.b), tie.a.max(tie.b))).or_default() +=
                i64::from(tie.weight.max(1));
        }
        ties
    });
    let cut: i64 = ties.iter().filter(|((a, b), _)| of(*a) != of(*b)).map(|(_, w)| w).sum();
    assert_eq!((cut, cut), (plan.cost.pairs, plan.pairs.broken_weight));
    assert!(plan.pairs.broken_weight_min <= cut || plan.cost.bounds > 0, "{:?}", plan.pairs);
    assert!(ask.together.iter().all(|(a, b)| of(*a) == of(*b)));
    for (index, facts) in plan.branches.iter().enumerate() {
        let here = |member: &&Member| of(member.id) == u32::try_from(index).unwrap();
        let party = ask.members.iter().filter(here).filter(|member| member.is_party()).count();
        let full = ask.members.iter().filter(here).filter(|member| member.is_relied_on()).count();
        assert_eq!((party, full), (facts.party as usize, facts.full as usize));
    }
    let kept = plan
        .branches
        .iter()
        .all(|facts| facts.party <= ask.bounds.party_max && facts.full >= ask.bounds.full_min);
    assert!(kept || !plan.flags.is_empty());
    assert_eq!(plan.flags.is_empty(), plan.cost.bounds == 0);
}

#[test]
fn people_in_any_order_and_the_same_seed_give_the_same_plan() {
    let ask = branch(120, 3);
    let plan = split(&ask).unwrap();
    let mut other = ask.clone();
    other.members.reverse();
    other.ties.rotate_left(17);
    assert_eq!(split(&other).unwrap(), plan);
}

#[test]
fn a_group_too_large_for_a_branch_breaks_as_few_ties_as_must() {
    // A ring of 90: two parts share at least two ties.
    let mut ask = Ask { branches: Branches::Count(2), ..Ask::default() };
    for number in 0..90 {
        ask.members.push(Member::full(person(number)));
        ask.ties.push(Tie::of(person(number), person((number + 1) % 90)));
    }
    let plan = split(&ask).unwrap();
    check(&ask, &plan);
    assert_eq!((plan.pairs.broken, plan.pairs.broken_weight_min, plan.pairs.gap()), (2, 2, 0));
}

#[test]
fn groups_that_cannot_all_stay_whole_are_known_to_break() {
    // Five groups of 30 into three branches of at most 50: two groups share no branch.
    let mut ask = Ask { branches: Branches::Count(3), ..Ask::default() };
    for number in 0..150 {
        ask.members.push(Member::full(person(number)));
        if number % 30 > 0 {
            ask.ties.push(Tie::of(person(number - number % 30), person(number)));
        }
    }
    let plan = split(&ask).unwrap();
    check(&ask, &plan);
    assert_eq!(plan.pairs.broken_weight_min, 2);
    assert!(plan.cost.bounds == 0 && plan.pairs.gap() <= 40, "{:?}", plan.pairs);
}

#[test]
fn every_branch_gets_somebody_able_to_lead_it_if_there_are_enough() {
    let mut ask = Ask { branches: Branches::Count(4), ..Ask::default() };
    for number in 0..80 {
        let line = if number < 40 { "a" } else { "b" };
        // All who can serve are of one line; without the rule they would sit together.
        ask.members.push(Member {
            line: Some(line.into()),
            can_serve: number < 12,
            ..Member::full(person(number))
        });
    }
    let plan = split(&ask).unwrap();
    check(&ask, &plan);
    assert!(plan.branches.iter().all(|facts| facts.committee && facts.can_serve == 3));
    let leader = &plan.placed[0];
    assert_eq!(leader.because.unwrap().decided, Criterion::Bounds);
}

#[test]
fn too_few_able_to_serve_are_flagged_and_not_hidden() {
    let mut ask = Ask { branches: Branches::Count(2), ..Ask::default() };
    for number in 0..20 {
        ask.members.push(Member { can_serve: number == 0, ..Member::full(person(number)) });
    }
    let plan = split(&ask).unwrap();
    check(&ask, &plan);
    // One of twenty can serve and two committees need three each; a branch of six needs none.
    assert!((3..=5).contains(&plan.cost.bounds), "{:?}", plan.flags);
    assert!(!plan.flags.is_empty());
}

#[test]
fn wishes_are_kept_before_pairs() {
    let mut ask = branch(100, 5);
    ask.branches = Branches::Count(3);
    ask.apart = vec![(person(0), person(1)), (person(6), person(12))];
    ask.together = vec![(person(3), person(60)), (person(60), person(90))];
    let plan = split(&ask).unwrap();
    check(&ask, &plan);
    assert_eq!(plan.cost.bounds, 0);
    // Apart from the own contact: this pair must break, and no other.
    assert_eq!((plan.cost.pairs, plan.pairs.gap()), (1, 0));
    assert_eq!(plan.placed[1].parted_from, [person(0)]);
}

#[test]
fn shifts_are_spread_or_kept_together_as_asked() {
    let mut ask = Ask { branches: Branches::Count(2), ..Ask::default() };
    for number in 0..40 {
        let shift = if number % 2 == 0 { "day" } else { "night" };
        ask.members.push(Member { shift: Some(shift.into()), ..Member::full(person(number)) });
    }
    let spread = split(&ask).unwrap();
    assert!(spread.branches.iter().all(|facts| facts.shifts[0].1.abs_diff(facts.shifts[1].1) <= 1));
    ask.shifts = Shifts::Together;
    let together = split(&ask).unwrap();
    assert!(together.branches.iter().all(|facts| facts.shifts.len() == 1));
}

#[test]
fn faults_name_the_field_and_the_person() {
    let mut ask = branch(60, 1);
    ask.ties.push(Tie::of(person(0), person(999)));
    let fault = split(&ask).unwrap_err();
    assert_eq!(fault, Fault::Unknown { field: "ties", person: person(999) });
    ask.ties.pop();
    ask.members.push(Member::full(person(5)));
    assert_eq!(split(&ask).unwrap_err(), Fault::Twice(person(5)));
    ask.members.pop();
    ask.branches = Branches::Count(1);
    let text = split(&ask).unwrap_err().to_string();
    assert!(text.contains("between 2 and"), "{text}");
    ask.branches = Branches::default();
    ask.together = vec![(person(1), person(2))];
    ask.apart = vec![(person(2), person(1))];
    assert_eq!(split(&ask).unwrap_err(), Fault::Contradiction(person(1), person(2)));
    ask.apart = (0..0).map(|_| (person(0), person(0))).collect();
    ask.together = (1..60).map(|number| (person(0), person(number))).collect();
    assert!(matches!(split(&ask).unwrap_err(), Fault::TogetherTooMany { members: 60, .. }));
    ask.bounds = Bounds { full_min: 9, party_max: 8, ..Bounds::default() };
    assert!(matches!(split(&ask).unwrap_err(), Fault::Bounds { .. }));
    assert_eq!(split(&Ask::default()).unwrap_err(), Fault::NoMembers);
}

/// The cheapest way to divide a few people in two or three, by trying all.
fn optimum(ask: &Ask, count: u32) -> (i64, i64) {
    let people = ask.members.len();
    let ways = u64::from(count).pow(u32::try_from(people).unwrap());
    (0..ways)
        .map(|way| {
            let of = |index: usize| (way / u64::from(count).pow(index as u32)) % u64::from(count);
            let sizes = (0..count).map(|branch| {
                (0..people).filter(|index| of(*index) == u64::from(branch)).count() as i64
            });
            let (max, min) = (i64::from(ask.bounds.party_max), i64::from(ask.bounds.full_min));
            let off: i64 = sizes.map(|size| (size - max).max(0) + (min - size).max(0)).sum();
            let at = |id| of(ask.members.iter().position(|member| member.id == id).unwrap());
            let cut = ask.ties.iter().filter(|tie| at(tie.a) != at(tie.b)).map(|tie| tie.weight);
            (off, cut.map(|weight| i64::from(weight.max(1))).sum())
        })
        .min()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// On what can be tried out, no other division breaks less, and the bound does not lie.
    #[test]
    fn small_ones_are_best(
        people in 4_u64..9,
        count in 2_u32..4,
        slack in 0_u32..3,
        ties in prop::collection::vec((0_u64..9, 0_u64..9, 1_u32..4), 0..14),
        seed in 0_u64..1_000,
    ) {
        let mut ask = Ask { branches: Branches::Count(count), seed, ..Ask::default() };
        ask.bounds.full_min = 1;
        ask.bounds.party_max = u32::try_from(people).unwrap().div_ceil(count) + slack;
        ask.members = (0..people).map(|number| Member::full(person(number))).collect();
        ask.ties = ties
            .into_iter()
            .filter(|(a, b, _)| a != b && *a < people && *b < people)
            .map(|(a, b, weight)| Tie { a: person(a), b: person(b), weight })
            .collect();
        let plan = split(&ask).unwrap();
        check(&ask, &plan);
        prop_assert_eq!((plan.cost.bounds, plan.cost.pairs), optimum(&ask, count));
    }

    /// Whatever is asked, everybody is placed once and the figures are true.
    #[test]
    fn figures_are_true(
        count in 10_u64..90,
        seed in 0_u64..1_000_000,
        apart in prop::collection::vec((0_u64..10, 0_u64..10), 0..4),
        party_max in 8_u32..40,
    ) {
        let mut ask = branch(count, seed);
        ask.bounds.party_max = party_max;
        ask.branches = Branches::Sized(party_max);
        ask.apart = apart.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (person(a), person(b))).collect();
        if let Ok(plan) = split(&ask) {
            check(&ask, &plan);
            let again = split(&ask).unwrap();
            prop_assert_eq!(serde_json::to_string(&plan).unwrap(), serde_json::to_string(&again).unwrap());
        }
    }
}
