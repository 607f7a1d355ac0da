//! An instalment that does not come rings once, when its day has ended in Asia/Shanghai: over
//! weekends and holidays, after a pause of the server, and after the case was closed.

use access::Action;
use cases::{State, verdict};
use contracts::{CaseId, Event};

use super::{accept, answered, arrears, confirm, due, kit, paid, plan};
use crate::common::{Town, at, code, each_town};

/// A case with three instalments: Friday, the Sunday of a weekend, and in the National Day week.
fn three(town: &Town) -> CaseId {
    let id = arrears(town);
    accept(town, id);
    let rows = vec![due("2026-05-08", 1_000), due("2026-05-10", 1_000), due("2026-10-03", 2_000)];
    plan(town, id, rows).unwrap();
    town.heard();
    id
}

/// Who was told of an unpaid instalment: the unit, and the worker.
fn rung(town: &Town) -> (usize, usize) {
    let events = town.heard();
    let units = Town::notices_to(&events, town.offices.street);
    let rider = town.people.rider.person;
    let worker = events.iter().filter(|event| {
        matches!(event, Event::PersonNotified { person, notice, .. }
            if *person == rider && notice == "unpaid")
    });
    (units.iter().filter(|notice| **notice == "unpaid").count(), worker.count())
}

fn unpaid(town: &Town, id: CaseId) -> usize {
    town.count(id, "money.unpaid")
}

#[test]
fn the_day_is_a_calendar_day_and_it_rings_once_at_its_end() {
    each_town(|town| {
        let id = three(town);
        town.tick_at("2026-05-08 23:59");
        assert_eq!(unpaid(town, id), 0, "until midnight it may still come");
        town.tick_at("2026-05-09 00:00");
        assert_eq!((unpaid(town, id), rung(town)), (1, (1, 1)));
        town.tick();
        town.tick_at("2026-05-09 18:00");
        assert_eq!((unpaid(town, id), rung(town)), (1, (0, 0)), "and once only");
        // A Sunday counts like any day.
        town.tick_at("2026-05-10 23:59");
        assert_eq!(unpaid(town, id), 1);
        town.tick_at("2026-05-11 00:00");
        assert_eq!((unpaid(town, id), rung(town)), (2, (1, 1)));
        assert_eq!(kit(town, id).missing(2), 200_000);
        town.assert_folded(id);
    });
}

#[test]
fn what_came_in_time_does_not_ring_and_what_came_in_part_does() {
    each_town(|town| {
        let id = three(town);
        town.clock.set(at("2026-05-08 22:00"));
        paid(town, id, 150_000).unwrap();
        town.tick_at("2026-05-09 00:00");
        assert_eq!(unpaid(town, id), 0);
        town.tick_at("2026-05-11 00:00");
        assert_eq!(unpaid(town, id), 1, "five hundred are missing");
        let standing = kit(town, id).standings()[1];
        assert_eq!(
            (standing.paid, standing.missing(), standing.is_paid()),
            (50_000, 50_000, false)
        );
        paid(town, id, 50_000).unwrap();
        assert!(kit(town, id).standings()[1].is_paid());
        assert_eq!(kit(town, id).rang_at(), None, "it has come after all");
        town.assert_folded(id);
    });
}

#[test]
fn a_server_that_slept_rings_each_late_instalment_once() {
    each_town(|town| {
        let id = three(town);
        town.clock.set(at("2026-10-08 09:00"));
        let mut rounds = 0;
        while town.tick() > 0 {
            rounds += 1;
            assert!(rounds < 20, "time does not come to rest");
        }
        let mut told: Vec<u32> = Vec::new();
        for entry in town.entries(id) {
            if let cases::entry::What::Money(cases::money::Fact::Unpaid { instalment, .. }) =
                entry.what
            {
                told.push(instalment);
            }
        }
        assert_eq!(told, [1, 2, 3]);
        town.assert_folded(id);
    });
}

#[test]
fn an_instalment_rings_after_the_case_was_closed_and_opens_it_again() {
    each_town(|town| {
        let id = three(town);
        paid(town, id, 200_000).unwrap();
        answered(town, id);
        confirm(town, id).unwrap();
        town.heard();
        assert_eq!(town.case(id).state, State::Confirmed);
        // The National Day week; thirty days after the closing are long over.
        town.clock.set(at("2026-09-01 10:00"));
        let reopen = || {
            town.write(&town.people.rider, move |tx, desk, by| {
                verdict::reopen(tx, desk, by, id, Action::CaseFollow, "第三期没有付")
            })
        };
        assert_eq!(code(reopen()), "case-too-late");
        town.tick_at("2026-10-03 23:59");
        assert_eq!(unpaid(town, id), 0);
        town.tick_at("2026-10-04 00:00");
        assert_eq!((unpaid(town, id), rung(town)), (1, (1, 1)));
        assert_eq!(town.case(id).state, State::Confirmed, "it rings, and people decide");
        town.assert_folded(id);
        town.clock.set(at("2026-10-20 10:00"));
        assert_eq!(reopen().unwrap().state, State::Reopened);
        paid(town, id, 200_000).unwrap();
        answered(town, id);
        confirm(town, id).unwrap();
        assert_eq!(kit(town, id).recovered(), 400_000);
        town.assert_folded(id);
    });
}

#[test]
fn a_new_plan_takes_the_place_of_the_old_one_and_a_case_taken_back_is_silent() {
    each_town(|town| {
        let id = three(town);
        plan(town, id, vec![due("2026-06-15", 4_000)]).unwrap();
        town.tick_at("2026-05-20 00:00");
        assert_eq!(unpaid(town, id), 0);
        town.write(&town.people.rider, move |tx, _, by| {
            verdict::withdraw(tx, by, id, "私下付清了")
        })
        .unwrap();
        town.tick_at("2026-07-01 00:00");
        assert_eq!(unpaid(town, id), 0);
        assert_eq!(code(paid(town, id, 1)), "money-ended");
        town.assert_folded(id);
    });
}
