//! Pairs heal: whoever loses a contact has a new one, nobody else is moved, caps hold.

use std::collections::BTreeMap;

use branches::{
    MemberId,
    member::{Leaving, Link, admit},
    pairing::{
        Settings, WorkerId, store,
        workers::{self, Wish},
    },
    task::{self, Kind},
};
use contracts::PersonId;

use crate::town::{STREET, Town, area, code, each_town};

/// `count` workers of the branch, from this phone number on.
fn enrol(town: &Town, first: u32, count: u32) -> Vec<PersonId> {
    let branch = town.branch;
    let persons: Vec<PersonId> = (first..first + count).map(|number| town.person(number)).collect();
    for worker in persons.clone() {
        town.write(&town.secretary, move |tx, desk, by| {
            workers::enrol(tx, desk, by, branch, worker, area(STREET), "")
        })
        .unwrap();
    }
    persons
}

fn pairs(town: &Town) -> BTreeMap<WorkerId, MemberId> {
    let branch = town.branch;
    let contacts = town.read(move |db| store::contacts_of(db, branch));
    let open = contacts.into_iter().filter(|contact| contact.until.is_none());
    open.map(|contact| (contact.worker, contact.member)).collect()
}

fn waiting(town: &Town) -> usize {
    let owners = [town.branch, town.clerk.memberships[0].unit];
    town.read(move |db| task::of_owners(db, Kind::Contact, &owners)).len()
}

fn loads(pairs: &BTreeMap<WorkerId, MemberId>) -> BTreeMap<MemberId, usize> {
    let mut loads = BTreeMap::new();
    for member in pairs.values() {
        *loads.entry(*member).or_default() += 1;
    }
    loads
}

#[test]
fn a_sixth_waits_with_its_day_and_a_leaver_s_five_get_new_contacts() {
    each_town(|town| {
        let first = town.member(1, town.branch).id;
        enrol(town, 100, 6);
        town.tick();
        assert_eq!(loads(&pairs(town)), BTreeMap::from([(first, 5)]), "a sixth is refused");
        assert_eq!(waiting(town), 1);
        let second = town.member(2, town.branch).id;
        town.tick_at("2026-05-07 06:00");
        let before = pairs(town);
        assert_eq!(loads(&before), BTreeMap::from([(first, 5), (second, 1)]));
        assert_eq!(waiting(town), 0);
        let third = town.member(3, town.branch).id;
        let today = town.today();
        town.write(&town.secretary, move |tx, desk, by| {
            admit::leave(tx, desk, by, first, Link::Home, Leaving::Moved, today)
        })
        .unwrap();
        assert_eq!(pairs(town).len(), 1);
        town.tick();
        let after = pairs(town);
        assert_eq!(after.len(), 6, "within the set days, here at once");
        for (worker, member) in &before {
            if *member != first {
                assert_eq!(after[worker], *member, "who was paired stays");
            }
        }
        assert_eq!(loads(&after).values().sum::<usize>(), 6);
        assert!(loads(&after).contains_key(&third));
        assert!(loads(&after).values().all(|load| *load <= 5));
    });
}

#[test]
fn a_worker_declines_or_changes_and_a_captain_may_have_thirty() {
    each_town(|town| {
        let [first, second] = [1, 2].map(|number| town.member(number, town.branch).id);
        let persons = enrol(town, 100, 1);
        town.tick();
        let had = *pairs(town).values().next().unwrap();
        let other = if had == first { second } else { first };
        let wish = |wish| {
            let by = town.worker(persons[0]);
            town.write(&by, move |tx, _, by| workers::wish(tx, by, wish)).unwrap();
            town.tick();
            pairs(town).values().next().copied()
        };
        assert_eq!(wish(Wish::Change), Some(other), "never the one that was refused");
        assert_eq!(wish(Wish::Decline), None);
        assert_eq!(waiting(town), 0, "who wants none waits for none");
        assert_eq!(wish(Wish::Accept), Some(other));
        let branch = town.branch;
        let stranger = town.worker(town.person(999));
        let lost = town.write(&stranger, move |tx, _, by| workers::wish(tx, by, Wish::Decline));
        assert_eq!(code(lost), "not-found");
        let least = Settings { workers: 3, is_cap: false, days: 7 };
        town.write(&town.secretary, move |tx, desk, by| workers::set(tx, desk, by, branch, least))
            .unwrap();
        enrol(town, 200, 60);
        town.tick();
        assert_eq!(pairs(town).len(), 61, "a least is no cap");
        let wrong = Settings { workers: 0, ..least };
        let refused = town
            .write(&town.secretary, move |tx, desk, by| workers::set(tx, desk, by, branch, wrong));
        assert_eq!(code(refused), "workers:branches-workers-range");
    });
}
