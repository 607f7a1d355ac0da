//! A member shows what they choose, to whoever scans; taking it back takes effect at once.

use access::Actor;
use branches::{
    Fault,
    badge::{self, Badge, Purpose, Shown, Wish},
    member::{Leaving, Link, admit},
    people,
};

use crate::town::{Town, code, each_town, new_member};

fn wish() -> Wish {
    Wish { membership: true, pledge: Some("不闯红灯、不逆行".into()), ..Wish::default() }
}

fn show(town: &Town, actor: &Actor, wish: &Wish) -> Result<Badge, Fault> {
    let wish = wish.clone();
    town.write(actor, move |tx, desk, by| badge::show(tx, desk, by, &wish))
}

fn scan(town: &Town, token: &str) -> Option<Shown> {
    let (desk, token) = (town.desk.clone(), token.to_owned());
    town.test.store.read_blocking(move |db| badge::scanned(db, &desk, &token)).unwrap()
}

/// A full member in the branch's books, who acts for themselves.
fn rider(town: &Town, number: u32) -> Actor {
    let person = town.person(number);
    let new = new_member(person, town.branch);
    town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &new)).unwrap();
    town.worker(person)
}

#[test]
fn each_consent_of_a_badge_is_told_with_what_is_left_without_it() {
    each_town(|town| {
        let rider = rider(town, 7);
        let (desk, person) = (town.desk.clone(), rider.person);
        let given = || {
            let desk = desk.clone();
            town.test.store.read_blocking(move |db| badge::given(db, &desk, person)).unwrap()
        };
        assert_eq!(given(), []);
        let whole = Wish { name: Some("老周".into()), branch: true, ..wish() };
        show(town, &rider, &whole).unwrap();
        for one in given() {
            let rest = match one.purpose {
                Purpose::Membership => Wish::default(),
                Purpose::Pledge => Wish { pledge: None, ..whole.clone() },
                Purpose::Name => Wish { name: None, ..whole.clone() },
                Purpose::Branch => Wish { branch: false, ..whole.clone() },
            };
            assert_eq!(one.rest, rest, "{:?}", one.purpose);
        }
        assert_eq!(given().len(), 4);
        let rest = given().into_iter().find(|one| one.purpose == Purpose::Name).unwrap().rest;
        show(town, &rider, &rest).unwrap();
        let left: Vec<Purpose> = given().into_iter().map(|one| one.purpose).collect();
        assert_eq!(left, [Purpose::Membership, Purpose::Pledge, Purpose::Branch]);
    });
}

#[test]
fn a_tag_shows_badge_and_pledge_and_nothing_that_was_not_chosen() {
    each_town(|town| {
        let rider = rider(town, 7);
        let refused = Wish { membership: false, ..wish() };
        assert_eq!(code(show(town, &rider, &refused)), "membership:branches-badge-consent");
        let badge = show(town, &rider, &wish()).unwrap();
        let pledge = Some("不闯红灯、不逆行".to_owned());
        let seen = scan(town, &badge.token).unwrap();
        assert_eq!(seen, Shown { pledge: pledge.clone(), name: None, branch: None });
        assert_eq!(scan(town, "no-such-tag"), None);

        // A name and the branch are consents of their own; the tag on the vehicle stays good.
        let more = Wish { name: Some("老周".into()), branch: true, ..wish() };
        let again = show(town, &rider, &more).unwrap();
        assert_eq!(again.token, badge.token);
        let (name, branch) = (Some("老周".to_owned()), Some(town.branch));
        assert_eq!(scan(town, &badge.token), Some(Shown { pledge, name, branch }));
        let fewer = Wish { membership: true, ..Wish::default() };
        show(town, &rider, &fewer).unwrap();
        let bare = Shown { pledge: None, name: None, branch: None };
        assert_eq!(scan(town, &badge.token), Some(bare));
        // Each consent is kept with when it was given and ended; the words are not in the clear.
        let consents = town.dump(
            "SELECT purpose, withdrawn_at IS NULL FROM branches_badge_consents ORDER BY purpose",
            1,
        );
        assert_eq!(consents.len(), 4);
        let sealed = town.dump("SELECT COUNT(*) FROM branches_badges WHERE pledge IS NULL", 1);
        assert_eq!(sealed, ["Int(1)"], "what is shown no more is kept no more");
    });
}

#[test]
fn withdrawing_takes_effect_at_once_and_the_old_tag_never_comes_back() {
    each_town(|town| {
        let rider = rider(town, 7);
        let first = show(town, &rider, &wish()).unwrap();
        assert!(scan(town, &first.token).is_some());
        for _ in 0..2 {
            town.write(&rider, badge::withdraw).unwrap();
            assert_eq!(scan(town, &first.token), None);
        }
        let desk = town.desk.clone();
        let asked = rider.clone();
        let own = town.test.store.read_blocking(move |db| badge::own(db, &desk, &asked)).unwrap();
        assert_eq!(own, None);
        let second = show(town, &rider, &wish()).unwrap();
        assert_ne!(first.token, second.token);
        assert_eq!(scan(town, &first.token), None);
        assert!(scan(town, &second.token).is_some());
    });
}

#[test]
fn only_members_show_badges_and_only_as_long_as_they_are() {
    each_town(|town| {
        let stranger = town.worker(town.person(3));
        assert_eq!(code(show(town, &stranger, &wish())), "branches-badge-members");
        let (leaver, erased) = (rider(town, 7), rider(town, 8));
        let tokens = [&leaver, &erased].map(|one| show(town, one, &wish()).unwrap().token);
        let (person, other) = (leaver.person, erased.person);
        town.write(&town.clerk, move |tx, desk, by| {
            let id = people::find(tx, desk, person)?.ok_or(Fault::NotFound)?;
            let today = tx.now().day();
            admit::leave(tx, desk, by, id, Link::Home, Leaving::Ended, today)
        })
        .unwrap();
        assert_eq!(scan(town, &tokens[0]), None);
        town.system(move |tx, desk| people::forget(tx, desk, other).map(drop)).unwrap();
        assert_eq!(scan(town, &tokens[1]), None);
    });
}
