//! Who may do what with a part.

use cases::{contact, joint::meeting, store};

use super::*;
use crate::common::{code, each_town};

#[test]
fn a_unit_acts_on_its_own_part_and_on_nothing_else() {
    each_town(|town| {
        let id = seven(town);
        let people = &town.people;
        assert_eq!(code(report_in(town, &people.urban, on(id, FIRM))), "denied");
        assert_eq!(code(report_in(town, &people.clerk, on(id, URBAN))), "denied", "by name");
        assert_eq!(code(report_in(town, &people.county, on(id, URBAN))), "denied");
        assert_eq!(code(report_in(town, &people.duty, on(id, URBAN))), "denied");
        assert_eq!(code(report_in(town, &people.urban, on(id, 99))), "denied");
        assert_eq!(code(report_in(town, &people.rider, on(id, URBAN))), "denied");
        assert_eq!(code(report_in(town, &people.other_rider, on(id, URBAN))), "not-found");
        assert_eq!(code(answer_whole(town, &people.urban, id)), "denied");
        assert_eq!(code(whistle(town, &people.urban, id, &[town.offices.firm])), "denied");
        assert_eq!(code(whistle(town, &people.other_clerk, id, &[town.offices.firm])), "denied");
        report_in(town, &people.urban, on(id, URBAN)).unwrap();
        part_answer(town, &people.urban, on(id, URBAN)).unwrap();
        let at = on(id, URBAN);
        let own = town.write(&people.urban, move |tx, _, by| street::close(tx, by, at, ""));
        assert_eq!(code(own), "denied", "the street agrees, not the unit itself");
    });
}

#[test]
fn a_called_unit_reads_the_case_and_not_who_reported_it() {
    each_town(|town| {
        let id = seven(town);
        let case = town.case(id);
        let readers = town.read(move |db| store::took_part(db, id));
        assert!(town.offices.all().filter(|unit| readers.contains(unit)).count() >= 7);
        for who in [&town.people.firm, &town.people.other_firm, &town.people.urban] {
            assert!(contact::permit(&town.desk, who, &case).is_err());
        }
        assert!(contact::permit(&town.desk, &town.people.clerk, &case).is_ok());
    });
}

#[test]
fn a_called_unit_records_what_it_built_while_its_part_is_open() {
    each_town(|town| {
        let id = accepted(town);
        whistle(town, &town.people.clerk, id, &[town.offices.urban]).unwrap();
        let record = |by: &Actor| {
            town.write(by, move |tx, desk, by| {
                let new = cases::results::NewResult {
                    id: tx.id(),
                    kind: "parking-area".into(),
                    quantity: 400,
                    place: None,
                    address: "路口东侧".into(),
                    photo: None,
                };
                cases::results::record(tx, desk, by, id, None, new)
            })
        };
        record(&town.people.urban).unwrap();
        assert_eq!(code(record(&town.people.firm)), "not-found", "it was not called");
        carry_through(town, &town.people.urban, on(id, 1));
        assert_eq!(code(record(&town.people.urban)), "denied", "its part is closed");
    });
}

#[test]
fn what_a_unit_had_not_seen_of_its_own_part_stops_it_and_other_parts_do_not() {
    each_town(|town| {
        let id = seven(town);
        let seen = town.case(id).length;
        report_in(town, &town.people.firm, on(id, FIRM)).unwrap();
        let at = At { seen: Some(seen), ..on(id, URBAN) };
        report_in(town, &town.people.urban, at).unwrap();
        let stale = code(hand_back(town, &town.people.urban, at));
        assert_eq!(stale, format!("stale:{}", seen + 2));
    });
}

#[test]
fn the_street_or_the_lead_calls_the_meeting_and_writes_down_who_came() {
    each_town(|town| {
        let id = accepted(town);
        let o = town.offices.clone();
        let parts = vec![wanted(o.urban), wanted(o.firm)];
        let lead = Some(o.urban);
        town.write(&town.people.clerk, move |tx, desk, by| {
            call::whistle(tx, desk, by, id, Whistle { lead, parts })
        })
        .unwrap();
        town.heard();
        let convene = |by: &Actor, local: &str| {
            let when = at(local);
            town.write(by, move |tx, _, by| {
                meeting::convene(tx, by, id, when, "街道办三楼会议室", "请带图纸")
            })
        };
        let record = |by: &Actor, units: Vec<UnitId>| {
            town.write(by, move |tx, _, by| {
                meeting::record(tx, by, id, "月底前装好一百个电池柜", units)
            })
        };
        assert_eq!(code(convene(&town.people.firm, "2026-05-07 14:00")), "denied");
        assert_eq!(code(convene(&town.people.clerk, "2026-05-05 14:00")), "at:joint-meeting-past");
        assert_eq!(code(record(&town.people.clerk, vec![])), "joint-no-meeting");
        convene(&town.people.clerk, "2026-05-07 14:00").unwrap();
        convene(&town.people.urban, "2026-05-07 15:00").unwrap();
        let events = town.heard();
        assert_eq!(Town::notices_to(&events, o.firm), ["part-meeting", "part-meeting"]);
        assert_eq!(code(record(&town.people.urban, vec![o.traffic])), "units:unit-unknown");
        record(&town.people.urban, vec![o.street, o.urban]).unwrap();
        let joint = town.case(id).joint.unwrap();
        assert_eq!(joint.meetings.len(), 1, "called again, it was moved");
        assert_eq!(joint.meetings[0].place.at, at("2026-05-07 15:00"));
        assert_eq!(joint.meetings[0].held.as_ref().unwrap().1, [o.street, o.urban]);
        assert_eq!(code(record(&town.people.clerk, vec![])), "joint-no-meeting");
        town.assert_folded(id);
    });
}
