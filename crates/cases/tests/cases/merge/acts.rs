//! What happens to one that leads happens for all; each reporter has a word.

use cases::{State, Verdict, holder::Holder, store::lists};
use contracts::{Event, PersonId};

use super::{accept, answer, confirm, dispute, merge, merged, reopen, reported, riders};
use crate::common::{Town, each_town};

/// Who was told `wanted`, each under which number.
fn told(events: &[Event], wanted: &str) -> Vec<(PersonId, String)> {
    let mut told: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::PersonNotified { person, number, notice, .. } if notice == wanted => {
                Some((*person, number.clone()))
            }
            _ => None,
        })
        .collect();
    told.sort_unstable();
    told
}

fn counts(town: &Town) -> lists::Counts {
    let reach = access::reach(&town.people.auditor, access::Action::CaseList);
    let now = town.now();
    town.read(move |db| lists::counts(db, &reach, now, now.day().plus(1).start()))
}

#[test]
fn a_follower_stands_as_its_leader_and_has_no_deadline_of_its_own() {
    each_town(|town| {
        let riders = riders::<3>(town);
        let ids = reported(town, &riders);
        merged(town, ids);
        assert_eq!(counts(town).counted, 1, "one trouble counts once");
        accept(town, ids[0]);
        for id in &ids[1..] {
            let case = town.case(*id);
            assert_eq!((case.state, case.due), (State::Accepted, None));
            assert_eq!(case.holder(), Holder::Unit(town.offices.urban));
            assert_eq!(case.next_tick(), None);
            assert_eq!(town.story(*id), ["reported", "merge.merged", "merge.followed"]);
            town.assert_folded(*id);
        }
        // Its clock rings once for all: the deadline of the answer passes.
        town.clock.set(town.now().plus_days(9));
        while town.tick() > 0 {}
        let leader = town.case(ids[0]);
        assert!(leader.escalations > 0);
        for id in ids {
            assert_eq!(town.case(id).owner, leader.owner);
            assert_eq!(
                town.count(id, "escalated"),
                usize::from(id == ids[0]) * town.count(ids[0], "escalated")
            );
            town.assert_folded(id);
        }
    });
}

#[test]
fn the_answer_reaches_every_reporter_and_any_yes_thanks_them_all_at_once() {
    each_town(|town| {
        let riders = riders::<4>(town);
        let ids = reported(town, &riders);
        merged(town, ids);
        accept(town, ids[0]);
        town.heard();
        answer(town, ids[0]);
        let mut everybody: Vec<_> = riders
            .iter()
            .zip(ids)
            .map(|(rider, id)| (rider.person, town.case(id).number))
            .collect();
        everybody.sort_unstable();
        assert_eq!(told(&town.heard(), "answered"), everybody);
        for id in ids {
            assert_eq!(town.case(id).answer.unwrap().text, "坑已经填平");
            assert_eq!(town.case(id).holder(), Holder::Worker);
        }

        let own = confirm(town, &riders[2], ids[2]).unwrap();
        assert_eq!((own.number, own.state), (town.case(ids[2]).number, State::Confirmed));
        let events = town.heard();
        assert_eq!(told(&events, "thanked"), everybody);
        let posted: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::CaseConfirmed(outcome) => Some(outcome),
                _ => None,
            })
            .collect();
        let [outcome] = posted[..] else { panic!("{posted:?}") };
        assert_eq!((outcome.case, outcome.reporter), (ids[0], riders[0].person));
        let supporters: Vec<_> =
            outcome.supporters.iter().map(|one| (one.case, one.reporter, one.round)).collect();
        let expected: Vec<_> = (1..4).map(|at| (ids[at], riders[at].person, 1)).collect();
        assert_eq!(supporters, expected);
        for id in ids {
            assert_eq!(town.case(id).verdict, Verdict::Confirmed);
            town.assert_folded(id);
        }
    });
}

#[test]
fn any_no_sends_the_work_back_and_takes_all_points_back() {
    each_town(|town| {
        let riders = riders::<3>(town);
        let ids = reported(town, &riders);
        merged(town, ids);
        accept(town, ids[0]);
        answer(town, ids[0]);
        assert_eq!(dispute(town, &riders[1], ids[1]).unwrap().state, State::Disputed);
        assert_eq!(town.case(ids[2]).state, State::Disputed);
        answer(town, ids[0]);
        confirm(town, &riders[0], ids[0]).unwrap();
        town.heard();
        // The third rider came by later: it is not solved.
        reopen(town, &riders[2], ids[2]).unwrap();
        let back: Vec<_> = town
            .heard()
            .into_iter()
            .filter_map(|event| match event {
                Event::CaseReopened(outcome) => Some(outcome),
                _ => None,
            })
            .collect();
        let [outcome] = &back[..] else { panic!("{back:?}") };
        assert_eq!((outcome.round, outcome.supporters.len()), (1, 2));
        assert!(ids.iter().all(|id| town.case(*id).state == State::Reopened));
        answer(town, ids[0]);
        confirm(town, &riders[1], ids[1]).unwrap();
        let again = town.heard().into_iter().find_map(|event| match event {
            Event::CaseConfirmed(outcome) => Some(outcome),
            _ => None,
        });
        let again = again.unwrap();
        assert_eq!((again.case, again.round), (ids[0], 2));
        assert!(again.supporters.iter().all(|one| one.round == 2));
        assert!(ids.iter().all(|id| town.case(*id).confirmations == 2));
    });
}

#[test]
fn who_reported_twice_is_thanked_once_and_the_earliest_first() {
    each_town(|town| {
        let [one, other] = riders::<2>(town);
        let ids = reported(town, &[one.clone(), other.clone(), one.clone()]);
        // The latest report leads: the earliest reporter still comes first.
        merge(town, &town.people.county, ids[0], ids[2]).unwrap();
        merge(town, &town.people.county, ids[1], ids[2]).unwrap();
        let thanked = town.case(ids[2]).reporters(ids[2]);
        let thanked: Vec<_> = thanked.iter().map(|it| (it.id, it.reporter.unwrap())).collect();
        assert_eq!(thanked, [(ids[0], one.person), (ids[1], other.person)]);
    });
}
