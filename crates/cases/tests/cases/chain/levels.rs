//! Up the levels by silence, by hand and past them.

use access::Actor;
use cases::{
    State,
    act::ActError,
    answer::{self, Given},
    case::Case,
    chain::{self, Level, climb},
    entry::Outcome,
    handle,
    holder::Holder,
    verdict,
};
use contracts::CaseId;

use super::minutes;
use crate::common::{COMMUNITY, Town, at, code, each_town};

fn pass(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| climb::pass(tx, desk, by, id, None, "货主不接电话"))
}
fn bypass(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| climb::bypass(tx, desk, by, id))
}
fn accept(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| handle::accept(tx, by, id, None))
}

/// Reported through the contact member at that minute.
fn reported_at(town: &Town, local: &str) -> CaseId {
    town.clock.set(at(local));
    town.tie(&town.people.rider);
    town.through(&town.people.rider, "parking", COMMUNITY)
}

fn due(town: &Town, id: CaseId) -> String {
    town.case(id).due.unwrap().by.display_minute()
}

#[test]
fn silence_moves_it_from_the_member_to_the_branch_to_the_street_and_the_promise_stays() {
    each_town(|town| {
        let (people, offices) = (&town.people, &town.offices);
        // Monday; seven hours a day: 24 work hours end on Thursday at noon.
        let id = reported_at(town, "2026-05-11 09:00");
        let promised = town.case(id).promised_by;
        assert_eq!(promised, at("2026-05-20 17:30"));
        let member = Holder::Member(people.member.person);
        assert_eq!(town.case(id).holder(), member);
        assert_eq!(due(town, id), "2026-05-14 12:00");
        town.heard();

        assert_eq!(town.tick_at("2026-05-14 11:59"), 0);
        assert_eq!(town.tick_at("2026-05-14 12:00"), 1);
        let case = town.case(id);
        assert_eq!((case.state, case.owner), (State::Reported, offices.branch));
        assert_eq!(chain::level(&case), Some(Level::Branch));
        assert_eq!(due(town, id), "2026-05-18 17:30", "two workdays");
        assert_eq!(Town::notices_to(&town.heard(), offices.branch), ["escalated"]);

        assert_eq!(town.tick_at("2026-05-18 17:30"), 1);
        let case = town.case(id);
        assert_eq!((case.owner, chain::level(&case)), (offices.street, None));
        assert_eq!(due(town, id), "2026-05-19 17:30", "the street accepts within a workday");
        assert_eq!((case.promised_by, case.answer_due.by), (promised, promised));
        assert_eq!(case.escalations, 2);
        assert_eq!(town.story(id), ["reported", "chain.taken", "chain.climbed", "chain.climbed"]);
        let [branch, street] = [offices.branch, offices.street].map(Holder::Unit);
        assert_eq!(
            minutes(town, id),
            [(member, 3 * 1_440 + 180), (branch, 4 * 1_440 + 330), (street, 0)]
        );
        accept(town, &people.clerk, id).unwrap();
        assert_eq!(due(town, id), "2026-05-20 17:30", "one clock from the report on");
        town.assert_folded(id);
    });
}

#[test]
fn over_the_spring_festival_a_member_s_limit_follows_the_work_calendar() {
    each_town(|town| {
        // Friday afternoon: one hour, then Saturday (worked), then from the 24th on.
        let id = reported_at(town, "2026-02-13 16:30");
        assert_eq!(due(town, id), "2026-02-26 11:00");
        assert_eq!(town.tick_at("2026-02-24 09:00"), 0, "nobody is silent on a holiday");
    });
}

#[test]
fn a_limit_that_passed_while_the_server_was_down_is_made_good_exactly_once() {
    each_town(|town| {
        let id = reported_at(town, "2026-05-11 09:00");
        // Two days late: the branch gets its whole limit from now on.
        assert_eq!(town.tick_at("2026-05-15 12:00"), 1);
        assert_eq!(town.tick(), 0);
        assert_eq!(due(town, id), "2026-05-19 17:30");
        assert_eq!(town.count(id, "chain.climbed"), 1);
        assert_eq!(town.case(id).escalations, 1);
    });
}

#[test]
fn by_hand_it_goes_up_with_a_note_and_the_branch_answers_or_passes_on() {
    each_town(|town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = reported_at(town, "2026-05-11 09:00");
        for stranger in [&people.other_member, &people.transport, &people.firm] {
            assert_eq!(code(pass(town, stranger, id)), "not-found");
        }
        assert_eq!(code(pass(town, &people.rider, id)), "denied");
        town.clock.set(at("2026-05-11 10:00"));
        assert_eq!(pass(town, &people.member, id).unwrap().owner, offices.branch);
        assert_eq!(code(pass(town, &people.member, id)), "denied", "it is the branch's now");
        town.clock.set(at("2026-05-11 11:00"));
        let case = pass(town, &people.branch, id).unwrap();
        assert_eq!((case.owner, case.escalations), (offices.street, 0));
        assert_eq!(code(pass(town, &people.branch, id)), "denied");
        assert_eq!(
            minutes(town, id)[..2],
            [(Holder::Member(people.member.person), 60), (Holder::Unit(offices.branch), 60)]
        );

        // Another one, which the branch answers itself.
        let id = town.through(&people.rider, "parking", COMMUNITY);
        pass(town, &people.member, id).unwrap();
        accept(town, &people.branch, id).unwrap();
        let text = "支部已经协调，当天付清".to_owned();
        let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
        town.write(&people.branch, move |tx, desk, by| {
            answer::answer(tx, desk, by, id, None, given)
        })
        .unwrap();
        assert_eq!(code(bypass(town, &people.rider, id)), "case-awaits-verdict");
        town.write(&people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))
            .unwrap();
        assert_eq!(town.case(id).state, State::Confirmed);
        assert_eq!(code(bypass(town, &people.rider, id)), "case-closed");
    });
}

#[test]
fn a_branch_that_took_it_on_is_bound_by_the_answer_s_deadline_and_silence_goes_to_the_street() {
    each_town(|town| {
        let id = reported_at(town, "2026-05-11 09:00");
        pass(town, &town.people.member, id).unwrap();
        accept(town, &town.people.branch, id).unwrap();
        assert_eq!(due(town, id), "2026-05-20 17:30");
        town.tick_at("2026-05-19 17:30");
        town.tick_at("2026-05-20 17:30");
        assert_eq!(town.case(id).owner, town.offices.street);
        assert_eq!(town.story(id)[2..], ["chain.passed", "accepted", "warned", "escalated"]);
    });
}

#[test]
fn the_worker_goes_past_them_at_any_time_and_the_member_reads_no_further() {
    each_town(|town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = reported_at(town, "2026-05-11 09:00");
        let reads = |by: &Actor| {
            let by = by.clone();
            town.read(move |db| {
                let case = cases::store::find(db, id)?.unwrap();
                Ok(cases::act::may_read(&by, &cases::act::target(db, id, &case)?))
            })
        };
        assert!(reads(&people.member) && !reads(&people.other_member));
        assert_eq!(code(bypass(town, &people.other_rider, id)), "not-found");
        assert_eq!(code(bypass(town, &people.member, id)), "denied");
        town.clock.set(at("2026-05-11 10:00"));
        let case = bypass(town, &people.rider, id).unwrap();
        assert_eq!((case.owner, case.holder()), (offices.street, Holder::Unit(offices.street)));
        assert_eq!(case.promised_by, at("2026-05-20 17:30"));
        assert_eq!(due(town, id), "2026-05-12 17:30");
        assert_eq!(code(bypass(town, &people.rider, id)), "case-not-in-chain");
        assert!(!reads(&people.member), "the worker wanted another way");
        assert_eq!(town.tick_at("2026-05-14 10:30"), 1, "the street is silent in its turn");
        assert_eq!(town.story(id)[2..], ["chain.bypassed", "escalated"]);
        assert_eq!(minutes(town, id)[0], (Holder::Member(people.member.person), 60));
        town.assert_folded(id);
    });
}

#[test]
fn who_has_no_contact_or_is_in_danger_does_not_wait_for_levels() {
    each_town(|town| {
        let worker = town.people.rider.person;
        let offered = |matter: &'static str| {
            let desk = town.desk.clone();
            town.read(move |db| {
                let matter = desk.catalogue.matter(matter).unwrap();
                chain::begin::offered(db, &desk, worker, matter)
            })
        };
        assert_eq!(offered("parking"), None);
        town.tie(&town.people.rider);
        assert_eq!(offered("parking").map(|contact| contact.name), Some("老周".into()));
        assert_eq!(offered("urgent-danger"), None);
    });
}
