//! The lot: announced before it is drawn, drawn so that anybody can draw it again.

use cases::{
    act::ActError,
    checks::{DrawId, NewDraw, announce, repeat, store, view},
    verdict,
};
use storage::{journal, params};

use super::{announced, closed, draw, drawn, jobs_of, wanted};
use crate::common::{Town, area, at, code, each_town};

#[test]
fn the_seed_stands_in_the_log_before_anything_is_drawn() {
    each_town(|town| {
        for _ in 0..8 {
            closed(town, &town.people.rider);
        }
        let id = announced(town, 3);
        let seed = draw(town, id).seed;
        town.tick_at("2026-05-07 09:00");
        assert!(draw(town, id).drawn_at.is_none(), "it has no place in the log yet");
        let record = town.read(move |db| journal::entries_about(db, *id.as_bytes()));
        assert_eq!(record.len(), 1);
        assert!(
            record[0].detail.contains(&base16ct::lower::encode_string(&seed)),
            "{}",
            record[0].detail
        );
        town.seal();
        town.tick_at("2026-05-07 09:02");
        let found = draw(town, id);
        assert_eq!((found.population, found.drawn, found.seed), (Some(8), Some(3), seed));
        let record = town.read(move |db| journal::entries_about(db, *id.as_bytes()));
        let told: Vec<_> = record.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(told, ["draw.announced", "draw.drawn"]);
    });
}

#[test]
fn a_draw_waits_for_the_end_of_its_period() {
    each_town(|town| {
        closed(town, &town.people.rider);
        let id = announced(town, 3);
        town.seal();
        town.tick_at("2026-05-06 23:59");
        assert!(draw(town, id).drawn_at.is_none());
        town.tick_at("2026-05-07 00:00");
        assert!(draw(town, id).drawn_at.is_some());
    });
}

#[test]
fn drawing_again_gives_the_same_and_meddling_shows() {
    each_town(|town| {
        for _ in 0..12 {
            closed(town, &town.people.rider);
        }
        let id = drawn(town, 4);
        let again = |town: &Town| {
            let draw = draw(town, id);
            town.read(move |db| repeat::repeat(db, &draw)).unwrap()
        };
        let repeated = again(town);
        assert!(repeated.holds(), "{repeated:?}");
        let frame = town.read(move |db| store::frame(db, id));
        let kept: Vec<_> =
            town.read(move |db| view::drawn(db, id)).iter().map(|one| one.case).collect();
        assert_eq!((frame.len(), kept.len()), (12, 4));

        // Another case in the place of a drawn one.
        let other = *frame.iter().find(|case| !kept.contains(case)).unwrap();
        town.write(&town.people.admin, move |tx, _, _| {
            let sql = "UPDATE cases_checks SET case_id = $1 WHERE draw = $2 AND lot = 2";
            tx.execute(sql, params![other, id])
        })
        .unwrap();
        assert!(!again(town).sample && again(town).frame);
        // Another urn.
        town.write(&town.people.admin, move |tx, _, _| {
            tx.execute(
                "DELETE FROM cases_draws_frame WHERE draw = $1 AND position = 1",
                params![id],
            )
        })
        .unwrap();
        assert!(!again(town).frame);
        // Another seed.
        town.write(&town.people.admin, move |tx, _, _| {
            tx.execute("UPDATE cases_draws SET words = 'mine' WHERE id = $1", params![id])
        })
        .unwrap();
        assert!(!again(town).seed && !again(town).holds());
    });
}

#[test]
fn only_what_is_closed_still_and_can_be_seen_lies_in_the_urn() {
    each_town(|town| {
        let people = &town.people;
        let good = closed(town, &people.rider);
        // Reopened before the draw.
        let reopened = closed(town, &people.rider);
        town.write(&people.rider, move |tx, desk, by| {
            verdict::reopen(tx, desk, by, reopened, access::Action::CaseFollow, "又坏了")
        })
        .unwrap();
        // Withdrawn, still open, without a place, and of a kind that cannot be seen.
        let withdrawn = town.report(&people.rider, "charging", crate::common::COMMUNITY);
        town.write(&people.rider, move |tx, _, by| verdict::withdraw(tx, by, withdrawn, ""))
            .unwrap();
        town.report(&people.rider, "charging", crate::common::COMMUNITY);
        let id = drawn(town, 10);
        assert_eq!(town.read(move |db| store::frame(db, id)), [good]);
        // Closed on another day.
        town.clock.set(at("2026-05-10 10:00"));
        let later = closed(town, &people.rider);
        let id = drawn(town, 10);
        assert_eq!(town.read(move |db| store::frame(db, id)), [later]);
    });
}

#[test]
fn auditors_and_administrators_draw_in_their_own_area_and_nobody_else() {
    each_town(|town| {
        let people = &town.people;
        let tried = |by: &access::Actor, new: NewDraw| -> Result<store::Draw, ActError> {
            town.write(by, move |tx, desk, by| announce(tx, desk, by, new))
        };
        for by in [&people.rider, &people.clerk, &people.urban, &people.hotline, &people.firm] {
            assert_eq!(code(tried(by, wanted(town, 5))), "denied");
        }
        let beyond = NewDraw { area: area("33"), ..wanted(town, 5) };
        assert_eq!(code(tried(&people.auditor, beyond)), "denied");
        for (change, told) in [
            (NewDraw { size: 0, ..wanted(town, 5) }, "size:draw-size-wrong"),
            (NewDraw { size: 10_001, ..wanted(town, 5) }, "size:draw-size-wrong"),
            (NewDraw { words: "王小明".into(), ..wanted(town, 5) }, "words:draw-words-wrong"),
            (NewDraw { words: "7".repeat(65), ..wanted(town, 5) }, "words:draw-words-wrong"),
            (
                NewDraw { until: town.now().day().plus(-1), ..wanted(town, 5) },
                "until:draw-period-wrong",
            ),
            (
                NewDraw { until: town.now().day().plus(367), ..wanted(town, 5) },
                "until:draw-period-wrong",
            ),
        ] {
            assert_eq!(code(tried(&people.auditor, change)), told);
        }
        let new = wanted(town, 5);
        let first = tried(&people.auditor, new.clone()).unwrap();
        assert_eq!(tried(&people.auditor, new).unwrap(), first, "sent twice, announced once");
        assert!(tried(&people.admin, wanted(town, 5)).is_ok());
        let other = tried(&people.auditor, wanted(town, 5)).unwrap();
        assert_ne!(other.seed, first.seed, "the same words make another seed");
    });
}

#[test]
fn each_month_is_announced_once_for_the_whole_city() {
    each_town(|town| {
        let monthly = |town: &Town| {
            town.write(&town.people.admin, |tx, desk, _| announce::monthly(tx, desk)).unwrap()
        };
        let may = monthly(town).unwrap();
        assert_eq!((may.month.as_deref(), may.area), (Some("2026-05"), area("3301")));
        assert_eq!((may.from, may.to), (at("2026-05-01 00:00"), at("2026-06-01 00:00")));
        assert!(monthly(town).is_none());
        town.clock.set(at("2026-06-01 00:10"));
        assert_eq!(monthly(town).unwrap().month.as_deref(), Some("2026-06"));
        assert!(monthly(town).is_none());
    });
}

#[test]
fn an_empty_urn_closes_the_draw_at_once() {
    each_town(|town| {
        let id: DrawId = drawn(town, 5);
        let found = draw(town, id);
        assert_eq!((found.population, found.drawn), (Some(0), Some(0)));
        assert!(found.closed_at.is_some());
        assert_eq!(jobs_of(town, id), 0, "and its job is gone");
    });
}
