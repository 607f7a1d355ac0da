use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::{shared_data, shared_vectors};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}
fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn every_day_from_2007_to_2026_equals_the_reference() {
    let Some(path) = shared_data("holidays/holidays_cn_2007_2026.csv") else { return };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let reference: HashMap<Day, bool> =
        reader.records().map(Result::unwrap).map(|row| (day(&row[0]), &row[2] == "1")).collect();
    let calendar = WorkCalendar::national();
    assert_eq!(calendar.years().collect::<Vec<_>>(), (2007..=2026).collect::<Vec<_>>());
    let mut today = day("2007-01-01");
    while today < day("2027-01-01") {
        let weekend = today.date().weekday().to_monday_zero_offset() >= 5;
        let off = reference.get(&today).copied().unwrap_or(weekend);
        assert_eq!(calendar.is_workday(today), !off, "{today}");
        today = today.plus(1);
    }
}

#[test]
fn deadlines_equal_the_vectors() {
    let Some(vectors) = shared_vectors("sla_workdays") else { return };
    let calendar = WorkCalendar::national();
    let mut compared = 0;
    for vector in vectors["vectors"].as_array().unwrap() {
        let received = day(vector["received"].as_str().unwrap());
        assert_eq!(calendar.is_workday(received), vector["received_is_workday"], "{received}");
        for (key, answer) in [
            ("plus_1_workday", calendar.plus_workdays(received, 1)),
            ("plus_5_workdays", calendar.plus_workdays(received, 5)),
            ("plus_15_days_rolled", calendar.plus_days(received, 15)),
            ("plus_60_days_rolled", calendar.plus_days(received, 60)),
        ] {
            match vector[key].as_str() {
                Some(expected) => assert_eq!(answer, day(expected), "{received} {key}"),
                None => assert!(!calendar.knows(answer.year()), "{received} {key}"),
            }
            compared += 1;
        }
    }
    assert!(compared >= 36);
}

#[test]
fn office_hours_run_only_while_the_office_is_open() {
    let calendar = WorkCalendar::national();
    let add = |from, span: &str| {
        calendar.add_work_duration(time(from), span.parse().unwrap()).display_minute()
    };
    // Friday 18 September 2026; Sunday 20 is worked for National Day.
    assert_eq!(add("2026-09-18T16:30:00+08:00", "2 work hours"), "2026-09-20 10:00");
    assert_eq!(add("2026-09-18T11:30:00+08:00", "1 work hour"), "2026-09-18 14:00");
    assert_eq!(add("2026-09-18T09:00:00+08:00", "7 work hours"), "2026-09-18 17:30");
    assert_eq!(add("2026-09-18T20:00:00+08:00", "5 work minutes"), "2026-09-20 09:05");
    assert_eq!(add("2026-09-18T20:00:00+08:00", "2 hours"), "2026-09-18 22:00");
    assert_eq!(add("2026-09-18T20:00:00+08:00", "1 workday"), "2026-09-20 17:30");
    assert_eq!(add("2026-09-19T20:00:00+08:00", "0 workdays"), "2026-09-20 17:30");
    assert_eq!(add("2026-09-30T20:00:00+08:00", "3 days"), "2026-10-08 17:30");
}

#[test]
fn a_year_is_imported_whole_or_not_at_all() {
    let mut calendar = WorkCalendar::national();
    let new_year = day("2027-01-01");
    assert!(!calendar.knows(2027) && calendar.is_workday(new_year));
    let good =
        "\u{feff}date,name,is_off_day\n2026-12-31,元旦,1\n2027-01-01,元旦,1\n2027-01-03,元旦,0\n";
    assert_eq!(calendar.import_year(good), Ok(2027));
    assert!(calendar.knows(2027) && !calendar.is_workday(new_year));
    assert!(!calendar.is_workday(day("2026-12-31")) && calendar.is_workday(day("2027-01-03")));
    assert_eq!(calendar.holiday(new_year), Some("元旦"));

    let bad = "date,name,is_off_day\n2027-02-30,春节,1\n2027-03-01,春节,maybe\n2027-03-02,春节\n\
               2027-03-03,a,1\n2027-03-03,a,1\n";
    let faults = calendar.import_year(bad).unwrap_err().faults;
    assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3, 4, 6]);
    assert!(faults[1].to_string().contains("maybe"), "{}", faults[1]);
    assert_eq!(faults[3].zh(), "第 6 行：2027-03-03 出现了两次，请删去一行");
    let two_years = "date,name,is_off_day\n2027-01-01,a,1\n2028-01-01,a,1\n";
    assert_eq!(calendar.import_year(two_years).unwrap_err().faults[0].line, 3);
    assert!(calendar.import_year("when,what\n2027-01-01,a\n").is_err());
    assert!(calendar.import_year("").is_err());
    assert!(!calendar.is_workday(new_year), "a refused file changes nothing");

    assert_eq!(calendar.import_year("date,name,is_off_day\n2027-05-01,劳动节,1\n"), Ok(2027));
    assert!(calendar.is_workday(new_year), "a second import replaces the first");
    assert!(!calendar.is_workday(day("2026-10-01")), "and leaves the other years alone");
}

#[test]
fn hours_and_spans_are_read_or_refused() {
    let hours: OfficeHours = "08:30-12:00 14:00-24:00".parse().unwrap();
    assert_eq!((hours.to_string().as_str(), hours.minutes()), ("08:30-12:00 14:00-24:00", 810));
    assert_eq!(OfficeHours::default().to_string(), "09:00-12:00 13:30-17:30");
    for bad in ["", "9-12", "09:00-12:60", "12:00-09:00", "09:00-12:00 11:00-13:00", "09:00-24:01"]
    {
        assert!(bad.parse::<OfficeHours>().is_err(), "{bad}");
    }
    for good in ["5 workdays", "1 workday", "4 work hours", "90 work minutes", "15 days", "2 hours"]
    {
        assert_eq!(good.parse::<Span>().unwrap().to_string(), good);
    }
    for bad in ["", "5", "workdays", "-1 days", "5 weeks", "99999999999 days"] {
        assert!(bad.parse::<Span>().is_err(), "{bad}");
    }
}

#[test]
fn the_end_of_the_calendar_ends_the_search() {
    let calendar = WorkCalendar::default();
    assert_eq!(calendar.plus_days(day("2026-01-01"), u32::MAX).year(), 9999);
    let late = time("9990-01-01T00:00:00+08:00");
    for span in [Span::WorkDays(u32::MAX), Span::WorkMinutes(u32::MAX), Span::Days(u32::MAX)] {
        assert!(calendar.add_work_duration(late, span) > late, "{span}");
    }
}

proptest! {
    #[test]
    fn open_time_added_is_open_time_counted(start in 1_700_000_000_i64..1_800_000_000, minutes in 1_u32..5_000) {
        let calendar = WorkCalendar::national();
        let from = Timestamp::from_seconds(start);
        let to = calendar.add_work_duration(from, Span::WorkMinutes(minutes));
        prop_assert_eq!(calendar.work_time_between(from, to), i64::from(minutes) * 60);
        prop_assert_eq!(calendar.work_time_between(to, from), 0);
    }

    #[test]
    fn workdays_added_are_workdays_counted(start in 14_000_i32..20_500, count in 1_u32..80) {
        let calendar = WorkCalendar::national();
        let from = Day::new(1970, 1, 1).unwrap().plus(start);
        let to = calendar.plus_workdays(from, count);
        prop_assert!(calendar.is_workday(to));
        prop_assert_eq!(calendar.workdays_between(from, to), count);
    }
}
