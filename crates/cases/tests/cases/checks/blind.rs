//! Who is asked, what they receive, and how their answers decide.

use access::Actor;
use cases::{
    State,
    checks::{Finding, Said, view},
    verdict,
};
use contracts::Event;

use super::{
    asked, checkers, closed, draw, drawn, jobs_of, join, rider, rider_of, say, store, volunteers,
};
use crate::common::{COMMUNITY, OTHER_STREET, STREET, Town, code, each_town};

/// The one among `riders` who has something to look at.
fn with_ask<'a>(town: &Town, riders: &'a [Actor]) -> Vec<&'a Actor> {
    riders.iter().filter(|rider| !asked(town, rider).is_empty()).collect()
}

#[test]
fn three_near_who_have_no_tie_are_asked() {
    each_town(|town| {
        let people = &town.people;
        let case = closed(town, &people.rider);
        // The reporter, somebody of a unit that handled it, somebody who left.
        join(town, &people.rider, COMMUNITY).unwrap();
        let of_handler = rider_of(town, town.offices.street);
        join(town, &of_handler, COMMUNITY).unwrap();
        let gone = rider(town);
        join(town, &gone, COMMUNITY).unwrap();
        town.write(&gone, |tx, _, by| cases::checks::volunteer::leave(tx, by)).unwrap();
        let in_county = [rider(town), rider(town)];
        for rider in &in_county {
            join(town, rider, OTHER_STREET).unwrap();
        }
        let of_firm = rider_of(town, town.offices.firm);
        join(town, &of_firm, COMMUNITY).unwrap();
        let in_street = rider(town);
        join(town, &in_street, STREET).unwrap();
        drawn(town, 5);
        let found = checkers(town, case);
        assert_eq!(found.len(), 3);
        assert!(found.contains(&of_firm.person) && found.contains(&in_street.person));
        let from_county = in_county.iter().filter(|rider| found.contains(&rider.person)).count();
        assert_eq!(from_county, 1, "the street first, then the county");
    });
}

#[test]
fn offices_do_not_volunteer_and_the_place_is_of_ones_own_choice() {
    each_town(|town| {
        let people = &town.people;
        for by in [&people.clerk, &people.firm, &people.auditor, &people.admin] {
            assert_eq!(code(join(town, by, COMMUNITY)), "denied");
        }
        for place in ["330102", "3301", "440103001", "330102999"] {
            assert_eq!(code(join(town, &people.rider, place)), "area:area-unknown");
        }
        join(town, &people.rider, COMMUNITY).unwrap();
        join(town, &people.rider, STREET).unwrap();
        let person = people.rider.person;
        let known = town.read(move |db| store::volunteers_for(db, person));
        assert_eq!(known.map(|area| area.to_string()).as_deref(), Some(STREET));
    });
}

#[test]
fn the_majority_decides_and_a_false_closing_is_told_to_who_answers_for_it() {
    each_town(|town| {
        let people = &town.people;
        let riders = volunteers(town, 3);
        let case = closed(town, &people.rider);
        let id = drawn(town, 5);
        town.heard();
        for (rider, said) in riders.iter().zip([Said::Unsolved, Said::Solved, Said::Unsolved]) {
            let ask = asked(town, rider)[0].id;
            say(town, rider, ask, said).unwrap();
        }
        let tally = town.read(move |db| store::tally(db, id));
        assert_eq!((tally.unsolved, tally.split, tally.open), (1, 1, 0));
        assert!(draw(town, id).closed_at.is_some(), "nothing is left to look at");
        assert_eq!(jobs_of(town, id), 0);
        let found = town.case(case);
        assert_eq!(found.checked.map(|found| found.finding), Some(Finding::Unsolved));
        assert_eq!(found.state, State::Confirmed, "the program reopens nothing");
        assert_eq!(town.count(case, "check.found"), 1);
        let events = town.heard();
        assert_eq!(Town::notices_to(&events, town.offices.street), ["check-unsolved"]);
        let told = events.iter().any(|event| {
            matches!(event, Event::PersonNotified { person, notice, .. }
                if *person == people.rider.person && notice == "check-unsolved")
        });
        assert!(told);
        let thanked =
            events.iter().filter(|event| matches!(event, Event::CheckAnswered(_))).count();
        assert_eq!(thanked, 3, "whatever was answered");
        town.assert_folded(case);
    });
}

#[test]
fn what_was_found_false_late_can_still_be_reopened() {
    each_town(|town| {
        let people = &town.people;
        let riders = volunteers(town, 3);
        let case = closed(town, &people.rider);
        drawn(town, 5);
        let reopen = || {
            town.write(&people.rider, move |tx, desk, by| {
                verdict::reopen(tx, desk, by, case, access::Action::CaseFollow, "确实没有解决")
            })
        };
        town.clock.set(town.now().plus_days(6));
        for rider in &riders {
            say(town, rider, asked(town, rider)[0].id, Said::Unsolved).unwrap();
        }
        town.clock.set(town.now().plus_days(27));
        let since_closed = town.now().seconds_since(town.case(case).closed_at.unwrap()) / 86_400;
        assert!(since_closed > 30, "the usual time is over: {since_closed} days");
        let again = reopen().unwrap();
        assert_eq!(again.state, State::Reopened);
        town.assert_folded(case);
    });
}

#[test]
fn silent_and_undecided_checkers_are_replaced() {
    each_town(|town| {
        let riders = volunteers(town, 6);
        let case = closed(town, &town.people.rider);
        let id = drawn(town, 5);
        let first = with_ask(town, &riders);
        assert_eq!(first.len(), 3);
        say(town, first[0], asked(town, first[0])[0].id, Said::Unsure).unwrap();
        assert_eq!(with_ask(town, &riders).len(), 3, "a reserve at once");
        // The other two of the first stay silent for a week.
        let reserve: Vec<_> =
            with_ask(town, &riders).into_iter().filter(|one| !first.contains(one)).collect();
        say(town, reserve[0], asked(town, reserve[0])[0].id, Said::Solved).unwrap();
        town.clock.set(town.now().plus_days(7));
        town.tick();
        let last = with_ask(town, &riders);
        assert_eq!(last.len(), 2);
        assert!(last.iter().all(|one| !first.contains(one) && !reserve.contains(one)));
        let late = town.read({
            let person = first[1].person;
            move |db| view::answers_of(db, person)
        });
        assert!(late.is_empty());
        assert_eq!(checkers(town, case).len(), 6, "each is asked once");
        for rider in last {
            say(town, rider, asked(town, rider)[0].id, Said::Solved).unwrap();
        }
        assert!(draw(town, id).closed_at.is_some());
    });
}

#[test]
fn an_answer_counts_once_and_only_from_who_was_asked() {
    each_town(|town| {
        let riders = volunteers(town, 3);
        let case = closed(town, &town.people.rider);
        let id = drawn(town, 5);
        let ask = asked(town, &riders[0])[0].id;
        assert_eq!(code(say(town, &riders[1], ask, Said::Solved)), "not-found");
        assert_eq!(code(say(town, &town.people.clerk, ask, Said::Solved)), "denied");
        say(town, &riders[0], ask, Said::Solved).unwrap();
        say(town, &riders[0], ask, Said::Solved).unwrap();
        assert_eq!(code(say(town, &riders[0], ask, Said::Unsolved)), "check-answered-before");
        town.clock.set(town.now().plus_days(8));
        town.tick();
        let late = town.read(|db| {
            db.query("SELECT id FROM cases_checks_asks WHERE lapsed_at IS NOT NULL", &[], |row| {
                row.get(0)
            })
        });
        assert_eq!(late.len(), 2);
        let outcomes: Vec<_> =
            riders[1..].iter().map(|rider| code(say(town, rider, late[0], Said::Solved))).collect();
        assert!(outcomes.contains(&"check-over".to_owned()), "{outcomes:?}");
        // At the end of the draw one answer decides nothing.
        town.clock.set(town.now().plus_days(30));
        town.tick();
        assert!(draw(town, id).closed_at.is_some());
        let tally = town.read(move |db| store::tally(db, id));
        assert_eq!((tally.solved, tally.undecided), (0, 1));
        assert_eq!(town.count(case, "check.found"), 0);
    });
}

#[test]
fn who_volunteers_late_is_asked_the_next_day() {
    each_town(|town| {
        let case = closed(town, &town.people.rider);
        drawn(town, 5);
        assert!(checkers(town, case).is_empty());
        let riders = volunteers(town, 3);
        town.clock.set(town.now().plus_days(1));
        town.tick();
        assert_eq!(checkers(town, case).len(), 3);
        assert_eq!(with_ask(town, &riders).len(), 3);
    });
}

/// Everything a use case hands to a checker, as text.
#[test]
fn what_a_checker_receives_names_nobody() {
    each_town(|town| {
        let people = &town.people;
        let riders = volunteers(town, 3);
        let case = closed(town, &people.rider);
        drawn(town, 5);
        let received = format!("{:?}", asked(town, &riders[0]));
        let known = town.case(case);
        for hidden in [
            known.number.clone(),
            known.title.clone(),
            known.text.clone(),
            "已经派人修好".to_owned(),
            case.to_string(),
            town.offices.street.to_string(),
            people.rider.person.to_string(),
            people.clerk.person.to_string(),
            "清波街道办".to_owned(),
        ] {
            assert!(!received.contains(&hidden), "{hidden} in {received}");
        }
        assert!(received.contains("地铁口B口") && received.contains("charging"));
    });
}
