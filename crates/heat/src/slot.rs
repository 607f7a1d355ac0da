//! A slot: cell, hour and occupation, in 55 bits.

use h3o::Resolution;
use serde::{Deserialize, Serialize};

/// How the hours of a period are laid on top of each other; civil hours in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fold {
    /// 168 hours, from 0 (Monday, midnight to one).
    #[default]
    Week,
    /// 24 hours of the day.
    Day,
    /// All in hour 0.
    Whole,
}

/// 1970-01-01 was a Thursday.
const FIRST_WEEKDAY: i64 = 3;
const DAY_SECONDS: i64 = 86_400;

impl Fold {
    /// The hour in which an instant falls; seconds of the civil time in Asia/Shanghai since
    /// 1970-01-01.
    pub fn hour(self, civil_seconds: i64) -> u64 {
        let day = civil_seconds.div_euclid(DAY_SECONDS);
        let hour = civil_seconds.rem_euclid(DAY_SECONDS) / 3_600;
        let hour = match self {
            Self::Week => (day + FIRST_WEEKDAY).rem_euclid(7) * 24 + hour,
            Self::Day => hour,
            Self::Whole => 0,
        };
        hour.cast_unsigned()
    }

    /// How many hours there are.
    pub const fn hours(self) -> u16 {
        match self {
            Self::Week => 168,
            Self::Day => 24,
            Self::Whole => 1,
        }
    }
}

/// The lowest bits, where the number of the occupation stands.
pub(crate) const OCCUPATION_BITS: u32 = 10;
/// Bits of the whole.
pub(crate) const SLOT_BITS: u32 = 55;
const HOUR_BITS: u32 = 8;
const CELL_SHIFT: u32 = OCCUPATION_BITS + HOUR_BITS;
/// How many occupations fit.
pub(crate) const OCCUPATIONS_MAX: usize = 1 << OCCUPATION_BITS;

/// Where the digits of an H3 index of a resolution end; all lower bits are ones.
fn unused_bits(resolution: Resolution) -> u32 {
    45 - 3 * u32::from(u8::from(resolution))
}

/// The cell's part of a slot, from its H3 index: base cell and digits.
#[inline]
pub(crate) fn of_cell(index: u64, resolution: Resolution) -> u64 {
    ((index & ((1 << 52) - 1)) >> unused_bits(resolution)) << CELL_SHIFT
}

#[inline]
pub(crate) const fn slot(cell: u64, hour: u64, occupation: u64) -> u64 {
    cell | (hour << OCCUPATION_BITS) | occupation
}

/// The H3 index, hour and number of the occupation.
pub(crate) fn parts(slot: u64, resolution: Resolution) -> (u64, u64, u64) {
    let unused = unused_bits(resolution);
    let head = (1 << 59) | (u64::from(u8::from(resolution)) << 52);
    let cell = head | ((slot >> CELL_SHIFT) << unused) | ((1 << unused) - 1);
    let hour = (slot >> OCCUPATION_BITS) & ((1 << HOUR_BITS) - 1);
    (cell, hour, slot & ((1 << OCCUPATION_BITS) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_come_apart_into_what_they_were_made_of() {
        for resolution in [Resolution::Eight, Resolution::Nine, Resolution::Ten] {
            let cell = h3o::LatLng::new(31.57, 120.3).unwrap().to_cell(resolution);
            let made = slot(of_cell(cell.into(), resolution), 167, 1_023);
            assert!(made < 1 << SLOT_BITS);
            assert_eq!(parts(made, resolution), (cell.into(), 167, 1_023));
        }
    }

    #[test]
    fn the_week_begins_on_monday_at_midnight() {
        // 2026-11-16 was a Monday.
        let monday: i64 = 20_773 * 86_400;
        let hours = |fold: Fold| [0, 3_599, 3_600, 7 * 86_400 - 1].map(|s| fold.hour(monday + s));
        assert_eq!(hours(Fold::Week), [0, 0, 1, 167]);
        assert_eq!(hours(Fold::Day), [0, 0, 1, 23]);
        assert_eq!(hours(Fold::Whole), [0; 4]);
        assert_eq!(Fold::Week.hour(-1), 3 * 24 - 1);
    }
}
