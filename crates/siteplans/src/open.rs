//! At which hours of an ordinary week something is open.

use std::sync::LazyLock;

use kernel::{Day, WorkCalendar};
use nearby::{Calendar, Hours};

const WEEK: usize = 168;
const DAY: usize = 24;

/// Holidays do not matter in an ordinary week.
static ANY: LazyLock<Calendar> = LazyLock::new(|| Calendar::of(&WorkCalendar::default()));

/// The 168 hours of a week from Monday midnight, Asia/Shanghai.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open([bool; WEEK]);

impl Open {
    /// Reads `opening_hours` of OpenStreetMap; an hour counts when its middle is open. Nothing
    /// written means always.
    ///
    /// # Errors
    /// What is wrong, and how it is put right.
    pub fn read(text: &str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Ok(Self([true; WEEK]));
        }
        let hours = Hours::read(text, &ANY).map_err(|fault| fault.zh())?;
        // A Monday in a week without anything special.
        let monday = Day::new(2026, 3, 16).ok_or("no such day")?;
        let mut open = [false; WEEK];
        for (hour, open) in (0..).zip(&mut open) {
            *open = hours.is_open(monday.start().plus_hours(hour).plus_minutes(30));
        }
        Ok(Self(open))
    }

    /// The same for an hour of a release that tells so many apart; where days are laid on top of
    /// each other, what most of them say.
    pub fn at(&self, slot: usize, hours: u16) -> bool {
        match usize::from(hours) {
            WEEK => self.0.get(slot).copied().unwrap_or(false),
            DAY => (0..7).filter(|day| self.0.get(day * DAY + slot) == Some(&true)).count() >= 4,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_is_read_hour_by_hour() {
        let night = Open::read("Mo-Fr 22:00-06:00").unwrap();
        assert!(night.at(22, 168) && night.at(24 + 5, 168) && !night.at(12, 168));
        assert!(!night.at(6 * 24 + 22, 168), "closed on Sundays");
        assert!(night.at(23, 24) && !night.at(12, 24) && night.at(0, 1));
        assert!(Open::read("").unwrap().at(3, 168));
        assert!(Open::read("8点到10点").is_err());
    }
}
