//! The closed loop: reported, handed over, answered, disputed, answered again, confirmed.

use cases::{
    State, Verdict, answer,
    answer::Given,
    entry::Outcome,
    handle,
    holder::{Holder, held},
    verdict,
};
use contracts::{CaseId, Event};

use crate::common::{COMMUNITY, STREET_FIRST, Town, at, each_town_with};

fn given(text: &str) -> Given {
    Given { text: text.into(), outcome: Outcome::Solved, photos: Vec::new() }
}

/// From the report to the second answer, an hour apart each.
fn up_to_second_answer(town: &Town) -> CaseId {
    let (people, offices) = (&town.people, &town.offices);
    let id = town.report(&people.rider, "parking", COMMUNITY);
    let hour = |n: i64| town.clock.set(at("2026-05-06 09:00").plus_hours(n));
    hour(1);
    town.write(&people.clerk, move |tx, _, by| handle::accept(tx, by, id, Some(1))).unwrap();
    hour(2);
    let to = offices.urban;
    town.write(&people.clerk, move |tx, desk, by| {
        handle::assign(tx, desk, by, id, Some(2), to, "请划设停车位")
    })
    .unwrap();
    hour(3);
    town.write(&people.urban, move |tx, desk, by| {
        answer::answer(tx, desk, by, id, Some(3), given("已经安排现场查看"))
    })
    .unwrap();
    hour(4);
    town.write(&people.rider, move |tx, desk, by| {
        verdict::dispute(tx, desk, by, id, "还是没有地方停")
    })
    .unwrap();
    hour(5);
    town.write(&people.urban, move |tx, desk, by| {
        answer::answer(tx, desk, by, id, Some(5), given("东口划了二十个骑手车位"))
    })
    .unwrap();
    hour(6);
    id
}

#[test]
fn a_rider_reports_missing_parking_and_confirms_after_a_dispute() {
    each_town_with(&STREET_FIRST, |town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = up_to_second_answer(town);
        town.write(&people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))
            .unwrap();
        assert_eq!(
            town.story(id),
            ["reported", "accepted", "assigned", "answered", "disputed", "answered", "confirmed"]
        );
        let case = town.case(id);
        assert_eq!((case.state, case.verdict), (State::Confirmed, Verdict::Confirmed));
        assert_eq!((case.disputes, case.confirmations, case.escalations), (1, 1, 0));
        assert_eq!(case.owner, offices.urban);
        assert_eq!(case.first_answered_at, Some(at("2026-05-06 12:00")));
        town.assert_folded(id);

        let who: Vec<_> = held(&case.holdings, town.now())
            .iter()
            .map(|held| (held.holder, held.seconds))
            .collect();
        let [street, urban] = [offices.street, offices.urban].map(Holder::Unit);
        let hours = 3_600;
        assert_eq!(
            who,
            [
                (street, 2 * hours),
                (urban, hours),
                (Holder::Worker, hours),
                (urban, hours),
                (Holder::Worker, hours)
            ]
        );
        assert_eq!(who.iter().map(|(_, seconds)| seconds).sum::<i64>(), 6 * hours);
    });
}

#[test]
fn everybody_hears_what_concerns_them_and_the_ledger_hears_of_the_confirmation_once() {
    each_town_with(&STREET_FIRST, |town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = up_to_second_answer(town);
        town.write(&people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, "谢谢"))
            .unwrap();
        let events = town.heard();
        assert_eq!(Town::notices_to(&events, offices.street), ["reported"]);
        assert_eq!(Town::notices_to(&events, offices.urban), ["assigned", "disputed"]);
        let told: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::PersonNotified { person, case, notice, .. } => {
                    assert_eq!((*person, *case), (people.rider.person, id));
                    Some(notice.as_str())
                }
                _ => None,
            })
            .collect();
        assert_eq!(told, ["accepted", "answered", "answered"]);
        let confirmed: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                Event::CaseConfirmed(outcome) => Some(outcome),
                _ => None,
            })
            .collect();
        let [outcome] = confirmed[..] else { panic!("{confirmed:?}") };
        assert_eq!((outcome.case, outcome.reporter), (id, people.rider.person));
        assert_eq!((outcome.matter.as_str(), outcome.area.as_str()), ("parking", COMMUNITY));
        assert_eq!(outcome.number, town.case(id).number);
        assert!(!events.iter().any(|event| matches!(event, Event::CaseReopened(_))));
    });
}

#[test]
fn reopening_names_the_round_that_was_confirmed_and_the_next_one_is_another() {
    each_town_with(&STREET_FIRST, |town| {
        let rider = &town.people.rider;
        let id = up_to_second_answer(town);
        let confirm = || {
            town.write(rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, "")).unwrap()
        };
        confirm();
        town.write(rider, move |tx, desk, by| {
            verdict::reopen(tx, desk, by, id, access::Action::CaseFollow, "车位又被占了")
        })
        .unwrap();
        let case = town.case(id);
        assert_eq!((case.state, case.verdict), (State::Reopened, Verdict::Disputed));
        assert_eq!(case.holder(), Holder::Unit(town.offices.urban));
        town.write(&town.people.urban, move |tx, desk, by| {
            answer::answer(tx, desk, by, id, None, given("已经清理并派人值守"))
        })
        .unwrap();
        confirm();
        let rounds: Vec<_> = town
            .heard()
            .into_iter()
            .filter_map(|event| match event {
                Event::CaseConfirmed(outcome) => Some(("confirmed", outcome.round)),
                Event::CaseReopened(outcome) => Some(("reopened", outcome.round)),
                _ => None,
            })
            .collect();
        let first = rounds[0].1;
        assert_eq!(rounds, [("confirmed", first), ("reopened", first), ("confirmed", first + 1)]);
        town.assert_folded(id);
    });
}

#[test]
fn time_after_the_end_counts_for_nobody() {
    each_town_with(&STREET_FIRST, |town| {
        let id = up_to_second_answer(town);
        let rider = &town.people.rider;
        town.write(rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, "")).unwrap();
        let case = town.case(id);
        let total = |now| held(&case.holdings, now).iter().map(|held| held.seconds).sum::<i64>();
        assert_eq!(total(town.now()), total(town.now().plus_days(400)));
        assert_eq!(case.holder(), Holder::Nobody);
    });
}
