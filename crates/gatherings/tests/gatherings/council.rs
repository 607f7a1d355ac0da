//! Councils: busy hours, places, topics, decisions that are read out until they are solved, drafts.

use access::Actor;
use contracts::Event;
use gatherings::{
    DecisionId, GatheringId, SeriesId,
    agenda::Point,
    attend::{self, Place},
    call,
    decide::{self, NewDecision},
    draft::{self, NewDraft, Outcome},
    gathering::Stage,
    prepare,
    series::{self, NewSeries, Plan, Rhythm},
    signin, store,
};

use crate::town::{Codes, STREET, Town, area, code, each_town, sitting};

const DAY: &str = "2026-05-13";

fn council(town: &Town, places: Option<u32>) -> GatheringId {
    town.call(&town.clerk, "council", &[sitting(DAY, "14:30", "16:00")], places).unwrap()
}

fn sign_up(town: &Town, by: &Actor, id: GatheringId) -> Place {
    town.write(by, move |tx, desk, by| attend::sign_up(tx, desk, by, id)).unwrap()
}

#[test]
fn busy_hours_are_refused_with_the_hours_that_are_not() {
    each_town(|town| {
        let call = |kind: &str, sittings: &[gatherings::fact::Sitting]| {
            code(town.call(&town.clerk, kind, sittings, None))
        };
        for (from, until) in [("11:00", "12:30"), ("09:00", "10:30"), ("16:00", "18:00")] {
            let refused = call("council", &[sitting(DAY, from, until)]);
            assert_eq!(refused, "peak:09:30-11:00、14:30-17:00");
        }
        let mut fifth = sitting("2026-06-05", "11:00", "13:00");
        assert_eq!(call("service-day", &[fifth.clone()]), "sittings:gathering-not-hybrid");
        fifth.online = false;
        town.call(&town.clerk, "service-day", &[fifth], None).unwrap();
        let twice = [sitting(DAY, "09:30", "11:00"), sitting(DAY, "10:00", "11:00")];
        assert_eq!(call("council", &twice), "sittings:gathering-sittings-overlap");
        assert_eq!(call("council", &[]), "sittings:gathering-no-sitting");
        let past = [sitting("2026-05-05", "09:30", "11:00")];
        assert_eq!(call("council", &past), "sittings:gathering-in-the-past");
        let back = [sitting(DAY, "11:00", "09:30")];
        assert_eq!(call("council", &back), "sittings:gathering-hours-wrong");
        let mut nowhere = sitting(DAY, "09:30", "11:00");
        (nowhere.place, nowhere.online) = (String::new(), false);
        assert_eq!(call("council", &[nowhere]), "place:gathering-no-place");
        assert_eq!(call("nothing", &twice), "kind:gathering-kind-unknown");
        assert_eq!(town.recorded("gathering.called"), 1);
    });
}

#[test]
fn the_place_of_somebody_who_was_erased_is_free() {
    each_town(|town| {
        let id = council(town, Some(1));
        let all: Vec<Actor> = (0..2).map(|_| town.worker()).collect();
        for by in &all {
            sign_up(town, by, id);
        }
        let (gone, next) = (all[0].person, all[1].person);
        let erase = move |tx: &mut storage::Tx<'_>| tx.emit(&Event::PersonErased { person: gone });
        for _ in 0..2 {
            let stamp = storage::Stamp::system(town.moment(), "test");
            town.test.store.write_blocking(stamp, erase).unwrap();
        }
        let gathering = town.gathering(id);
        assert!(gathering.has_place(next) && !gathering.signed_up.contains(&gone));
        let told = town.events.lock().unwrap().clone();
        let moved = |event: &&Event| {
            matches!(event, Event::GatheringNews { person, notice, .. }
                if *person == next && notice == "place")
        };
        assert_eq!(told.iter().filter(moved).count(), 1, "once");
        assert_eq!(town.read(move |db| store::people::of_gathering(db, id)), [next].into());
        // What has begun stays as it was.
        town.tick_at("2026-05-13 14:30");
        let stamp = storage::Stamp::system(town.moment(), "test");
        let late = move |tx: &mut storage::Tx<'_>| tx.emit(&Event::PersonErased { person: next });
        town.test.store.write_blocking(stamp, late).unwrap();
        assert!(town.gathering(id).signed_up.contains(&next));
    });
}

#[test]
fn whoever_waits_longest_moves_up_and_is_told() {
    each_town(|town| {
        let id = council(town, Some(2));
        let all: Vec<Actor> = (0..4).map(|_| town.worker()).collect();
        let places: Vec<Place> = all.iter().map(|by| sign_up(town, by, id)).collect();
        assert_eq!(places, [Place::Taken, Place::Taken, Place::Waiting(1), Place::Waiting(2)]);
        assert_eq!(sign_up(town, &all[3], id), Place::Waiting(2), "twice is once");
        let cancel = |by: &Actor| {
            town.write(by, move |tx, desk, by| attend::cancel(tx, desk, by, id)).unwrap();
        };
        cancel(&all[3]);
        assert!(town.events.lock().unwrap().is_empty(), "nobody moved up");
        cancel(&all[0]);
        let told = town.events.lock().unwrap().clone();
        let moved = Event::GatheringNews {
            person: all[2].person,
            at: "2026-05-13 14:30".into(),
            notice: "place".into(),
        };
        assert_eq!(told, [moved]);
        assert!(town.gathering(id).has_place(all[2].person));
        // The day before, those who have a place are reminded, once.
        town.tick_at("2026-05-12 14:30");
        town.tick_at("2026-05-12 14:31");
        let reminded = town
            .events
            .lock()
            .unwrap()
            .iter()
            .skip(1)
            .filter(
                |event| matches!(event, Event::GatheringNews { notice, .. } if notice == "remind"),
            )
            .count();
        assert_eq!(reminded, 2);
        town.tick_at("2026-05-13 13:30");
        let late = town.write(&all[0], move |tx, desk, by| attend::sign_up(tx, desk, by, id));
        assert_eq!(code(late), "gathering-not-now", "whoever comes now signs in at the door");
    });
}

#[test]
fn papers_stay_as_they_are_from_the_first_sitting_to_the_last() {
    each_town(|town| {
        let sittings = [sitting(DAY, "09:30", "11:00"), sitting(DAY, "14:30", "16:00")];
        let id = town.call(&town.clerk, "council", &sittings, None).unwrap();
        let paper = || {
            town.write(&town.clerk, move |tx, desk, by| {
                prepare::paper(tx, desk, by, id, "派单规则草案", "第一条……")
            })
        };
        paper().unwrap();
        town.tick_at("2026-05-13 08:30");
        assert_eq!(code(paper()), "gathering-frozen");
        assert_eq!(town.gathering(id).papers.len(), 1);
        town.tick_at("2026-05-13 16:00");
        assert_eq!(code(paper()), "gathering-not-now");
        let moved = town.write(&town.clerk, move |tx, desk, by| {
            call::shift(tx, desk, by, id, &[sitting("2026-05-20", "14:30", "16:00")])
        });
        assert_eq!(code(moved), "gathering-not-now");
    });
}

fn monthly() -> Plan {
    Plan {
        rhythm: Rhythm::MonthDay { day: 13 },
        sittings: vec![(14 * 60 + 30, 16 * 60)],
        place: "骑手驿站".into(),
        online: false,
        places: None,
        lead_days: 10,
    }
}

fn begin(town: &Town) -> SeriesId {
    let new = NewSeries {
        id: town.moment().id(),
        kind: "council".into(),
        area: area(STREET),
        title: "骑手恳谈会".into(),
        plan: monthly(),
    };
    town.write(&town.clerk, move |tx, desk, by| series::begin(tx, desk, by, &new)).unwrap()
}

fn called(town: &Town, series: SeriesId) -> Vec<GatheringId> {
    let mut found = town.read(move |db| store::lists::of_series(db, series, 100));
    found.reverse();
    found.into_iter().map(|kept| kept.id).collect()
}

/// Two topics are raised, and one of them wanted by another.
fn want(town: &Town, id: GatheringId, riders: &[Actor]) {
    let topic = |by: &Actor, text: &'static str| {
        town.write(by, move |tx, desk, by| prepare::topic(tx, desk, by, id, text)).unwrap();
    };
    topic(&riders[0], "东门没有地方停车");
    topic(&riders[1], "东站缺换电柜");
    let support =
        |by: &Actor, at| town.write(by, move |tx, desk, by| prepare::support(tx, desk, by, id, at));
    support(&riders[2], 1).unwrap();
    assert_eq!(code(support(&riders[2], 1)), "gathering-signed-up-before");
    let gathering = town.gathering(id);
    let wanted = |point: &Point<'_>| match point {
        Point::Topic(at, topic) => Some((*at, topic.wanted_by())),
        _ => None,
    };
    let agenda: Vec<_> = gathering.agenda().iter().filter_map(wanted).collect();
    assert_eq!(agenda, [(1, 2), (0, 1)], "the most wanted first");
}

/// A gathering of a day: riders come and say whether it is solved; a stranger cannot.
fn judged<'a>(
    town: &Town,
    which: GatheringId,
    day: &str,
    decision: DecisionId,
    riders: impl Iterator<Item = (&'a Actor, bool)>,
) {
    town.tick_at(&format!("{day} 14:30"));
    let judge = |by: &Actor, solved| {
        town.write(by, move |tx, desk, by| decide::judge(tx, desk, by, which, decision, solved))
    };
    for (rider, solved) in riders {
        let text = Codes::shown(rider.person, town.clock_now());
        town.write(&town.clerk, move |tx, desk, by| signin::by_pass(tx, desk, by, which, &text))
            .unwrap();
        judge(rider, solved).unwrap();
    }
    assert_eq!(code(judge(&town.rider, true)), "gathering-not-present");
    town.tick_at(&format!("{day} 16:00"));
}

#[test]
fn what_was_decided_is_read_out_until_those_who_are_there_hold_it_to_be_solved() {
    each_town(|town| {
        let series = begin(town);
        let first = called(town, series)[0];
        let riders: Vec<Actor> = (0..3).map(|_| town.worker()).collect();
        want(town, first, &riders);
        town.tick_at("2026-05-13 14:30");
        let id: DecisionId = town.moment().id();
        let new = NewDecision {
            id,
            text: "在东站装两个换电柜".into(),
            owner: town.firm,
            with: Vec::new(),
            due_on: "2026-06-10".parse().unwrap(),
        };
        for _ in 0..2 {
            let new = new.clone();
            town.write(&town.clerk, move |tx, desk, by| decide::decide(tx, desk, by, first, &new))
                .unwrap();
        }
        assert_eq!(town.told.0.lock().unwrap().len(), 1, "sent twice, one case");
        let late =
            NewDecision { id: town.moment().id(), due_on: "2026-05-01".parse().unwrap(), ..new };
        let late =
            town.write(&town.clerk, move |tx, desk, by| decide::decide(tx, desk, by, first, &late));
        assert_eq!(code(late), "due_on:gathering-due-past");

        // The next is called by itself and begins with it; nothing is done yet.
        town.tick_at("2026-06-03 08:00");
        let second = called(town, series)[1];
        assert!(
            matches!(town.gathering(second).agenda()[0], Point::Carried(it, None) if it.id == id)
        );
        town.tick_at("2026-06-13 16:00");
        let read = town.gathering(second).read;
        assert_eq!((read[0].decision, read[0].is_closed), (id, false));

        // At the third the handler says that it is done; those who are there say that it is not.
        town.told.close_all();
        town.tick_at("2026-07-03 08:00");
        judged(
            town,
            called(town, series)[2],
            "2026-07-13",
            id,
            riders.iter().zip([false, false, true]),
        );
        town.tick_at("2026-08-03 08:00");
        let fourth = called(town, series)[3];
        assert_eq!(town.gathering(fourth).carried.len(), 1);
        judged(town, fourth, "2026-08-13", id, riders.iter().zip([true, true, false]));
        town.tick_at("2026-09-03 08:00");
        let fifth = called(town, series)[4];
        assert!(town.gathering(fifth).carried.is_empty(), "the complaint became a thank-you");
        let all = town.read(move |db| store::decisions_of(db, series, 10));
        assert_eq!((all.len(), all[0].resolved), (1, true));
    });
}

#[test]
fn what_the_one_before_decided_after_the_next_was_called_is_read_out_too() {
    each_town(|town| {
        let new = NewSeries {
            id: town.moment().id(),
            kind: "council".into(),
            area: area(STREET),
            title: "每周恳谈会".into(),
            plan: Plan { rhythm: Rhythm::Week { weekday: 5 }, ..monthly() },
        };
        let series = new.id;
        town.write(&town.clerk, move |tx, desk, by| series::begin(tx, desk, by, &new)).unwrap();
        let [first, second] = [0, 1].map(|at| called(town, series)[at]);
        town.tick_at("2026-05-08 14:30");
        let decision = NewDecision {
            id: town.moment().id(),
            text: "门口加一盏灯".into(),
            owner: town.firm,
            with: Vec::new(),
            due_on: "2026-05-20".parse().unwrap(),
        };
        let id = decision.id;
        town.write(&town.clerk, move |tx, desk, by| decide::decide(tx, desk, by, first, &decision))
            .unwrap();
        assert!(town.gathering(second).carried.is_empty(), "it was called before");
        town.tick_at("2026-05-15 14:30");
        assert_eq!(town.gathering(second).read[0].decision, id);
    });
}

#[test]
fn a_hundred_and_thirty_six_councils_are_called_each_once_and_every_decision_has_its_case() {
    each_town(|town| {
        let series = begin(town);
        // A server at the other end of a wire takes its time: a year is enough there.
        let many: i64 = if town.test.options.database.is_some() { 12 } else { 136 };
        let (mut day, mut held) = ("2026-05-13".parse::<kernel::Day>().unwrap(), 0);
        let rhythm = monthly().rhythm;
        while held < many {
            town.tick_at(&format!("{} 08:00", day.plus(-10)));
            held += 1;
            if held % (many / 4) == 0 {
                let id = *called(town, series).last().unwrap();
                town.tick_at(&format!("{day} 14:30"));
                let new = NewDecision {
                    id: town.moment().id(),
                    text: format!("第{held}次会议的决议"),
                    owner: town.firm,
                    with: Vec::new(),
                    due_on: day.plus(20),
                };
                town.write(&town.clerk, move |tx, desk, by| decide::decide(tx, desk, by, id, &new))
                    .unwrap();
            }
            day = rhythm.next_after(day).unwrap();
        }
        // The clock calls the next one only when its day is near.
        let all = town.read(move |db| store::lists::of_series(db, series, 1_000));
        assert_eq!(kernel::count::to_i64(all.len()), many);
        let mut numbers: Vec<i64> =
            all.iter().map(|kept| kept.gathering.series.unwrap().number).collect();
        numbers.sort_unstable();
        assert!(numbers.into_iter().eq(1..=many));
        let over = all.iter().filter(|kept| kept.gathering.stage == Stage::Settled).count();
        assert!(kernel::count::to_i64(over) >= many - 1, "{over}");
        let cases = town.told.0.lock().unwrap();
        let decided = town.read(move |db| store::decisions_of(db, series, 1_000));
        assert_eq!(decided.len(), 4);
        assert!(decided.iter().all(|told| cases.contains_key(&told.decision.case)));
    });
}

#[test]
fn every_comment_on_a_draft_ends_with_a_reason() {
    each_town(|town| {
        let new = NewDraft {
            id: town.moment().id(),
            area: area(STREET),
            title: "派单规则（草案）".into(),
            clauses: vec!["雨天延长送达时间".into(), "夜间不派长距离订单".into()],
            open_until: "2026-05-20".parse().unwrap(),
        };
        let id = new.id;
        town.write(&town.clerk, move |tx, desk, by| draft::put_out(tx, desk, by, &new)).unwrap();
        let comment = |by: &Actor, clause| {
            let new = town.moment().id();
            town.write(by, move |tx, _, by| {
                draft::comment(tx, by, id, new, clause, "延长多少分钟要写明")
            })
        };
        let all: Vec<_> = (0..10).map(|at| comment(&town.worker(), at % 2 + 1).unwrap()).collect();
        assert_eq!(code(comment(&town.rider, 3)), "clause:gathering-clause-unknown");
        let close = |by: &Actor| town.write(by, move |tx, _, by| draft::close(tx, by, id));
        let outcomes = [Outcome::Adopted, Outcome::Partly, Outcome::Declined];
        for (number, (comment, outcome)) in all.iter().zip(outcomes.iter().cycle()).enumerate() {
            assert_eq!(code(close(&town.clerk)), "gathering-unanswered", "{number}");
            let (comment, outcome) = (*comment, *outcome);
            let answer = |by: &Actor, reason: &'static str| {
                town.write(by, move |tx, _, by| draft::answer(tx, by, comment, outcome, reason))
            };
            assert_eq!(code(answer(&town.clerk, " ")), "reason:text-too-short");
            assert_eq!(code(answer(&town.other_clerk, "不归我们")), "not-found");
            answer(&town.clerk, "写明延长十五分钟").unwrap();
        }
        close(&town.clerk).unwrap();
        let told = town.read(move |db| store::drafts::comments(db, id));
        assert_eq!(told.iter().filter(|comment| comment.outcome.is_some()).count(), 10);
        assert_eq!(code(comment(&town.rider, 1)), "gathering-draft-closed");
    });
}
