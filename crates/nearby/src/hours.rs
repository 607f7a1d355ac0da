//! Opening hours in OpenStreetMap's `opening_hours` syntax, with the Chinese holiday calendar.
//!
//! `Mo-Fr 08:00-22:00; Sa,Su 09:00-20:00; PH off`, `24/7`, `22:00-06:00`, `Jun-Sep 10:00-16:00`.
//! Times are civil times in Asia/Shanghai. The syntax and its evaluation are the crate
//! `opening-hours`; the calendar is the State Council's yearly notice as the kernel keeps it:
//!
//! - `PH` is every day off that a notice names, weekends inside a holiday with it. A rule that
//!   says nothing of `PH` holds on holidays as on other days.
//! - A **swapped workday** (调休上班) counts as a workday: a Saturday as the nearest ordinary
//!   Friday, a Sunday as the nearest ordinary Monday. Hours that speak of that very date
//!   (`2026 Feb 14 10:00-16:00`) come before this. What a swapped Friday leaves open past midnight
//!   ends at midnight when the day after is a day off.
//! - A year without a notice yet has no `PH` and no swapped days, as its page should say.
//! - `SH` matches nothing: schools differ by province. `sunrise` and `sunset` are 07:00 and 19:00.
//!
//! Most hours depend on the weekday and on holidays only. Those are worked out once for every kind
//! of day, so that asking whether they hold costs a few nanoseconds; the rest remembers the day
//! that was asked for last.

mod calendar;
mod compiled;
mod fault;
mod plan;
mod text;

use std::sync::Arc;

use kernel::{Day, Timestamp};

pub use calendar::{Calendar, When};
pub(crate) use compiled::Packed;
pub use fault::{HoursFault, Trouble};
pub use plan::Span;

use compiled::Compiled;

/// What hours say of an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Open,
    Closed,
    /// The hours themselves say "unknown", or there are none.
    Unknown,
}

/// Opening hours, read and worked out. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hours(Arc<Compiled>);

/// How far ahead a change is looked for.
const AHEAD_DAYS: i32 = 400;

impl Hours {
    /// Reads hours in OpenStreetMap's syntax. Chinese punctuation and full-width figures are
    /// accepted, as they come from forms.
    ///
    /// # Errors
    /// What is wrong, where, and how it is put right.
    pub fn read(text: &str, calendar: &Calendar) -> Result<Self, HoursFault> {
        Compiled::read(text, calendar).map(|compiled| Self(Arc::new(compiled)))
    }

    /// The hours as they are kept: trimmed, punctuation in ASCII.
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// What they say of an instant.
    pub fn state(&self, at: Timestamp) -> State {
        self.0.at(self.0.calendar().when(at))
    }

    /// The same for an instant that was looked up before, for many places at once.
    pub fn state_when(&self, when: &When) -> State {
        self.0.at(*when)
    }

    /// Whether they say open.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.state(at) == State::Open
    }

    /// When what they say changes next: "until 22:00", "opens at 08:00". `None` when it does not
    /// within a year.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let now = self.state(at);
        let mut day = at.day();
        for _ in 0..AHEAD_DAYS {
            let later = self.0.plan(day).into_iter().find(|span| {
                span.state != now && day.start().plus_minutes(i64::from(span.until)) > at
            });
            if let Some(span) = later {
                return Some(day.start().plus_minutes(i64::from(span.from)).max(at));
            }
            day = day.plus(1);
        }
        None
    }

    /// A civil day's spans in order, from 0 to 1,440 minutes without a gap, for a page's table.
    pub fn day(&self, day: Day) -> Vec<Span> {
        self.0.plan(day)
    }

    /// The hours in eight bytes, when they are simple enough.
    pub(crate) fn packed(&self) -> Option<Packed> {
        self.0.packed()
    }
}

impl PartialEq for Hours {
    /// Alike as they are written.
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

#[cfg(test)]
mod tests;
