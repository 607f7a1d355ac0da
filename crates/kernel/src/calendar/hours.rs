//! Office hours of a workday.

use std::{fmt, str::FromStr};

use crate::{
    text_serde::text_serde,
    time::{Day, Timestamp},
};

/// The periods of a workday in which the office is open, in minutes since midnight in
/// Asia/Shanghai; written `09:00-12:00 13:30-17:30`, which is also the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHours(Vec<(u16, u16)>);

/// The text does not say office hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    #[error("office hours {0:?}: write periods such as 09:00-12:00 13:30-17:30")]
    Form(String),
    #[error("office hours {0:?}: each period must end after it begins and before the next begins")]
    Order(String),
}

impl OfficeHours {
    /// The open periods, in minutes since midnight, in order.
    pub fn periods(&self) -> impl Iterator<Item = (u16, u16)> {
        self.0.iter().copied()
    }

    /// When the office closes on `day`.
    pub fn close(&self, day: Day) -> Timestamp {
        let minute = self.0.last().map_or(24 * 60, |(_, to)| *to);
        day.start().plus_minutes(minute.into())
    }

    /// Open minutes of one workday.
    pub fn minutes(&self) -> u32 {
        self.periods().map(|(from, to)| u32::from(to - from)).sum()
    }
}

impl Default for OfficeHours {
    fn default() -> Self {
        Self(vec![(9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 30)])
    }
}

impl FromStr for OfficeHours {
    type Err = HoursError;
    fn from_str(text: &str) -> Result<Self, HoursError> {
        let periods: Option<Vec<_>> = text.split_whitespace().map(period).collect();
        let periods = periods.filter(|periods| !periods.is_empty());
        let periods = periods.ok_or_else(|| HoursError::Form(text.to_owned()))?;
        let whole = periods.iter().all(|(from, to)| from < to);
        let ordered = periods.windows(2).all(|pair| pair[0].1 < pair[1].0);
        if whole && ordered { Ok(Self(periods)) } else { Err(HoursError::Order(text.to_owned())) }
    }
}

fn period(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    Some((minute(from)?, minute(to)?))
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let [hour, minute] = [hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?];
    let total = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && total <= 24 * 60).then_some(total)
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (from, to)) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            let [(from, a), (to, b)] = [from, to].map(|minute| (minute / 60, minute % 60));
            write!(f, "{gap}{from:02}:{a:02}-{to:02}:{b:02}")?;
        }
        Ok(())
    }
}
text_serde!(OfficeHours);
