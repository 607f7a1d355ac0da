use std::sync::LazyLock;

use kernel::WorkCalendar;
use proptest::prelude::*;

use super::*;

fn calendar() -> Calendar {
    static NATIONAL: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(&WorkCalendar::national()));
    NATIONAL.clone()
}
fn read(text: &str) -> Hours {
    Hours::read(text, &calendar()).unwrap_or_else(|fault| panic!("{fault}"))
}
fn at(text: &str) -> Timestamp {
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}
fn open(hours: &Hours, times: &[&str]) -> Vec<bool> {
    times.iter().map(|time| hours.is_open(at(time))).collect()
}

#[test]
fn usual_hours_hold_in_shanghai() {
    let hours = read("Mo-Fr 08:00-22:00; Sa,Su 09:00-20:00; PH off");
    // 23 November 2026 is a Monday.
    let times = ["2026-11-23 07:59", "2026-11-23 08:00", "2026-11-23 21:59", "2026-11-23 22:00"];
    assert_eq!(open(&hours, &times), [false, true, true, false]);
    assert_eq!(open(&hours, &["2026-11-22 08:30", "2026-11-22 19:59"]), [false, true]);
    assert_eq!(hours.next_change(at("2026-11-23 21:30")), Some(at("2026-11-23 22:00")));
    assert_eq!(hours.next_change(at("2026-11-22 20:00")), Some(at("2026-11-23 08:00")));
    let always = read("24/7");
    assert!(always.is_open(at("2026-02-17 03:00")) && always.packed().is_some());
    assert_eq!(always.next_change(at("2026-11-22 20:00")), None);
}

#[test]
fn a_night_runs_on_past_midnight() {
    let night = read("Mo-Su 22:00-06:00");
    let times = ["2026-11-23 21:59", "2026-11-23 23:00", "2026-11-24 05:59", "2026-11-24 06:00"];
    assert_eq!(open(&night, &times), [false, true, true, false]);
    assert_eq!(night.next_change(at("2026-11-23 23:00")), Some(at("2026-11-24 06:00")));
    let friday = read("Fr 22:00-26:00");
    assert_eq!(open(&friday, &["2026-11-28 01:59", "2026-11-28 02:00"]), [true, false]);
    assert!(friday.packed().is_none());
}

#[test]
fn holidays_close_and_swapped_workdays_count_as_workdays() {
    let office = read("Mo-Fr 09:00-17:00; PH off");
    // The Spring Festival of 2026: 15 to 23 February off, Saturdays 14 and 28 worked.
    assert_eq!(open(&office, &["2026-02-16 10:00", "2026-02-23 10:00"]), [false, false]);
    assert_eq!(open(&office, &["2026-02-14 10:00", "2026-02-28 10:00"]), [true, true]);
    assert_eq!(open(&office, &["2026-02-07 10:00", "2026-03-07 10:00"]), [false, false]);
    assert_eq!(office.next_change(at("2026-02-14 17:00")), Some(at("2026-02-24 09:00")));
    // Without a word of PH the hours hold on holidays too.
    assert_eq!(open(&read("Mo-Su 08:00-22:00"), &["2026-02-17 10:00"]), [true]);
    // A date of its own comes before the swap; other dated hours follow the workday.
    let dated = read("Mo-Fr 09:00-17:00; PH off; 2026 Feb 14 12:00-13:00");
    assert_eq!(open(&dated, &["2026-02-14 10:00", "2026-02-14 12:30"]), [false, true]);
    assert_eq!(open(&dated, &["2026-02-28 10:00"]), [true]);
}

#[test]
fn dated_hours_and_unknown_ones_are_told() {
    let summer = read("Jun-Sep 10:00-16:00; Mo[1] off");
    assert!(summer.packed().is_none());
    assert_eq!(open(&summer, &["2026-07-07 11:00", "2026-07-06 11:00"]), [true, false]);
    assert_eq!(summer.next_change(at("2026-11-22 12:00")), Some(at("2027-06-01 10:00")));
    let maybe = read("Mo-Fr 09:00-17:00 unknown \"打电话\"");
    assert_eq!(maybe.state(at("2026-11-23 10:00")), State::Unknown);
    let day = read("Mo-Fr 09:00-12:00,14:00-17:00").day("2026-11-23".parse().unwrap());
    let ends: Vec<(u16, u16, State)> =
        day.iter().map(|span| (span.from, span.until, span.state)).collect();
    assert_eq!(
        ends,
        [
            (0, 540, State::Closed),
            (540, 720, State::Open),
            (720, 840, State::Closed),
            (840, 1_020, State::Open),
            (1_020, 1_440, State::Closed)
        ]
    );
}

#[test]
fn faults_name_the_place_and_the_remedy_in_both_languages() {
    for (text, position, zh) in [
        ("", 1, "没有填写"),
        ("Mo-Fr 08:00-22:00; Xx 09:00-10:00", 20, "看不懂“Xx 09:00"),
        ("  周一到周五 08:00-22:00", 3, "星期写 Mo Tu"),
        ("Mo-Fr 08:00-25:99", 13, "不是时刻"),
        ("Mo-Fr 08:00", 7, "只有一个时刻"),
    ] {
        let fault = Hours::read(text, &calendar()).unwrap_err();
        let told = fault.zh();
        assert_eq!(fault.position, position, "{text}: {fault} {told}");
        assert!(told.contains(zh), "{text}: {told}");
        assert!(fault.to_string().starts_with("opening hours, character"), "{fault}");
    }
}

/// Hours that a person might write.
fn written() -> impl Strategy<Value = String> {
    let days =
        prop::sample::select(vec!["Mo-Fr", "Sa,Su", "Mo-Su", "We", "PH", "Su-Tu", "Fr-Mo,PH"]);
    let span = (0_u16..96, 1_u16..96).prop_map(|(from, length)| {
        let (from, until) = (from * 15, from * 15 + length * 15);
        format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    });
    let rule = (days, prop::option::weighted(0.8, span))
        .prop_map(|(days, span)| format!("{days} {}", span.unwrap_or_else(|| "off".into())));
    prop::collection::vec(rule, 1..4).prop_map(|rules| rules.join("; "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The table over kinds of day says what the library says of the day itself, on every day that
    /// is not swapped and does not follow a swapped one; packed hours say the same.
    #[test]
    fn the_table_agrees_with_the_library(text in written(), day in 0_i32..365, minute in 0_i64..1_440) {
        let calendar = calendar();
        let hours = Hours::read(&text, &calendar).unwrap();
        let day = Day::new(2026, 1, 1).unwrap().plus(day);
        let at = day.start().plus_minutes(minute);
        let swapped = |day: Day| calendar.counted_as(day) != day;
        prop_assume!(!swapped(day) && !swapped(day.plus(-1)));
        prop_assert_eq!(hours.state(at), hours.0.by_library(at), "{} {}", text, at.display_minute());
        if let Some(packed) = hours.packed() {
            prop_assert_eq!(packed.is_open(calendar.when(at)), hours.is_open(at), "{}", text);
        }
        if let Some(change) = hours.next_change(at) {
            prop_assert!(change > at);
            prop_assert_ne!(hours.state(change), hours.state(at));
            prop_assert_eq!(hours.state(change.plus_minutes(-1).max(at)), hours.state(at));
        }
    }

    /// Whatever is typed is read or refused, at a place inside the text.
    #[test]
    fn nothing_typed_can_stop_the_program(text in "\\PC{0,40}", tail in "[MoTuSaPHx0-9:;,+\\-/\" \\[\\]]{0,30}") {
        for text in [text.clone(), tail.clone(), format!("Mo {tail}"), format!("{text}{tail}")] {
            match Hours::read(&text, &calendar()) {
                Ok(hours) => {
                    hours.state(at("2026-02-14 10:00"));
                    hours.next_change(at("2026-02-14 10:00"));
                }
                Err(fault) => prop_assert!((1..=text.chars().count() + 1).contains(&fault.position)),
            }
        }
    }
}
