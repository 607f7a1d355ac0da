//! A year of a calendar as a table, and what an import would change in it.

use kernel::{Day, WorkCalendar};

/// How a day differs from an ordinary one of its weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The holiday that the day belongs to: `春节`.
    pub holiday: String,
    /// A day off; else a workday swapped for one.
    pub off: bool,
}

/// A day that the year's notice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedDay {
    pub day: Day,
    pub mark: Mark,
}

/// A day that two calendars see differently; `None` stands for an ordinary day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub day: Day,
    pub before: Option<Mark>,
    pub after: Option<Mark>,
}

/// The days that a year's notice names; those of the December before belong to it.
pub fn marked(calendar: &WorkCalendar, year: i16) -> Vec<MarkedDay> {
    days(year).filter_map(|day| Some(MarkedDay { day, mark: mark(calendar, day)? })).collect()
}

/// What changes in a year when `new` replaces `old`.
pub fn changes(old: &WorkCalendar, new: &WorkCalendar, year: i16) -> Vec<Change> {
    days(year)
        .map(|day| Change { day, before: mark(old, day), after: mark(new, day) })
        .filter(|change| change.before != change.after)
        .collect()
}

fn mark(calendar: &WorkCalendar, day: Day) -> Option<Mark> {
    let holiday = calendar.holiday(day)?.to_owned();
    Some(Mark { holiday, off: !calendar.is_workday(day) })
}

/// From the December before to the end of November, as [`WorkCalendar::import_year`] counts.
fn days(year: i16) -> impl Iterator<Item = Day> {
    let begin = year.checked_sub(1).and_then(|before| Day::new(before, 12, 1));
    let end = Day::new(year, 11, 30);
    std::iter::successors(begin, |day| Some(day.plus(1))).take_while(move |day| Some(*day) <= end)
}
