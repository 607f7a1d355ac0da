//! The Chinese work calendar: weekends, statutory holidays, swapped workdays, office hours.
//!
//! Rules: the day of receipt is not counted (Civil Code art. 201); a period in days whose last day
//! is a day off runs to the next workday, and ends when the office closes (art. 203). Holidays and
//! swapped workdays come from the State Council's yearly notice, which is data: each year can be
//! imported. All days and hours are Asia/Shanghai.

mod hours;
mod span;
mod table;

pub use hours::{HoursError, OfficeHours};
pub use span::{Span, SpanError};
pub use table::{CalendarError, Fault, Reason};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Weekday;

use crate::time::{Day, Timestamp};
use table::Row;

/// Which days are worked, and at which hours.
#[derive(Debug, Clone, Default)]
pub struct WorkCalendar {
    marked: BTreeMap<Day, Row>,
    years: BTreeSet<i16>,
    hours: OfficeHours,
}

impl WorkCalendar {
    /// Every year of the vendored table (2007 to 2026), with the usual office hours.
    pub fn national() -> Self {
        let mut calendar = Self::default();
        // The vendored file is read whole by the tests; a fault in it cannot reach a deployment.
        let rows = table::parse(include_str!("../data/holidays/holidays.csv")).unwrap_or_default();
        calendar.years = rows.iter().map(Row::notice_year).collect();
        calendar.marked = rows.into_iter().map(|row| (row.day, row)).collect();
        calendar
    }

    #[must_use]
    pub fn with_hours(self, hours: OfficeHours) -> Self {
        Self { hours, ..self }
    }

    /// Replaces one year's table by a CSV with the columns `date,name,is_off_day` (1 a holiday, 0
    /// a swapped workday), and answers which year it was. Days of the December before belong to
    /// it too, as in the notices. Nothing changes when any line is at fault.
    pub fn import_year(&mut self, csv: &str) -> Result<i16, CalendarError> {
        let rows = table::parse(csv)?;
        let year = table::single_year(&rows)?;
        let begins = Day::new(year - 1, 12, 1);
        let ends = Day::new(year, 11, 30);
        self.marked.retain(|day, _| Some(*day) < begins || Some(*day) > ends);
        self.marked.extend(rows.into_iter().map(|row| (row.day, row)));
        self.years.insert(year);
        Ok(year)
    }

    /// Whether this year's table is loaded. Without it only weekends are days off, so a deadline
    /// that falls there is provisional and its page should say so.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// The years whose table is loaded.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.iter().copied()
    }

    pub const fn hours(&self) -> &OfficeHours {
        &self.hours
    }

    pub fn is_workday(&self, day: Day) -> bool {
        let weekend = matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday);
        self.marked.get(&day).map_or(!weekend, |row| !row.off)
    }

    /// The holiday that a day belongs to, also for the workdays swapped for it: `春节`.
    pub fn holiday(&self, day: Day) -> Option<&str> {
        self.marked.get(&day).map(|row| row.name.as_str())
    }

    /// The day itself when it is worked, else the next workday.
    pub fn workday_from(&self, day: Day) -> Day {
        let mut day = day;
        while !self.is_workday(day) && day.plus(1) > day {
            day = day.plus(1);
        }
        day
    }

    /// The `count`-th workday after `day`, which is not counted itself; for 0 the day itself when
    /// it is worked, else the next workday.
    pub fn plus_workdays(&self, day: Day, count: u32) -> Day {
        let mut last = if count == 0 { self.workday_from(day) } else { day };
        for _ in 0..count {
            let next = self.workday_from(last.plus(1));
            if next == last {
                break;
            }
            last = next;
        }
        last
    }

    /// `count` calendar days after `day`, moved to the next workday when that is a day off.
    pub fn plus_days(&self, day: Day, count: u32) -> Day {
        self.workday_from(day.plus(i32::try_from(count).unwrap_or(i32::MAX)))
    }

    /// Workdays after `from`, up to and including `to`; 0 when `to` is not later.
    pub fn workdays_between(&self, from: Day, to: Day) -> u32 {
        let mut count = 0;
        let mut day = from.plus(1);
        while day <= to {
            count += u32::from(self.is_workday(day));
            if day.plus(1) == day {
                break;
            }
            day = day.plus(1);
        }
        count
    }

    /// The instant at which a period that begins at `from` ends. Periods in days end when the
    /// office closes on their last day; office hours run only while the office is open; natural
    /// hours and minutes run through.
    pub fn add_work_duration(&self, from: Timestamp, span: Span) -> Timestamp {
        match span {
            Span::WorkDays(count) => self.hours.close(self.plus_workdays(from.day(), count)),
            Span::Days(count) => self.hours.close(self.plus_days(from.day(), count)),
            Span::WorkMinutes(count) => self.add_open_seconds(from, i64::from(count) * 60),
            Span::Minutes(count) => from.plus_minutes(i64::from(count)),
        }
    }

    fn add_open_seconds(&self, from: Timestamp, seconds: i64) -> Timestamp {
        let mut left = seconds;
        let mut day = from.day();
        loop {
            for (open, close) in self.open(day) {
                let begin = open.max(from);
                let length = close.seconds_since(begin);
                if length > 0 && left <= length {
                    return begin.plus_seconds(left);
                }
                left -= length.max(0);
            }
            if day.plus(1) == day {
                return day.start();
            }
            day = day.plus(1);
        }
    }

    /// Seconds during which the office was open from `from` to `to`; 0 when `to` is not later.
    pub fn work_time_between(&self, from: Timestamp, to: Timestamp) -> i64 {
        let mut seconds = 0;
        let mut day = from.day();
        while day.start() < to {
            for (open, close) in self.open(day) {
                seconds += close.min(to).seconds_since(open.max(from)).max(0);
            }
            if day.plus(1) == day {
                break;
            }
            day = day.plus(1);
        }
        seconds
    }

    fn open(&self, day: Day) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let worked = self.is_workday(day);
        self.hours.periods().filter(move |_| worked).map(move |(from, to)| {
            (day.start().plus_minutes(from.into()), day.start().plus_minutes(to.into()))
        })
    }
}

#[cfg(test)]
mod tests;
