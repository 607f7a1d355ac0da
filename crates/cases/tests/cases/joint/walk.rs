//! From the whistle to the worker's yes.

use cases::{
    State,
    decision::{self, Decided},
    holder::held,
    joint::PartState,
    verdict,
};
use contracts::Event;

use super::*;
use crate::common::{area, code, each_town};

#[test]
fn seven_parts_are_called_reported_in_answered_and_closed_and_only_then_the_whole_is_answered() {
    each_town(|town| {
        let id = seven(town);
        let clerk = &town.people.clerk;
        town.clock.set(at("2026-05-06 10:30"));
        for part in TRAFFIC..=STREET {
            report_in(town, of(town, part), on(id, part)).unwrap();
        }
        assert_eq!(code(answer_whole(town, clerk, id)), "joint-parts-open");
        town.clock.set(at("2026-05-06 11:00"));
        for part in TRAFFIC..=STREET {
            part_answer(town, of(town, part), on(id, part)).unwrap();
        }
        send_back(town, on(id, FIRM)).unwrap();
        assert_eq!(state(town, on(id, FIRM)), PartState::Returned);
        for part in [TRAFFIC, OTHER_FIRM, COMMITTEE, OTHER_STREET, STREET] {
            close(town, on(id, part)).unwrap();
        }
        assert_eq!(code(close(town, on(id, FIRM))), "joint-not-answered");
        part_answer(town, of(town, FIRM), on(id, FIRM)).unwrap();
        close(town, on(id, FIRM)).unwrap();
        assert_eq!(code(answer_whole(town, clerk, id)), "joint-parts-open", "urban management");
        carry_through(town, &town.people.urban, on(id, URBAN));
        answer_whole(town, clerk, id).unwrap();
        let case = confirm(town, id).unwrap();
        assert_eq!((case.state, case.confirmations), (State::Confirmed, 1));
        assert_eq!(case.owner, town.offices.street, "the whole never left the street");
        let confirmed = town.heard().into_iter();
        let confirmed = confirmed.filter(|event| matches!(event, Event::CaseConfirmed(_)));
        assert_eq!(confirmed.count(), 1);
        town.assert_folded(id);
    });
}

/// A conference decides that three units do something: three tasks, and one check at the end.
#[test]
fn a_decision_for_three_units_is_three_tasks_and_one_closing_check() {
    each_town(|town| {
        let (id, o) = (town.moment().id(), &town.offices);
        let decided = Decided {
            source: decision::GATHERING,
            id,
            owner: o.street,
            with: vec![o.urban, o.traffic, o.urban],
            area: area(COMMUNITY),
            at: "新业态党建工作联席会议".into(),
            text: "商圈设三处非机动车停车区".into(),
            due_on: "2026-05-20".parse().unwrap(),
            private: false,
        };
        for decided in [decided.clone(), decided] {
            town.write(&town.people.clerk, move |tx, desk, _| decision::open(tx, desk, decided))
                .unwrap();
        }
        let joint = town.case(id).joint.unwrap();
        let units: Vec<_> = joint.parts.iter().map(|part| part.unit).collect();
        assert_eq!(units, [o.street, o.urban, o.traffic], "each once, sent twice");
        let doers = [&town.people.clerk, &town.people.urban, &town.people.traffic];
        let clerk = &town.people.clerk;
        for (part, doer) in (1..).zip(doers) {
            assert_eq!(code(answer_whole(town, clerk, id)), "joint-parts-open");
            report_in(town, doer, on(id, part)).unwrap();
            part_answer(town, doer, on(id, part)).unwrap();
            close(town, on(id, part)).unwrap();
        }
        answer_whole(town, clerk, id).unwrap();
        assert!(town.case(id).state.is_closed_by_handler());
        town.assert_folded(id);
    });
}

#[test]
fn a_part_is_handed_back_once_in_its_life_whoever_has_it() {
    each_town(|town| {
        let id = seven(town);
        let part = on(id, TRAFFIC);
        report_in(town, &town.people.traffic, part).unwrap();
        hand_back(town, &town.people.traffic, part).unwrap();
        assert_eq!(state(town, part), PartState::HandedBack);
        assert_eq!(code(report_in(town, &town.people.traffic, part)), "joint-handed-back");
        give(town, part, town.offices.urban).unwrap();
        assert_eq!(code(hand_back(town, &town.people.urban, part)), "joint-handed-back-before");
        // The other parts have their own lives.
        hand_back(town, &town.people.firm, on(id, FIRM)).unwrap();
        give(town, on(id, FIRM), town.offices.firm).unwrap();
        let refused = hand_back(town, &town.people.firm, on(id, FIRM));
        assert_eq!(code(refused), "joint-handed-back-before", "not even by the same unit");
        assert_eq!(code(give(town, part, town.offices.urban)), "joint-with-unit");
        town.assert_folded(id);
    });
}

#[test]
fn holders_of_every_part_add_up_from_its_call_to_its_close() {
    each_town(|town| {
        let id = seven(town);
        let hours = |n: i64| town.clock.set(at("2026-05-06 10:00").plus_hours(n));
        let mut sums = Vec::new();
        hours(1);
        hand_back(town, &town.people.traffic, on(id, TRAFFIC)).unwrap();
        hours(3);
        give(town, on(id, TRAFFIC), town.offices.urban).unwrap();
        hours(4);
        report_in(town, &town.people.urban, on(id, TRAFFIC)).unwrap();
        part_answer(town, &town.people.urban, on(id, TRAFFIC)).unwrap();
        hours(6);
        send_back(town, on(id, TRAFFIC)).unwrap();
        hours(9);
        part_answer(town, &town.people.urban, on(id, TRAFFIC)).unwrap();
        hours(10);
        close(town, on(id, TRAFFIC)).unwrap();
        hours(12);
        let joint = town.case(id).joint.unwrap();
        let who: Vec<_> = held(&joint.part(TRAFFIC).unwrap().holdings, town.now())
            .iter()
            .map(|one| (one.holder, one.seconds / 3_600))
            .collect();
        let unit = cases::holder::Holder::Unit;
        let o = &town.offices;
        assert_eq!(
            who,
            [
                (unit(o.traffic), 1),
                (unit(o.street), 2),
                (unit(o.urban), 1),
                (unit(o.street), 2),
                (unit(o.urban), 3),
                (unit(o.street), 1)
            ]
        );
        for part in &joint.parts {
            sums.push(held(&part.holdings, town.now()).iter().map(|one| one.seconds).sum::<i64>());
        }
        assert_eq!(sums, [12, 10, 12, 12, 12, 12, 12].map(|hours| hours * 3_600));
    });
}

#[test]
fn after_a_dispute_the_street_calls_again_and_nothing_closes_before() {
    each_town(|town| {
        let id = accepted(town);
        let clerk = &town.people.clerk;
        whistle(town, clerk, id, &[town.offices.urban]).unwrap();
        carry_through(town, &town.people.urban, on(id, 1));
        answer_whole(town, clerk, id).unwrap();
        assert_eq!(code(send_back(town, on(id, 1))), "case-awaits-verdict");
        assert_eq!(code(whistle(town, clerk, id, &[town.offices.firm])), "case-awaits-verdict");
        dispute(town, id).unwrap();
        // The old part again, and a new one.
        send_back(town, on(id, 1)).unwrap();
        whistle(town, clerk, id, &[town.offices.firm]).unwrap();
        part_answer(town, &town.people.urban, on(id, 1)).unwrap();
        close(town, on(id, 1)).unwrap();
        assert_eq!(code(answer_whole(town, clerk, id)), "joint-parts-open");
        carry_through(town, &town.people.firm, on(id, 2));
        answer_whole(town, clerk, id).unwrap();
        confirm(town, id).unwrap();
        reopen(town, id).unwrap();
        whistle(town, clerk, id, &[town.offices.traffic]).unwrap();
        assert_eq!(code(answer_whole(town, clerk, id)), "joint-parts-open");
        town.assert_folded(id);
    });
}

#[test]
fn nobody_is_called_before_the_case_is_accepted_and_a_withdrawn_one_drops_its_parts() {
    each_town(|town| {
        let clerk = &town.people.clerk;
        let fresh = town.report(&town.people.rider, "charging", COMMUNITY);
        let early = whistle(town, clerk, fresh, &[town.offices.urban]);
        assert_eq!(code(early), "case-not-accepted");
        let id = seven(town);
        let none = whistle(town, clerk, id, &[]);
        assert_eq!(code(none), "parts:joint-choose-units");
        let scope = town.write(clerk, move |tx, desk, by| {
            cases::scope::refuse(tx, desk, by, id, None, "fire", "请拨打119处理")
        });
        assert_eq!(code(scope), "joint-parts-open");
        town.clock.set(at("2026-05-06 11:00"));
        town.write(&town.people.rider, move |tx, _, by| verdict::withdraw(tx, by, id, "")).unwrap();
        let joint = town.case(id).joint.unwrap();
        assert!(joint.parts.iter().all(|part| part.state == PartState::Dropped));
        assert_eq!(joint.open().count(), 0);
        let total = held(&joint.parts[0].holdings, at("2026-06-01 09:00"));
        assert_eq!(total.iter().map(|one| one.seconds).sum::<i64>(), 3_600);
        let rung = town.tick_at("2026-06-01 09:00");
        assert!(rung <= 2, "only the other case's clock rings: {rung}");
        assert_eq!(town.count(id, "joint.escalated"), 0);
        town.assert_folded(id);
    });
}
