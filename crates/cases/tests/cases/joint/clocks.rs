//! Each part has its own clock on the work calendar, and silence has a name.

use cases::{
    entry::What,
    joint::{Fact, Stage},
};
use kernel::Span;

use super::*;
use crate::common::each_town;

/// Who was silent, at which stage, and who was told, in order.
fn silences(town: &Town, id: CaseId) -> Vec<(UnitId, Stage, Option<UnitId>)> {
    let of = |what| match what {
        What::Joint(Fact::Escalated { stage, silent, told, .. }) => Some((silent, stage, told)),
        _ => None,
    };
    town.entries(id).into_iter().filter_map(|entry| of(entry.what)).collect()
}

fn settle(town: &Town) {
    let mut rounds = 0;
    while town.tick() > 0 {
        rounds += 1;
        assert!(rounds < 60, "time does not come to rest");
    }
}

#[test]
fn who_does_not_report_in_is_named_to_the_level_above_once() {
    each_town(|town| {
        let id = seven(town);
        let o = &town.offices;
        for part in TRAFFIC..=STREET {
            report_in(town, of(town, part), on(id, part)).unwrap();
        }
        town.heard();
        assert_eq!(town.tick_at("2026-05-06 11:59"), 0);
        assert_eq!(town.tick_at("2026-05-06 12:00"), 1, "two work hours after ten");
        assert_eq!(town.tick_at("2026-05-08 12:00"), 0, "and not again");
        assert_eq!(silences(town, id), [(o.urban, Stage::Acknowledge, Some(o.county_hotline))]);
        let events = town.heard();
        assert_eq!(Town::notices_to(&events, o.urban), ["part-silent"]);
        assert_eq!(Town::notices_to(&events, o.county_hotline), ["part-escalated"]);
        assert_eq!(Town::notices_to(&events, o.street), ["part-silent"]);
        assert!(Town::notices_to(&events, o.traffic).is_empty());
        let case = town.case(id);
        assert_eq!((case.owner, case.escalations), (o.street, 0), "the whole has its own clock");
        // Late is still possible; and so is another unit.
        report_in(town, &town.people.urban, on(id, URBAN)).unwrap();
        town.assert_folded(id);
    });
}

#[test]
fn a_silent_unit_s_part_is_given_to_another_whose_clock_begins_anew() {
    each_town(|town| {
        let id = accepted(town);
        let o = &town.offices;
        whistle(town, &town.people.clerk, id, &[o.urban]).unwrap();
        let early = give(town, on(id, 1), o.traffic);
        assert_eq!(crate::common::code(early), "joint-with-unit");
        town.tick_at("2026-05-06 12:00");
        assert_eq!(crate::common::code(give(town, on(id, 1), o.urban)), "joint-same-unit");
        give(town, on(id, 1), o.traffic).unwrap();
        // 12:00 is noon: the two hours are those of the afternoon.
        assert_eq!(town.tick_at("2026-05-06 15:29"), 0);
        assert_eq!(town.tick_at("2026-05-06 15:30"), 1);
        let county = Some(o.county_hotline);
        assert_eq!(
            silences(town, id),
            [(o.urban, Stage::Acknowledge, county), (o.traffic, Stage::Acknowledge, county)]
        );
    });
}

#[test]
fn a_server_that_was_down_for_weeks_names_each_silence_once() {
    each_town(|town| {
        let id = seven(town);
        report_in(town, &town.people.firm, on(id, FIRM)).unwrap();
        town.clock.set(at("2026-06-30 03:00"));
        settle(town);
        let found = silences(town, id);
        let o = &town.offices;
        let count = |unit, stage| {
            found.iter().filter(|(silent, at, _)| (*silent, *at) == (unit, stage)).count()
        };
        for unit in [o.urban, o.traffic, o.other_firm, o.community, o.other_street, o.street] {
            assert_eq!((count(unit, Stage::Acknowledge), count(unit, Stage::Answer)), (1, 1));
        }
        assert_eq!((count(o.firm, Stage::Acknowledge), count(o.firm, Stage::Answer)), (0, 1));
        // A firm of the city is the city's to speak to, a department the county's.
        let told = |unit| found.iter().find(|(silent, ..)| *silent == unit).unwrap().2;
        assert_eq!(told(o.firm), Some(o.city_hotline));
        assert_eq!(told(o.urban), Some(o.county_hotline));
        assert_eq!(told(o.community), Some(o.county_hotline));
        town.assert_folded(id);
    });
}

#[test]
fn hours_to_report_in_stop_for_the_spring_festival() {
    each_town(|town| {
        let due = |local: &str| {
            let id = accepted(town);
            town.clock.set(at(local));
            let case = whistle(town, &town.people.clerk, id, &[town.offices.urban]).unwrap();
            let limits = case.joint.unwrap().parts[0].limits;
            (limits.acknowledge.display_minute(), limits.answer.display_minute())
        };
        // An hour on Friday, an hour on the worked Saturday; 15 to 23 February are off.
        assert_eq!(due("2026-02-13 16:30"), ("2026-02-14 10:00".into(), "2026-03-02 17:30".into()));
        assert_eq!(due("2026-02-14 16:30").0, "2026-02-24 10:00");
        assert_eq!(due("2026-02-18 02:00").0, "2026-02-24 11:00");
    });
}

/// Workdays worked out by somebody else; they lie beside the repository, not in it.
#[test]
fn deadlines_of_parts_meet_the_shared_vectors() {
    let named = std::env::var_os("YILU_SHARED").map(std::path::PathBuf::from);
    let above = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let folders = named.into_iter().chain(above.map(|dir| dir.join("shared")));
    let files = folders.map(|dir| dir.join("data/vectors/sla_workdays.json"));
    let Some(text) = files.into_iter().find_map(|file| std::fs::read_to_string(file).ok()) else {
        eprintln!("skipped: there are no shared vectors");
        return;
    };
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    each_town(|town| {
        for vector in file["vectors"].as_array().unwrap() {
            let word = |key: &str| vector[key].as_str().unwrap().to_owned();
            for (days, key) in [(1, "plus_1_workday"), (5, "plus_5_workdays")] {
                let id = accepted(town);
                town.clock.set(at(&format!("{} 10:00", word("received"))));
                let unit = town.offices.urban;
                let answer = Some(Span::WorkDays(days));
                let parts = vec![Wanted { answer, ..wanted(unit) }];
                let called = town.write(&town.people.clerk, move |tx, desk, by| {
                    call::whistle(tx, desk, by, id, Whistle { lead: None, parts })
                });
                let limits = called.unwrap().joint.unwrap().parts[0].limits;
                let due = limits.answer.display_minute();
                assert_eq!(due, format!("{} 17:30", word(key)), "from {}", word("received"));
            }
        }
    });
}
