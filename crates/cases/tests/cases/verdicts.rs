//! What the worker says, and what silence says.

use cases::{
    State, Verdict, answer,
    answer::Given,
    entry::Outcome,
    handle,
    store::lists::{Counts, counts},
    verdict,
};
use contracts::{CaseId, Event};

use crate::common::{COMMUNITY, Town, at, code, each_town};

/// An answered case; the answer was given now.
fn answered(town: &Town) -> CaseId {
    let id = town.report(&town.people.rider, "charging", COMMUNITY);
    let clerk = &town.people.clerk;
    town.write(clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
    town.write(clerk, move |tx, desk, by| {
        let text = "换电柜已经修好".to_owned();
        let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
        answer::answer(tx, desk, by, id, None, given)
    })
    .unwrap();
    id
}

fn confirm(town: &Town, id: CaseId) -> Result<cases::case::Case, cases::act::ActError> {
    town.write(&town.people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))
}

fn reopen(town: &Town, id: CaseId) -> Result<cases::case::Case, cases::act::ActError> {
    town.write(&town.people.rider, move |tx, desk, by| {
        verdict::reopen(tx, desk, by, id, access::Action::CaseFollow, "柜子又坏了")
    })
}

fn figures(town: &Town) -> Counts {
    let reach = access::reach(&town.people.auditor, access::Action::CaseList);
    let now = town.now();
    town.read(move |db| counts(db, &reach, now, now.day().plus(1).start()))
}

#[test]
fn silence_closes_after_fifteen_days_and_says_neither_yes_nor_no() {
    each_town(|town| {
        let id = answered(town);
        let answered_at = town.now();
        town.clock.set(answered_at.plus_days(15).plus_seconds(-1));
        assert_eq!(town.tick(), 0);
        town.clock.set(answered_at.plus_days(15));
        town.heard();
        assert_eq!((town.tick(), town.tick()), (1, 0));
        let case = town.case(id);
        assert_eq!((case.state, case.verdict), (State::Closed, Verdict::Silent));
        assert_eq!(case.confirmations, 0);
        let events = town.heard();
        assert!(
            matches!(&events[..], [Event::PersonNotified { notice, .. }] if notice == "lapsed")
        );
        let counts = figures(town);
        assert_eq!((counts.closed_by_handler, counts.confirmed, counts.counted), (1, 0, 1));
        town.assert_folded(id);
    });
}

#[test]
fn a_late_yes_still_counts_until_the_thirtieth_day() {
    each_town(|town| {
        let [early, late, too_late] = [answered(town), answered(town), answered(town)];
        let answered_at = town.now();
        town.clock.set(answered_at.plus_days(20));
        assert_eq!(town.tick(), 3);
        assert_eq!(confirm(town, early).unwrap().state, State::Confirmed);
        assert_eq!(code(confirm(town, early)), "case-closed", "once is enough");
        town.clock.set(answered_at.plus_days(30));
        assert_eq!(confirm(town, late).unwrap().state, State::Confirmed);
        town.clock.set(answered_at.plus_days(30).plus_micros(1));
        assert_eq!(code(confirm(town, too_late)), "case-too-late");
        let counts = figures(town);
        assert_eq!((counts.closed_by_handler, counts.confirmed), (3, 2));
    });
}

#[test]
fn a_verdict_needs_an_answer() {
    each_town(|town| {
        let id = town.report(&town.people.rider, "charging", COMMUNITY);
        assert_eq!(code(confirm(town, id)), "case-not-answered");
        assert_eq!(code(reopen(town, id)), "case-not-closed");
        let id = answered(town);
        let again = town.write(&town.people.clerk, move |tx, desk, by| {
            let text = "再答复一次".to_owned();
            let given = Given { text, outcome: Outcome::Partly, photos: Vec::new() };
            answer::answer(tx, desk, by, id, None, given)
        });
        assert_eq!(code(again), "case-awaits-verdict");
    });
}

#[test]
fn a_confirmed_or_lapsed_case_can_be_reopened_for_thirty_days_and_only_the_first_takes_back() {
    each_town(|town| {
        let [confirmed, lapsed] = [answered(town), answered(town)];
        confirm(town, confirmed).unwrap();
        town.clock.set(town.now().plus_days(15));
        town.tick();
        town.heard();
        for id in [confirmed, lapsed] {
            let case = reopen(town, id).unwrap();
            assert_eq!((case.state, case.closed_at), (State::Reopened, None));
            assert!(case.due.is_some_and(|due| due.by > town.now()));
        }
        let taken_back: Vec<_> = town
            .heard()
            .into_iter()
            .filter_map(|event| match event {
                Event::CaseReopened(outcome) => Some(outcome.case),
                _ => None,
            })
            .collect();
        assert_eq!(taken_back, [confirmed]);
        let counts = figures(town);
        assert_eq!((counts.closed_by_handler, counts.confirmed, counts.open), (0, 0, 2));
    });
}

#[test]
fn after_thirty_days_a_closed_case_stays_closed() {
    each_town(|town| {
        let id = answered(town);
        confirm(town, id).unwrap();
        let closed_at = town.now();
        town.clock.set(closed_at.plus_days(30).plus_micros(1));
        assert_eq!(code(reopen(town, id)), "case-too-late");
        town.clock.set(closed_at.plus_days(30));
        reopen(town, id).unwrap();
    });
}

#[test]
fn withdrawn_and_out_of_scope_are_left_out_of_the_figures() {
    each_town(|town| {
        let [withdrawn, refused, _open] =
            ["charging"; 3].map(|matter| town.report(&town.people.rider, matter, COMMUNITY));
        confirm(town, answered(town)).unwrap();
        town.write(&town.people.rider, move |tx, _, by| verdict::withdraw(tx, by, withdrawn, ""))
            .unwrap();
        town.write(&town.people.clerk, move |tx, desk, by| {
            cases::scope::refuse(tx, desk, by, refused, None, "fire", "火警请拨打119")
        })
        .unwrap();
        let counts = figures(town);
        assert_eq!((counts.counted, counts.confirmed, counts.closed_by_handler), (2, 1, 1));
        assert_eq!((counts.open, counts.new, counts.awaiting), (1, 1, 0));
        town.clock.set(at("2026-05-06 23:59"));
        assert_eq!((figures(town).overdue, figures(town).due_today), (1, 0));
    });
}
