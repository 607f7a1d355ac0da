//! Pairs heal by themselves: whoever leaves or comes, everybody has a contact or a named reason and
//! a due day, no cap is exceeded, nobody is moved for somebody else's sake.

use std::collections::{BTreeMap, BTreeSet};

use contracts::PersonId;
use kernel::{AreaCode, Day, Level, Rng, SeededRng};
use planner::Spot;
use planner::pairing::{
    Charge, Contact, Found, Lack, Pair, Quota, Roster, Rules, Weights, Why, pair,
};
use proptest::prelude::*;

use super::made::person;

fn area(number: u64) -> Spot {
    Spot::of(AreaCode::parse(&format!("330106{:03}", number + 1)).unwrap())
}

fn contact(number: u64, cap: u32) -> Contact {
    Contact {
        id: person(number),
        quota: Quota { min: 0, cap },
        spot: area(0),
        languages: Vec::new(),
        home: None,
        branch: None,
    }
}

fn charge(number: u64) -> Charge {
    Charge {
        id: person(number),
        spot: area(0),
        languages: Vec::new(),
        home: None,
        within: None,
        declined: false,
        refused: Vec::new(),
        unpaired_since: None,
    }
}

fn day(number: i32) -> Day {
    Day::new(2026, 3, 1).unwrap().plus(number)
}

/// What must hold of every answer.
fn check(roster: &Roster, found: &Found, today: Day) {
    let contacts: BTreeMap<PersonId, &Contact> =
        roster.contacts.iter().map(|contact| (contact.id, contact)).collect();
    let mut loads = BTreeMap::<PersonId, u32>::new();
    let pairs = found.pairs();
    let paired: BTreeMap<PersonId, PersonId> =
        pairs.iter().map(|pair| (pair.charge, pair.contact)).collect();
    assert_eq!(paired.len(), pairs.len(), "one contact each");
    for pair in &pairs {
        *loads.entry(pair.contact).or_default() += 1;
    }
    for (id, load) in loads {
        assert!(load <= contacts[&id].quota.cap, "cap exceeded");
    }
    let waiting: BTreeMap<PersonId, _> =
        found.waiting.iter().map(|waiting| (waiting.charge, waiting)).collect();
    for charge in &roster.charges {
        let has = paired.get(&charge.id);
        assert_ne!(has.is_some(), waiting.contains_key(&charge.id), "a contact or a reason");
        assert!(!has.is_some_and(|contact| charge.refused.contains(contact)));
        if let Some(waiting) = waiting.get(&charge.id) {
            assert_eq!(waiting.lack == Lack::Declined, charge.declined);
            assert_eq!(waiting.due.is_some(), !charge.declined);
            assert_eq!(waiting.overdue, waiting.due.is_some_and(|due| due < today));
            if let Lack::NoRoom { places, people, .. } = waiting.lack {
                assert!(places < people, "Hall's proof");
            }
        }
    }
    // A pair of before holds unless there is a reason in it itself.
    for old in &roster.pairs {
        let Some(charge) = roster.charges.iter().find(|charge| charge.id == old.charge) else {
            continue;
        };
        let stands = contacts
            .get(&old.contact)
            .is_some_and(|contact| charge.within.is_none() || charge.within == contact.branch);
        let wants = !charge.declined && !charge.refused.contains(&old.contact);
        let over = found.ended.contains(&(*old, Why::OverCap));
        assert!(found.kept.contains(old) || !stands || !wants || over, "moved without a reason");
    }
}

#[test]
fn one_secretary_one_member_five_workers_and_a_sixth_is_refused() {
    let up = Roster { contacts: vec![contact(1, 1)], charges: vec![charge(2)], pairs: Vec::new() };
    assert_eq!(pair(&up, &Rules::default(), day(0)).pairs().len(), 1);
    let roster = Roster {
        contacts: vec![contact(2, 5)],
        charges: (10..16).map(charge).collect(),
        pairs: Vec::new(),
    };
    let found = pair(&roster, &Rules::default(), day(0));
    check(&roster, &found, day(0));
    assert_eq!(found.coverage(), (5, 6));
    let waiting = found.waiting[0];
    assert_eq!(waiting.lack, Lack::NoRoom { contacts: 1, places: 5, people: 6 });
    assert_eq!(waiting.due, Some(day(7)));
}

#[test]
fn a_leavers_five_go_to_who_is_near_free_and_speaks_their_language() {
    let mut near = contact(2, 5);
    near.languages = vec!["zh".into(), "ug".into()];
    let mut far = contact(3, 5);
    far.spot = Spot::of(AreaCode::parse("330111001").unwrap());
    let mut charges: Vec<Charge> = (10..15).map(charge).collect();
    charges[0].languages = vec!["ug".into()];
    let pairs = (10..15).map(|n| Pair { charge: person(n), contact: person(1) }).collect();
    let roster = Roster { contacts: vec![near, far], charges, pairs };
    let found = pair(&roster, &Rules::default(), day(3));
    check(&roster, &found, day(3));
    assert!(found.waiting.is_empty());
    assert!(found.given.iter().all(|given| given.why == Why::ContactLeft));
    assert_eq!(found.given.iter().filter(|given| given.pair.contact == person(2)).count(), 5);
    assert_eq!(found.given[0].language, Some(true));
}

#[test]
fn load_is_shared_among_equals() {
    let roster = Roster {
        contacts: (1..5).map(|number| contact(number, 5)).collect(),
        charges: (10..22).map(charge).collect(),
        pairs: vec![Pair { charge: person(10), contact: person(1) }],
    };
    let found = pair(&roster, &Rules::default(), day(0));
    check(&roster, &found, day(0));
    for number in 1..5 {
        let load = found.pairs().iter().filter(|pair| pair.contact == person(number)).count();
        assert_eq!(load, 3);
    }
}

#[test]
fn who_declines_has_none_and_who_changes_gets_another() {
    let mut charges: Vec<Charge> = (10..13).map(charge).collect();
    charges[0].declined = true;
    charges[1].refused = vec![person(1)];
    let pairs = (10..13).map(|n| Pair { charge: person(n), contact: person(1) }).collect();
    let mut roster = Roster { contacts: vec![contact(1, 5), contact(2, 1)], charges, pairs };
    let found = pair(&roster, &Rules::default(), day(0));
    check(&roster, &found, day(0));
    assert_eq!(found.waiting[0].lack, Lack::Declined);
    assert_eq!(found.given[0].pair, Pair { charge: person(11), contact: person(2) });
    assert_eq!(found.given[0].why, Why::Changed);
    roster.contacts.pop();
    let found = pair(&roster, &Rules::default(), day(0));
    assert_eq!(found.waiting[1].lack, Lack::NobodyInReach);
}

#[test]
fn a_minimum_is_flagged_and_a_captain_may_have_thirty() {
    let mut driver = contact(1, 5);
    driver.quota.min = 3;
    let captain = contact(2, 36);
    let pairs =
        (10..42).map(|n| Pair { charge: person(n), contact: person(1 + u64::from(n > 11)) });
    let roster = Roster {
        contacts: vec![driver, captain],
        charges: (10..42).map(charge).collect(),
        pairs: pairs.collect(),
    };
    let found = pair(&roster, &Rules::default(), day(0));
    check(&roster, &found, day(0));
    assert_eq!(found.kept.len(), 32);
    assert_eq!((found.short.len(), found.short[0].contact, found.short[0].load), (1, person(1), 2));
}

#[test]
fn somebody_who_could_go_anywhere_makes_room_for_who_could_not() {
    // 10 may go to either, 11 refuses all but contact 1, which is nearer to 10.
    let mut only = charge(11);
    only.refused = vec![person(2)];
    let mut two = contact(2, 1);
    two.spot = area(5);
    let roster = Roster {
        contacts: vec![contact(1, 1), two],
        charges: vec![charge(10), only],
        pairs: Vec::new(),
    };
    for nearest in [1, 24] {
        let weights = Weights { nearest, ..Weights::default() };
        let rules = Rules { weights, ..Rules::default() };
        let found = pair(&roster, &rules, day(0));
        check(&roster, &found, day(0));
        assert_eq!(found.coverage(), (2, 2));
    }
}

#[test]
fn nobody_is_sent_beyond_reach_and_the_due_day_passes() {
    let mut away = contact(1, 5);
    away.spot = Spot::of(AreaCode::parse("440106001").unwrap());
    let mut waits = charge(10);
    waits.unpaired_since = Some(day(-10));
    let roster = Roster { contacts: vec![away], charges: vec![waits], pairs: Vec::new() };
    let found = pair(&roster, &Rules { reach: Level::City, ..Rules::default() }, day(0));
    let waiting = found.waiting[0];
    assert_eq!((waiting.lack, waiting.due), (Lack::NobodyInReach, Some(day(-3))));
    assert!(waiting.overdue);
}

/// The cheapest full pairing by trying all, with the same points.
fn cheapest(costs: &[Vec<i64>], caps: &[usize], per_load: i64) -> (usize, i64) {
    fn go(
        costs: &[Vec<i64>],
        caps: &[usize],
        per: i64,
        at: usize,
        loads: &mut Vec<usize>,
    ) -> (usize, i64) {
        let Some(row) = costs.get(at) else { return (0, 0) };
        let skipped = go(costs, caps, per, at + 1, loads);
        let mut best = (skipped.0 + 1, skipped.1);
        for (contact, cost) in row.iter().enumerate() {
            if *cost >= 0 && loads[contact] < caps[contact] {
                let load = per * i64::try_from(loads[contact]).unwrap();
                loads[contact] += 1;
                let rest = go(costs, caps, per, at + 1, loads);
                loads[contact] -= 1;
                best = best.min((rest.0, rest.1 + cost + load));
            }
        }
        best
    }
    go(costs, caps, per_load, 0, &mut vec![0; caps.len()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// As many as at all possible; for those who get one, at the lowest cost.
    #[test]
    fn no_other_pairing_is_better(
        caps in prop::collection::vec(0_u32..3, 1..4),
        spots in prop::collection::vec((0_u64..4, prop::collection::vec(0_u64..4, 0..2)), 1..6),
        contact_spots in prop::collection::vec(0_u64..4, 4),
    ) {
        let contacts: Vec<Contact> = caps.iter().zip(&contact_spots).zip(1..).map(|((cap, at), id)| {
            Contact { spot: area(*at), ..contact(id, *cap) }
        }).collect();
        let charges: Vec<Charge> = spots.iter().zip(10..).map(|((at, refused), id)| Charge {
            spot: area(*at),
            refused: refused.iter().map(|number| person(number + 1)).collect(),
            ..charge(id)
        }).collect();
        let roster = Roster { contacts: contacts.clone(), charges: charges.clone(), pairs: Vec::new() };
        let found = pair(&roster, &Rules::default(), day(0));
        check(&roster, &found, day(0));
        let points = |charge: &Charge, contact: &Contact| {
            let refused = charge.refused.contains(&contact.id);
            if refused { -1 } else { charge.spot.metres(&contact.spot) / 100 * 5 / 10 }
        };
        let row = |charge: &&Charge| contacts.iter().map(|one| points(charge, one)).collect();
        let all: Vec<Vec<i64>> = charges.iter().map(|charge| row(&charge)).collect();
        let served = |charge: &&Charge| found.given.iter().any(|one| one.pair.charge == charge.id);
        let some: Vec<Vec<i64>> = charges.iter().filter(served).map(|charge| row(&charge)).collect();
        let caps: Vec<usize> = caps.iter().map(|cap| *cap as usize).collect();
        let lacking = cheapest(&all, &caps, 10).0;
        let cost = cheapest(&some, &caps, 10).1;
        let mut loads = BTreeMap::<PersonId, i64>::new();
        let mine: i64 = found.given.iter().map(|given| {
            let load = loads.entry(given.pair.contact).or_default();
            *load += 1;
            given.metres / 100 * 5 / 10 + 10 * (*load - 1)
        }).sum();
        prop_assert_eq!((found.waiting.len(), mine), (lacking, cost));
    }

    /// Random sequences of leaving, coming, declining, changing.
    #[test]
    fn whatever_happens_everybody_is_looked_after_or_knows_why(seed in 0_u64..u64::MAX) {
        let mut rng = SeededRng::new(seed);
        let mut roster = Roster::default();
        let mut next = 1_000_u64;
        for today in 0..25 {
            for _ in 0..rng.below(6) {
                next += 1;
                act(&mut roster, &mut rng, next);
            }
            let found = pair(&roster, &Rules::default(), day(today));
            check(&roster, &found, day(today));
            carry_over(&mut roster, &found, day(today));
            let again = pair(&roster, &Rules::default(), day(today));
            prop_assert!(again.given.is_empty() && again.ended.is_empty(), "settled is settled");
        }
    }
}

fn act(roster: &mut Roster, rng: &mut SeededRng, next: u64) {
    let pick = |rng: &mut SeededRng, count: usize| {
        usize::try_from(rng.below(u64::try_from(count.max(1)).unwrap())).unwrap()
    };
    let spot = area(rng.below(4));
    match rng.below(8) {
        0 | 1 => {
            let cap = u32::try_from(1 + rng.below(5)).unwrap();
            roster.contacts.push(Contact { spot, ..contact(next, cap) });
        }
        2..=4 => roster.charges.push(Charge { spot, ..charge(next) }),
        5 if !roster.contacts.is_empty() => {
            let who = pick(rng, roster.contacts.len());
            roster.contacts.swap_remove(who);
        }
        6 if !roster.charges.is_empty() => {
            let who = pick(rng, roster.charges.len());
            roster.charges.swap_remove(who);
        }
        _ if !roster.charges.is_empty() => {
            let who = pick(rng, roster.charges.len());
            let charge = &mut roster.charges[who];
            let now = roster.pairs.iter().find(|pair| pair.charge == charge.id);
            charge.refused.extend(now.map(|pair| pair.contact));
            charge.declined = rng.below(4) == 0;
        }
        _ => {}
    }
}

/// What the job of the day writes down.
fn carry_over(roster: &mut Roster, found: &Found, today: Day) {
    roster.pairs = found.pairs();
    let waiting: BTreeSet<PersonId> = found.waiting.iter().map(|waiting| waiting.charge).collect();
    for charge in &mut roster.charges {
        let since = charge.unpaired_since.unwrap_or(today);
        charge.unpaired_since = waiting.contains(&charge.id).then_some(since);
    }
}

/// Half of all members and workers leave within five months and as many come. On no day, not even
/// between somebody's leaving and the job of that day, is coverage below 95 %.
#[test]
fn five_months_in_which_half_of_all_leave() {
    for seed in 1..=3 {
        let mut rng = SeededRng::new(seed);
        let mut roster = Roster {
            contacts: (0..80).map(|n| Contact { spot: area(n % 9), ..contact(n, 5) }).collect(),
            charges: (1_000..1_360).map(|n| Charge { spot: area(n % 9), ..charge(n) }).collect(),
            pairs: Vec::new(),
        };
        let mut next = 10_000;
        for today in 0..150 {
            let found = pair(&roster, &Rules::default(), day(today));
            check(&roster, &found, day(today));
            assert!(found.waiting.iter().all(|waiting| !waiting.overdue), "seed {seed}");
            carry_over(&mut roster, &found, day(today));
            // 40 of 80 and 180 of 360 in 150 days, on days of chance.
            let leave = [(rng.below(150) < 40), (rng.below(150) < 90), (rng.below(150) < 90)];
            for (which, _) in leave.iter().enumerate().filter(|(_, leaves)| **leaves) {
                next += 1;
                let spot = area(rng.below(9));
                if which == 0 {
                    let who = usize::try_from(rng.below(80)).unwrap();
                    roster.contacts[who] = Contact { spot, ..contact(next, 5) };
                } else {
                    let who = usize::try_from(rng.below(360)).unwrap();
                    roster.charges[who] = Charge { spot, ..charge(next) };
                }
            }
            let contacts: BTreeSet<PersonId> = roster.contacts.iter().map(|one| one.id).collect();
            let charges: BTreeSet<PersonId> = roster.charges.iter().map(|one| one.id).collect();
            let holds =
                |pair: &&Pair| contacts.contains(&pair.contact) && charges.contains(&pair.charge);
            let covered = roster.pairs.iter().filter(holds).count();
            assert!(covered * 100 >= 95 * charges.len(), "seed {seed}, day {today}: {covered}");
        }
    }
}
