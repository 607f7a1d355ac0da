//! Numbers of sources and of their records. Both begin with the source's area, so that large tables
//! lie by area.

use std::{fmt, str::FromStr};

use kernel::{AreaCode, Id};
use serde::{Deserialize, Serialize};
use storage::{FromValue, Value, ValueRef};

/// The name of records: a person as one source knows them.
pub enum RecordName {}
pub type RecordId = Id<RecordName>;

/// The digits of an area in a source's number.
const AREA_DIGITS: usize = 12;
/// Sources that one area can have.
const PER_AREA: i64 = 1_000_000;

/// A source: twelve digits of area, then a running number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct SourceNo(i64);

impl SourceNo {
    /// The `count`th source of an area; a grid counts with its community.
    pub fn new(area: &AreaCode, count: i64) -> Self {
        Self(Self::padded(area, '0').saturating_mul(PER_AREA).saturating_add(count))
    }

    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    pub const fn number(self) -> i64 {
        self.0
    }

    /// The least and the greatest number that a source in an area or below it can have.
    pub fn range(area: &AreaCode) -> (Self, Self) {
        let high = Self::padded(area, '9').saturating_mul(PER_AREA).saturating_add(PER_AREA - 1);
        (Self::new(area, 0), Self(high))
    }

    /// The `number`th record of this source.
    pub fn record(self, number: i64) -> RecordId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0.to_be_bytes());
        bytes[8..].copy_from_slice(&number.to_be_bytes());
        RecordId::from_bytes(bytes)
    }

    /// The source of a record.
    pub fn of(record: RecordId) -> Self {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&record.as_bytes()[..8]);
        Self(i64::from_be_bytes(bytes))
    }

    /// The record's own number within its source.
    pub fn number_of(record: RecordId) -> i64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&record.as_bytes()[8..]);
        i64::from_be_bytes(bytes)
    }

    /// The first and the last record that this source can have.
    pub fn records(self) -> (RecordId, RecordId) {
        (self.record(0), self.record(i64::MAX))
    }

    fn padded(area: &AreaCode, with: char) -> i64 {
        let digits: String = area.as_str().chars().take(AREA_DIGITS).collect();
        let missing = AREA_DIGITS - digits.len();
        let text: String = digits.chars().chain(std::iter::repeat_n(with, missing)).collect();
        text.parse().unwrap_or_default()
    }
}

impl fmt::Display for SourceNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for SourceNo {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl From<SourceNo> for Value {
    fn from(number: SourceNo) -> Self {
        Self::Int(number.0)
    }
}

impl FromValue for SourceNo {
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        i64::from_value(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_lie_by_area_then_by_source_then_by_number() {
        let [county, street, other]: [AreaCode; 3] =
            ["330102", "330102001", "330103"].map(|code| code.parse().unwrap());
        let first = SourceNo::new(&county, 1);
        assert_eq!(SourceNo::of(first.record(7)), first);
        assert_eq!(SourceNo::number_of(first.record(7)), 7);
        let (low, high) = SourceNo::range(&county);
        assert!((low..=high).contains(&SourceNo::new(&street, 3)));
        assert!(!(low..=high).contains(&SourceNo::new(&other, 1)));
        assert!(first.record(9) < first.record(10));
        assert!(first.record(i64::MAX) < SourceNo::new(&county, 2).record(0));
    }
}
