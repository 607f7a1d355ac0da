//! Deadlines on the work calendar, to the minute: over the Spring Festival of 2026 (15 to 23
//! February off, Saturdays 14 and 28 worked) and over an ordinary weekend.

use cases::{State, answer, answer::Given, entry::Outcome, handle, handle::assign};
use contracts::CaseId;

use crate::common::{COMMUNITY, Town, at, each_town, escalated};

/// Reported in the community at that minute.
fn reported_at(town: &Town, local: &str, matter: &str) -> CaseId {
    town.clock.set(at(local));
    town.report(&town.people.rider, matter, COMMUNITY)
}

fn accept(town: &Town, id: CaseId) {
    town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
}

/// The next two things time will do: when it warns and when it passes.
fn due(town: &Town, id: CaseId) -> (Option<String>, String) {
    let due = town.case(id).due.unwrap();
    (due.warn_at.map(kernel::Timestamp::display_minute), due.by.display_minute())
}

#[test]
fn seven_workdays_over_the_spring_festival_end_on_the_swapped_saturday() {
    each_town(|town| {
        let id = reported_at(town, "2026-02-12 10:00", "rest-meals");
        assert_eq!(due(town, id), (None, "2026-02-13 17:30".into()));
        accept(town, id);
        // Worked: 13, Saturday 14, then 24 25 26 27 and Saturday 28.
        assert_eq!(due(town, id), (Some("2026-02-27 17:30".into()), "2026-02-28 17:30".into()));
        assert_eq!(town.case(id).promised_by, at("2026-02-28 17:30"));
    });
}

#[test]
fn office_hours_run_on_into_a_swapped_saturday_and_stop_for_the_festival() {
    each_town(|town| {
        // Four work hours: one on Friday, three on the worked Saturday morning.
        let id = reported_at(town, "2026-02-13 16:30", "charging");
        assert_eq!(due(town, id).1, "2026-02-14 12:00");
        // Two hours left of Saturday, two on the first day after the festival.
        let id = reported_at(town, "2026-02-14 15:30", "charging");
        assert_eq!(due(town, id).1, "2026-02-24 11:00");
        // At night, in the middle of the holidays.
        let id = reported_at(town, "2026-02-18 02:00", "charging");
        assert_eq!(due(town, id).1, "2026-02-24 14:30");
    });
}

#[test]
fn what_is_urgent_runs_through_the_night_of_new_year() {
    each_town(|town| {
        let id = reported_at(town, "2026-02-16 23:50", "urgent-danger");
        assert_eq!(due(town, id).1, "2026-02-17 00:05");
        assert!(town.case(id).urgent);
    });
}

#[test]
fn a_silent_street_is_passed_over_then_the_county_and_then_it_shows() {
    each_town(|town| {
        let offices = &town.offices;
        let id = reported_at(town, "2026-02-13 16:30", "charging");
        town.heard();
        assert_eq!(town.tick_at("2026-02-14 11:59"), 0);
        assert_eq!(town.tick_at("2026-02-14 12:00"), 1);
        let case = town.case(id);
        assert_eq!((case.state, case.owner), (State::Reported, offices.county_hotline));
        // Five workdays of the county's own: 24 25 26 27 and Saturday 28.
        assert_eq!(due(town, id), (None, "2026-02-28 17:30".into()));
        assert_eq!(town.tick_at("2026-02-28 17:30"), 1);
        assert!(town.case(id).overdue);
        assert_eq!(town.tick_at("2027-02-28 17:30"), 0, "and nothing more");
        assert_eq!(town.story(id), ["reported", "escalated", "overdue"]);
        let step = town.entries(id).iter().find_map(escalated);
        assert_eq!(step, Some((offices.street, offices.county_hotline)));
        let events = town.heard();
        assert_eq!(Town::notices_to(&events, offices.county_hotline), ["escalated", "overdue"]);
        town.assert_folded(id);
    });
}

#[test]
fn an_accepted_case_is_warned_about_then_climbs_level_by_level() {
    each_town(|town| {
        let offices = &town.offices;
        // Wednesday; three workdays to answer, a warning one workday before.
        let id = reported_at(town, "2026-05-13 09:00", "charging");
        accept(town, id);
        town.heard();
        assert_eq!(due(town, id), (Some("2026-05-15 17:30".into()), "2026-05-18 17:30".into()));
        assert_eq!(town.tick_at("2026-05-15 17:30"), 1);
        assert_eq!(Town::notices_to(&town.heard(), offices.street), ["warned"]);
        assert_eq!(town.tick_at("2026-05-18 17:29"), 0);
        assert_eq!(town.tick_at("2026-05-18 17:30"), 1);
        assert_eq!(Town::notices_to(&town.heard(), offices.county_hotline), ["escalated"]);
        assert_eq!((town.case(id).state, town.case(id).escalations), (State::Accepted, 1));
        assert_eq!(town.tick_at("2026-05-25 17:30"), 1);
        assert_eq!(town.story(id), ["reported", "accepted", "warned", "escalated", "overdue"]);
        assert_eq!(town.case(id).promised_by, at("2026-05-18 17:30"), "the promise never moves");
        town.assert_folded(id);
    });
}

#[test]
fn a_department_s_silence_climbs_past_its_own_level() {
    each_town(|town| {
        let offices = &town.offices;
        // A hazard is urban management's at once: a unit of the county, so the city comes next.
        let id = reported_at(town, "2026-05-13 09:00", "road-hazard");
        assert_eq!(town.case(id).owner, offices.urban);
        let (_, accept_by) = due(town, id);
        assert_eq!(town.tick_at(&accept_by), 1);
        assert_eq!(town.case(id).owner, offices.city_hotline);
    });
}

#[test]
fn a_runner_that_slept_for_weeks_does_each_thing_once_and_in_order() {
    each_town(|town| {
        let id = reported_at(town, "2026-05-13 09:00", "charging");
        accept(town, id);
        town.clock.set(at("2026-06-30 03:00"));
        let mut rounds = 0;
        while town.tick() > 0 {
            rounds += 1;
            assert!(rounds < 10, "time does not come to rest: {:?}", town.story(id));
        }
        assert_eq!(&town.story(id)[2..4], ["warned", "escalated"]);
        // The county is given its own time, counted from now.
        assert_eq!(due(town, id).1, "2026-07-07 17:30");
        town.assert_folded(id);
    });
}

#[test]
fn an_answer_stops_the_clock_and_a_hand_over_keeps_the_promise() {
    each_town(|town| {
        let id = reported_at(town, "2026-05-13 09:00", "charging");
        accept(town, id);
        let before = due(town, id);
        let to = town.offices.urban;
        town.clock.set(at("2026-05-15 10:00"));
        town.write(&town.people.clerk, move |tx, desk, by| {
            assign(tx, desk, by, id, None, to, "请办理")
        })
        .unwrap();
        assert_eq!(due(town, id), before, "handing over wins no time");
        town.write(&town.people.urban, move |tx, desk, by| {
            let text = "已经修好了".to_owned();
            let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
            answer::answer(tx, desk, by, id, None, given)
        })
        .unwrap();
        assert_eq!(town.case(id).due, None);
        assert_eq!(town.tick_at("2026-05-30 09:59"), 0);
        assert_eq!(town.tick_at("2026-05-30 10:00"), 1, "fifteen days of silence");
        assert_eq!(town.case(id).state, State::Closed);
    });
}
