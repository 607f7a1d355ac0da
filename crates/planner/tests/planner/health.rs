//! Branches are judged by facts, and a dying one is found before its next missed meeting.

use kernel::Day;
use planner::health::{Facts, Meeting, Reason, Secretary, State, Thresholds, judge};

fn day(number: i32) -> Day {
    Day::new(2026, 3, 1).unwrap().plus(number)
}

/// Twenty full members, a meeting held each month, all well on day 90.
fn living() -> Facts {
    Facts {
        secretary: Secretary::Held { since: day(-300), reached: Some(day(86)) },
        members: 22,
        full: 20,
        in_area: 22,
        full_in_area: 20,
        counts: (0..=12).map(|week| (day(week * 7), 20)).collect(),
        meetings: (0..5)
            .map(|month| Meeting {
                due: day(30 + month * 30),
                held: (month < 2).then(|| day(25 + month * 30)),
            })
            .collect(),
        matters_open: 4,
        matters_stuck: 0,
        last_activity: Some(day(85)),
        founded: day(-300),
    }
}

fn state(facts: &Facts) -> State {
    judge(facts, &Thresholds::default(), day(90)).state
}

#[test]
fn a_living_branch_has_nothing_against_it() {
    let health = judge(&living(), &Thresholds::default(), day(90));
    assert_eq!((health.state, health.reasons, health.forecast), (State::Healthy, vec![], None));
}

#[test]
fn each_fact_alone_decides_at_its_limit() {
    let mut facts = living();
    facts.secretary = Secretary::Held { since: day(-300), reached: Some(day(77)) };
    assert_eq!(state(&facts), State::Healthy);
    facts.secretary = Secretary::Held { since: day(-300), reached: Some(day(76)) };
    assert_eq!(state(&facts), State::Weak);
    facts.secretary = Secretary::Vacant(day(45));
    assert_eq!(state(&facts), State::Paralysed);
    // Somebody new in the post has time to be reached.
    facts.secretary = Secretary::Held { since: day(80), reached: None };
    assert_eq!(state(&facts), State::Healthy);

    let mut facts = living();
    facts.meetings[1].held = None;
    assert_eq!(state(&facts), State::Weak);
    facts.meetings[0].held = None;
    let health = judge(&facts, &Thresholds::default(), day(90));
    let missed = Reason::MeetingsMissed { in_a_row: 2, since: day(30) };
    assert_eq!(health.reasons[0], (State::Paralysed, missed));
    // The meeting that is due today can still be held.
    assert!(facts.meetings.iter().any(|meeting| meeting.due == day(90)));

    let mut facts = living();
    facts.full_in_area = 2;
    assert_eq!(state(&facts), State::ToDissolve);

    let mut facts = living();
    facts.in_area = 15;
    assert_eq!(state(&facts), State::Weak);
    facts.in_area = 8;
    assert_eq!(state(&facts), State::Paralysed);

    let mut facts = living();
    facts.last_activity = None;
    assert_eq!(state(&facts), State::Paralysed);
    facts.founded = day(60);
    assert_eq!(state(&facts), State::Healthy);

    let mut facts = living();
    facts.matters_stuck = 2;
    assert_eq!(state(&facts), State::Weak);
}

/// A branch loses half of its members in five months, its meetings still held by those who are
/// left. It needs 11 of 20 for the next one.
#[test]
fn a_branch_that_loses_half_is_flagged_before_its_next_missed_meeting() {
    let left = |today: i32| u32::try_from(20 - today * 10 / 150).unwrap();
    let missed = (0..200).find(|today| left(*today) < 11).unwrap();
    let mut flagged = None;
    for today in 14..missed {
        let mut facts = living();
        facts.full_in_area = left(today);
        facts.in_area = left(today) + 2;
        facts.counts = (0..=today / 7).map(|week| (day(week * 7), left(week * 7))).collect();
        facts.secretary = Secretary::Held { since: day(-300), reached: Some(day(today)) };
        facts.last_activity = Some(day(today));
        for meeting in &mut facts.meetings {
            meeting.held = (meeting.due < day(today)).then_some(meeting.due);
        }
        let health = judge(&facts, &Thresholds::default(), day(today));
        if health.state != State::Healthy && flagged.is_none() {
            flagged = Some(today);
        }
        if today > missed - 28 {
            let forecast = health.forecast.unwrap();
            assert_eq!(forecast.needed, 11);
            let off = forecast.day.number() - day(missed).number();
            assert!(off.abs() <= 21, "day {today}: {off} days off");
        }
    }
    // At least one meeting before the one that fails.
    assert!(flagged.is_some_and(|day| day <= missed - 30), "{flagged:?} of {missed}");
}

#[test]
fn a_forecast_before_the_next_meeting_alone_makes_it_weak() {
    let mut facts = living();
    facts.full_in_area = 12;
    facts.in_area = 20;
    facts.counts =
        (0..=12).map(|week| (day(week * 7), u32::try_from(16 - week / 3).unwrap())).collect();
    facts.meetings = vec![Meeting { due: day(120), held: None }];
    let health = judge(&facts, &Thresholds::default(), day(84));
    assert!(health.forecast.unwrap().before_next_meeting);
    assert_eq!(health.reasons, [(State::Weak, Reason::NextMeetingAtRisk)]);
}
