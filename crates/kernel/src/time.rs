//! Instants and days. Instants are UTC; days are civil days in Asia/Shanghai (UTC+8, no daylight
//! saving since 1992), which is where every deadline and every page lives.

use std::{fmt, str::FromStr};

use jiff::{civil, tz};
use serde::{Deserialize, Serialize};

const MICROS_PER_SECOND: i64 = 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A civil day in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

/// The text is not a time (RFC 3339) or not a day (`2026-11-21`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("not a time: expected RFC 3339, such as 2026-11-21T09:30:00+08:00")]
    NotATime,
    #[error("not a day: expected year-month-day, such as 2026-11-21")]
    NotADay,
}

/// Asia/Shanghai as a fixed offset.
pub const SHANGHAI: tz::Offset = tz::offset(8);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS_PER_SECOND))
    }
    pub const fn micros(self) -> i64 {
        self.0
    }
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(MICROS_PER_SECOND)
    }
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(MICROS_PER_SECOND))
    }
    #[must_use]
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_minutes(hours.saturating_mul(60))
    }
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_hours(days.saturating_mul(24))
    }
    /// Seconds from `earlier` to `self`, negative when `self` comes first.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(MICROS_PER_SECOND)
    }

    /// The civil date and time in Asia/Shanghai.
    pub fn local(self) -> civil::DateTime {
        SHANGHAI.to_datetime(self.jiff())
    }
    /// The civil day in Asia/Shanghai.
    pub fn day(self) -> Day {
        Day(self.local().date())
    }
    /// The instant of a civil date and time in Asia/Shanghai; the calendar's last or first instant
    /// when it lies beyond them.
    pub fn from_local(local: civil::DateTime) -> Self {
        let edge = if local.year() > 0 { jiff::Timestamp::MAX } else { jiff::Timestamp::MIN };
        Self(SHANGHAI.to_timestamp(local).unwrap_or(edge).as_microsecond())
    }
    /// `2026-11-21 09:30` in Asia/Shanghai, for pages.
    pub fn display_minute(self) -> String {
        self.local().strftime("%Y-%m-%d %H:%M").to_string()
    }
    /// RFC 3339 with the offset +08:00, for the API.
    pub fn rfc3339(self) -> String {
        self.local().strftime("%Y-%m-%dT%H:%M:%S%.f+08:00").to_string()
    }

    fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or_default()
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;
    /// Reads RFC 3339; the offset is compulsory.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        text.parse::<jiff::Timestamp>()
            .map(|instant| Self(instant.as_microsecond()))
            .map_err(|_| TimeError::NotATime)
    }
}

impl Day {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }
    pub const fn from_date(date: civil::Date) -> Self {
        Self(date)
    }
    pub const fn date(self) -> civil::Date {
        self.0
    }
    pub fn year(self) -> i16 {
        self.0.year()
    }
    /// The instant at which this day begins in Asia/Shanghai.
    pub fn start(self) -> Timestamp {
        Timestamp::from_local(self.0.to_datetime(civil::Time::midnight()))
    }
    /// The instant of `hour:minute` on this day in Asia/Shanghai; out-of-range parts give midnight.
    pub fn at(self, hour: i8, minute: i8) -> Timestamp {
        let time = civil::Time::new(hour, minute, 0, 0).unwrap_or(civil::Time::midnight());
        Timestamp::from_local(self.0.to_datetime(time))
    }
    /// `count` days later (earlier when negative); stays at the calendar's end when beyond it.
    #[must_use]
    pub fn plus(self, count: i32) -> Self {
        let edge = if count > 0 { civil::Date::MAX } else { civil::Date::MIN };
        let span = jiff::Span::new().try_days(count);
        Self(span.map_or(edge, |span| self.0.saturating_add(span)))
    }
    /// Days since 1970-01-01.
    pub fn number(self) -> i64 {
        self.start().plus_hours(8).seconds().div_euclid(86_400)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for Day {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        text.parse().map(Self).map_err(|_| TimeError::NotADay)
    }
}
impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_sixteen_hundred_utc_of_the_day_before() {
        let day: Day = "2026-02-17".parse().unwrap();
        assert_eq!(day.start(), "2026-02-16T16:00:00Z".parse().unwrap());
        assert_eq!(day.start().plus_seconds(-1).day(), day.plus(-1));
        assert_eq!(day.at(9, 30).display_minute(), "2026-02-17 09:30");
        assert_eq!(day.at(9, 30).rfc3339(), "2026-02-17T09:30:00+08:00");
        assert_eq!(Day::new(1970, 1, 2).unwrap().number(), 1);
    }
}
