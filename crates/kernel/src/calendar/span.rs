//! How long a deadline allows.

use std::{fmt, str::FromStr};

use crate::text_serde::text_serde;

/// A length of time on the work calendar; written as in a catalogue: `5 workdays`,
/// `4 work hours`, `90 work minutes`, `15 days`, `2 hours`, `30 minutes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Span {
    /// Workdays after the day of receipt.
    WorkDays(u32),
    /// Minutes while the office is open.
    WorkMinutes(u32),
    /// Calendar days after the day of receipt, moved to the next workday.
    Days(u32),
    /// Minutes that run through nights and holidays, for what is urgent.
    Minutes(u32),
}

/// The text is not a span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "span {0:?}: write a number and one of workdays, work hours, work minutes, days, hours, \
     minutes, such as `5 workdays`"
)]
pub struct SpanError(String);

impl Span {
    pub const fn work_hours(count: u32) -> Self {
        Self::WorkMinutes(count.saturating_mul(60))
    }
    pub const fn hours(count: u32) -> Self {
        Self::Minutes(count.saturating_mul(60))
    }

    fn read(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let count: u32 = words.next()?.parse().ok()?;
        let unit: String = words.collect();
        match unit.strip_suffix('s').unwrap_or(&unit) {
            "workday" => Some(Self::WorkDays(count)),
            "workhour" => Some(Self::WorkMinutes(count.checked_mul(60)?)),
            "workminute" => Some(Self::WorkMinutes(count)),
            "day" => Some(Self::Days(count)),
            "hour" => Some(Self::Minutes(count.checked_mul(60)?)),
            "minute" => Some(Self::Minutes(count)),
            _ => None,
        }
    }
}

impl FromStr for Span {
    type Err = SpanError;
    fn from_str(text: &str) -> Result<Self, SpanError> {
        Self::read(text).ok_or_else(|| SpanError(text.to_owned()))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, unit) = match *self {
            Self::WorkDays(count) => (count, "workday"),
            Self::WorkMinutes(count) if count % 60 == 0 => (count / 60, "work hour"),
            Self::WorkMinutes(count) => (count, "work minute"),
            Self::Days(count) => (count, "day"),
            Self::Minutes(count) if count % 60 == 0 => (count / 60, "hour"),
            Self::Minutes(count) => (count, "minute"),
        };
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}
text_serde!(Span);
