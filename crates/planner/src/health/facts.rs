//! What is known of a branch on a day, and what counts as too long.

use kernel::Day;
use serde::{Deserialize, Serialize};

/// The secretary's post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secretary {
    /// Nobody holds it since this day.
    Vacant(Day),
    /// Held since `since`; last heard of (signed in, answered, led a meeting) on `reached`.
    Held {
        /// The first day of the post.
        since: Day,
        /// The last day on which the secretary was reached; `None` for never.
        reached: Option<Day>,
    },
}

/// A meeting that the rules require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// The last day of the period in which it must be held.
    pub due: Day,
    /// The day on which it was held; `None` when it was not, or not yet.
    pub held: Option<Day>,
}

/// What is known of a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The secretary.
    pub secretary: Secretary,
    /// Members, full and probationary.
    pub members: u32,
    /// Full members.
    pub full: u32,
    /// Members of whom facts say that they are still in the area.
    pub in_area: u32,
    /// Full members still in the area.
    pub full_in_area: u32,
    /// Full members in the area on earlier days, in any order: what the trend is drawn from.
    pub counts: Vec<(Day, u32)>,
    /// Required meetings, past and to come, in any order.
    pub meetings: Vec<Meeting>,
    /// Open matters that members raised or carry.
    pub matters_open: u32,
    /// Of these, unmoved for longer than they should be.
    pub matters_stuck: u32,
    /// The last day on which anything happened: a meeting, a matter moved, a member placed.
    pub last_activity: Option<Day>,
    /// The day on which it was founded: nothing is late before there was time for it.
    pub founded: Day,
}

/// What counts as too long or too few. All our own defaults but `full_min`, which is that of the
/// 支部工作条例（试行）; a city sets its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Full members that a branch needs.
    pub full_min: u32,
    /// Days without a secretary, or without word of one, until the branch is weak.
    pub secretary_weak_days: u32,
    /// The same until it is paralysed.
    pub secretary_paralysed_days: u32,
    /// Meetings missed in a row until it is weak.
    pub missed_weak: u32,
    /// The same until it is paralysed.
    pub missed_paralysed: u32,
    /// Days without anything until it is weak.
    pub quiet_weak_days: u32,
    /// The same until it is paralysed.
    pub quiet_paralysed_days: u32,
    /// Percent of members who left the area until it is weak.
    pub gone_weak_percent: u32,
    /// The same until it is paralysed.
    pub gone_paralysed_percent: u32,
    /// Percent of open matters that are stuck until it is weak.
    pub stuck_weak_percent: u32,
    /// How many days ahead a forecast looks.
    pub horizon_days: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            full_min: 3,
            secretary_weak_days: 14,
            secretary_paralysed_days: 45,
            missed_weak: 1,
            missed_paralysed: 2,
            quiet_weak_days: 45,
            quiet_paralysed_days: 100,
            gone_weak_percent: 30,
            gone_paralysed_percent: 60,
            stuck_weak_percent: 50,
            horizon_days: 120,
        }
    }
}
