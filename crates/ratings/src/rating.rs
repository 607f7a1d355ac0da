//! What a rider says of a merchant.

use std::{fmt, str::FromStr};

use contracts::{PersonId, UnitId};
use kernel::{Id, Timestamp};

/// The names of ids.
pub enum RatingName {}
pub enum GroupName {}
pub enum ReleaseName {}
pub type RatingId = Id<RatingName>;
pub type GroupId = Id<GroupName>;
pub type ReleaseId = Id<ReleaseName>;

/// The longest wait that can be told, in minutes.
pub const MINUTES_MAX: i64 = 180;

/// The time of day, in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Band {
    /// 5 to 10 o'clock
    Morning,
    /// 10 to 14 o'clock
    Lunch,
    /// 14 to 17 o'clock
    Afternoon,
    /// 17 to 21 o'clock
    Dinner,
    /// 21 to 5 o'clock
    Night,
}

impl Band {
    pub const ALL: [Self; 5] =
        [Self::Morning, Self::Lunch, Self::Afternoon, Self::Dinner, Self::Night];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Lunch => "lunch",
            Self::Afternoon => "afternoon",
            Self::Dinner => "dinner",
            Self::Night => "night",
        }
    }

    /// The band in which an instant lies.
    pub fn of(at: Timestamp) -> Self {
        match at.local().hour() {
            5..10 => Self::Morning,
            10..14 => Self::Lunch,
            14..17 => Self::Afternoon,
            17..21 => Self::Dinner,
            _ => Self::Night,
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// No time of day has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time of day is called {0:?}: morning, lunch, afternoon, dinner, night")]
pub struct UnknownBand(String);

impl FromStr for Band {
    type Err = UnknownBand;
    fn from_str(text: &str) -> Result<Self, UnknownBand> {
        let known = Self::ALL.into_iter().find(|band| band.as_str() == text);
        known.ok_or_else(|| UnknownBand(text.to_owned()))
    }
}

/// A rating as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub id: RatingId,
    pub unit: UnitId,
    pub rider: PersonId,
    /// How long the rider waited.
    pub minutes: i64,
    /// A code of the catalogue's reasons.
    pub reason: String,
    pub band: Band,
    /// Neither replaced by a later one of the same window nor withdrawn.
    pub live: bool,
    pub at: Timestamp,
    /// When the window ends in which this rider's ratings of this merchant count once.
    pub window_ends_at: Timestamp,
}
