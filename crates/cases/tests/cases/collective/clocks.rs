//! Clocks run on the work calendar, over holidays and while nobody is there.

use cases::collective::Stage;

use super::*;
use crate::common::{at, code, each_town};

#[test]
fn silence_names_the_firm_to_the_street_once_and_the_answer_may_still_come() {
    each_town(|town| {
        let id = raised(town);
        let due = matter(town, id).due.unwrap();
        assert_eq!(due.by.day(), day("2026-05-19"), "ten workdays, one of them a Saturday");
        town.heard();
        // Down over both instants: each is done once, one after the other.
        town.clock.set(at("2026-05-25 09:00"));
        while town.tick() > 0 {}
        let told = town.heard();
        let firm = news(&told, Addressee::Unit(town.offices.firm));
        assert_eq!(firm, ["collective-warned", "collective-overdue"]);
        let street = news(&told, Addressee::Unit(town.offices.street));
        assert_eq!(street, ["collective-overdue"]);
        assert_eq!(matter(town, id).overdue.unwrap().above, Some(town.offices.street));
        assert_eq!(town.tick_at("2026-06-25 09:00"), 0);
        let mut late = plan();
        (late.from, late.until, late.review) =
            (day("2026-06-25"), day("2026-07-25"), day("2026-07-27"));
        answer_with(town, &town.people.firm, id, Answer::Accepted, Some(late)).unwrap();
        assert_eq!((matter(town, id).stage, matter(town, id).overdue), (Stage::Trial, None));
        assert_holds(town, id);
    });
}

#[test]
fn the_spring_festival_stops_the_clock_of_an_answer() {
    each_town(|town| {
        town.clock.set(at("2026-02-10 10:00"));
        let id = raised(town);
        // 2026: off from 15 to 23 February, made up for on the 14th and the 28th.
        let due = matter(town, id).due.unwrap().by.day();
        let calendar = &town.desk.calendar;
        assert_eq!(due, calendar.plus_workdays(day("2026-02-10"), 10));
        assert!(due > day("2026-02-28"), "{due}");
    });
}

#[test]
fn a_trial_is_extended_once_and_everything_after_it_moves() {
    each_town(|town| {
        let id = raised(town);
        accept(town, id);
        let extend = |until: &str, review: &str| {
            let days = (day(until), day(review));
            town.write(&town.people.firm, move |tx, desk, by| {
                answers::extend(tx, desk, by, id, None, days, "暴雨停运一周，顺延。")
            })
        };
        assert_eq!(code(extend("2026-06-10", "2026-06-22")), "until:collective-term-wrong");
        assert_eq!(code(extend("2026-06-30", "2026-06-30")), "review:collective-review-wrong");
        extend("2026-06-30", "2026-07-06").unwrap();
        assert_eq!(code(extend("2026-07-30", "2026-08-03")), "collective-extended-before");
        assert_eq!(town.tick_at("2026-06-22 09:00"), 0);
        town.tick_at("2026-07-01 00:00");
        assert_eq!(matter(town, id).stage, Stage::Review);
        drivers(town, 5);
        town.tick_at("2026-07-06 09:00");
        assert_eq!(matter(town, id).stage, Stage::Vote);
        assert_holds(town, id);
    });
}

#[test]
fn a_trial_that_cannot_be_judged_is_not_taken() {
    each_town(|town| {
        let id = raised(town);
        let tried = |change: &dyn Fn(&mut Trial)| {
            let mut trial = plan();
            change(&mut trial);
            code(answer_with(town, &town.people.firm, id, Answer::Partly, Some(trial)))
        };
        assert_eq!(tried(&|it| it.measures.clear()), "measures:collective-measures-count");
        assert_eq!(
            tried(&|it| it.measures[1] = it.measures[0].clone()),
            "measures:collective-measure-twice"
        );
        assert_eq!(tried(&|it| it.from = day("2026-05-05")), "from:collective-from-wrong");
        assert_eq!(tried(&|it| it.until = day("2026-05-19")), "until:collective-term-wrong");
        assert_eq!(tried(&|it| it.until = day("2027-05-19")), "until:collective-term-wrong");
        assert_eq!(tried(&|it| it.review = it.until), "review:collective-review-wrong");
        assert_eq!(tried(&|it| it.area = area("330106")), "area:collective-area-outside");
        assert_eq!(story(town, id), ["raised"]);
    });
}
