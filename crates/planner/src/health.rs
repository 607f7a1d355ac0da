//! Whether a branch lives, from facts alone: no form is filled in, nobody reports.

mod facts;
mod judge;
mod trend;

pub use facts::{Facts, Meeting, Secretary, Thresholds};
pub use judge::judge;
pub use trend::{Trend, trend};

use kernel::Day;
use serde::{Deserialize, Serialize};

/// How a branch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 健康
    Healthy,
    /// 软弱
    Weak,
    /// 瘫痪
    Paralysed,
    /// 应撤销或合并
    ToDissolve,
}

/// A fact that speaks against a branch, and the state that it alone would mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No secretary since this day.
    NoSecretary(Day),
    /// The secretary was last reached on this day; `None` for never.
    SecretaryNotReached(Option<Day>),
    /// Too few full members still in the area.
    TooFewMembers {
        /// Full members in the area.
        full_in_area: u32,
        /// The fewest that a branch may have.
        full_min: u32,
    },
    /// Many members have left the area.
    MembersGone {
        /// Members still in the area.
        in_area: u32,
        /// All members.
        members: u32,
    },
    /// The number in the area falls.
    Shrinking {
        /// How many were there when the counts begin.
        from: u32,
        /// How many are there now.
        to: u32,
        /// Over how many days.
        days: u32,
    },
    /// Meetings that were due and not held, the last so many in a row.
    MeetingsMissed {
        /// Missed in a row until today.
        in_a_row: u32,
        /// When the first of these was due.
        since: Day,
    },
    /// Matters of its members wait unmoved.
    MattersStuck {
        /// Open matters that nobody moved for too long.
        stuck: u32,
        /// Open matters.
        open: u32,
    },
    /// Nothing has happened since this day; `None` for never.
    Quiet(Option<Day>),
    /// The next meeting will probably lack members; the forecast says when.
    NextMeetingAtRisk,
}

/// What is to be expected if the trend goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// The day on which fewer full members are in the area than needed.
    pub day: Day,
    /// How many are needed then: the minimum of a branch, or more than half of its full members
    /// for a meeting.
    pub needed: u32,
    /// The next meeting that is due on or after today.
    pub next_meeting: Option<Day>,
    /// Whether `day` comes before it, or on it.
    pub before_next_meeting: bool,
}

/// A branch judged on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The worst state that any reason means.
    pub state: State,
    /// What speaks against it, worst first; none when healthy.
    pub reasons: Vec<(State, Reason)>,
    /// When it will lack members; `None` when nothing points there within the horizon.
    pub forecast: Option<Forecast>,
}
