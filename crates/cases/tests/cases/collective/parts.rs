//! Those whom it concerns, and those who live beside it.

use cases::collective::{
    Side,
    people::{self, NewComment},
    view::{self, Shown},
};

use super::*;
use crate::common::{code, each_town};

fn shown(town: &Town, id: CollectiveId, reader: Option<&Actor>) -> Shown {
    let (desk, reader) = (town.desk.clone(), reader.map(|actor| actor.person));
    town.read(move |db| view::show(db, &desk, id, reader)).unwrap()
}

fn say(town: &Town, by: &Actor, id: CollectiveId, side: Side) -> Result<(), ActError> {
    let new = NewComment { id: town.moment().id(), side, text: "晚上装卸太吵了".into() };
    town.write(by, move |tx, _, by| people::comment(tx, by, id, new))
}

#[test]
fn joining_twice_counts_once_leaving_takes_it_back_and_few_are_not_told() {
    each_town(|town| {
        let id = raised(town);
        let drivers = drivers(town, 5);
        for (at, driver) in drivers.iter().enumerate() {
            let expected = if at < 4 { None } else { Some(5) };
            for _ in 0..2 {
                town.write(driver, move |tx, _, by| people::join(tx, by, id)).unwrap();
            }
            assert_eq!(shown(town, id, None).people, expected);
        }
        let first = &drivers[0];
        town.write(first, move |tx, _, by| people::leave(tx, by, id)).unwrap();
        assert_eq!(shown(town, id, None).people, None);
        assert!(!shown(town, id, Some(first)).mine.joined);
        town.write(first, move |tx, _, by| people::join(tx, by, id)).unwrap();
        assert_eq!(shown(town, id, Some(first)).people, Some(5));
        let office = town.write(&town.people.firm, move |tx, _, by| people::join(tx, by, id));
        assert_eq!(code(office), "denied");
    });
}

#[test]
fn both_sides_are_heard_without_names_and_nobody_too_often() {
    each_town(|town| {
        let id = raised(town);
        let resident = &town.people.rider;
        for _ in 0..3 {
            say(town, resident, id, Side::Resident).unwrap();
        }
        assert_eq!(code(say(town, resident, id, Side::Resident)), "collective-too-many-comments");
        // A shop speaks for itself; the firm that decides does not speak for riders, nor a clerk.
        say(town, &town.people.other_firm, id, Side::Merchant).unwrap();
        for (office, side) in [
            (&town.people.firm, Side::Merchant),
            (&town.people.other_firm, Side::Worker),
            (&town.people.clerk, Side::Resident),
        ] {
            assert_eq!(code(say(town, office, id, side)), "denied");
        }
        let heard = shown(town, id, None).comments;
        assert_eq!(heard.len(), 4);
        let first = heard[0].id;
        let strike = |by: &Actor| {
            town.write(by, move |tx, _, by| people::strike(tx, by, id, first, "写了别人的电话"))
        };
        assert_eq!(code(strike(&town.people.firm)), "denied");
        strike(&town.people.clerk).unwrap();
        assert_eq!(code(strike(&town.people.clerk)), "collective-struck-before");
        let after = shown(town, id, None).comments;
        assert_eq!(after.iter().filter(|one| one.struck.is_some()).count(), 1);
        assert!(after.iter().all(|one| one.struck.is_none() || one.text.is_empty()));
    });
}

#[test]
fn of_a_gate_those_vote_who_reported_or_joined_and_work_here() {
    each_town(|town| {
        let reporter = town.people.rider.clone();
        let case = town.report(&reporter, "gate-access", STREET);
        let number = town.case(case).number;
        let new = NewCollective {
            owner: town.offices.community,
            ..proposal(town, "gate", vec![number.clone()])
        };
        let id = raise(town, &town.people.clerk, new).unwrap();
        let again = town.write(&town.people.clerk, {
            move |tx, desk, by| open::gather(tx, desk, by, id, None, &number)
        });
        assert_eq!(code(again), "collective-gathered-before");
        let joined = drivers(town, 5);
        let aside = drivers(town, 3);
        // Whoever only lives here may join and comment, and does not vote.
        let resident = town.people.other_rider.clone();
        for one in joined.iter().chain([&resident]) {
            town.write(one, move |tx, _, by| people::join(tx, by, id)).unwrap();
        }
        answer_with(town, &town.people.community, id, Answer::Accepted, Some(plan())).unwrap();
        town.tick_at("2026-06-17 00:00");
        town.tick_at("2026-06-22 09:00");
        let opened = matter(town, id);
        assert_eq!(opened.vote().unwrap().eligible, 6);
        vote(town, &reporter, id, &code_of(town), Choice::Keep).unwrap();
        for other in [&resident, &aside[0]] {
            let cast = vote(town, other, id, &code_of(town), Choice::Keep);
            assert_eq!(code(cast), "collective-not-on-roll");
        }
        assert_holds(town, id);
    });
}

#[test]
fn who_opens_answers_and_sees_what_is_foreign() {
    each_town(|town| {
        let new = || proposal(town, "pay", Vec::new());
        for other in
            [&town.people.rider, &town.people.other_clerk, &town.people.firm, &town.people.auditor]
        {
            assert_eq!(code(raise(town, other, new())), "denied");
        }
        let private = town.report(&town.people.rider, "law", "330102003");
        let foreign = NewCollective { cases: vec![town.case(private).number], ..new() };
        assert_eq!(code(raise(town, &town.people.clerk, foreign)), "cases:collective-case-unknown");
        let unknown = NewCollective { kind: "nothing".into(), ..new() };
        assert_eq!(code(raise(town, &town.people.clerk, unknown)), "kind:collective-kind-unknown");
        let id = raised(town);
        let withdraw = |by: &Actor| {
            town.write(by, move |tx, _, by| open::withdraw(tx, by, id, None, "与另一件重复。"))
        };
        assert_eq!(code(withdraw(&town.people.firm)), "denied");
        let stale = town.write(&town.people.clerk, move |tx, _, by| {
            open::withdraw(tx, by, id, Some(7), "与另一件重复。")
        });
        assert_eq!(code(stale), "stale:1");
        withdraw(&town.people.clerk).unwrap();
        assert_eq!(code(withdraw(&town.people.clerk)), "collective-ended");
        assert_holds(town, id);
    });
}
