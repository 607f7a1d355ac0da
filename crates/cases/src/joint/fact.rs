//! What can happen to a joint case. Like every entry, a fact carries the deadlines and the units
//! that were worked out when it was written.

use contracts::UnitId;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// A unit is called, with its task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    pub unit: UnitId,
    pub task: String,
    pub limits: Limits,
}

/// By when a unit has to report in, and by when to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub acknowledge: Timestamp,
    pub answer: Timestamp,
}

/// Which deadline of a part passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The unit had not reported in.
    Acknowledge,
    /// The unit had not answered.
    Answer,
}

impl Stage {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Answer => "answer",
        }
    }
}

/// Where and when people meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub at: Timestamp,
    pub place: String,
    pub note: String,
}

/// What happened to the parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// The whistle (吹哨), or more parts later. `lead` when a unit is named to lead.
    Called {
        lead: Option<UnitId>,
        parts: Vec<Called>,
    },
    /// The unit reports in (报到).
    Acknowledged {
        part: i64,
    },
    Answered {
        part: i64,
        text: String,
    },
    /// The street agrees.
    Closed {
        part: i64,
        text: String,
    },
    /// The street does not: the unit answers again.
    Returned {
        part: i64,
        reason: String,
        answer: Timestamp,
    },
    /// The unit says that it is not its own to do; once in the part's life.
    HandedBack {
        part: i64,
        reason: String,
    },
    /// The street gives a part again that was handed back or met silence.
    Given {
        part: i64,
        to: UnitId,
        reason: String,
        limits: Limits,
    },
    /// Silence is told to the level above, with the name of the silent unit.
    Escalated {
        part: i64,
        stage: Stage,
        silent: UnitId,
        told: Option<UnitId>,
    },
    /// People will meet on the spot.
    Convened(Place),
    /// They met; `units` were there.
    Met {
        minutes: String,
        units: Vec<UnitId>,
    },
}

impl Fact {
    /// The word by which it is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Called { .. } => "joint.called",
            Self::Acknowledged { .. } => "joint.acknowledged",
            Self::Answered { .. } => "joint.answered",
            Self::Closed { .. } => "joint.closed",
            Self::Returned { .. } => "joint.returned",
            Self::HandedBack { .. } => "joint.handed-back",
            Self::Given { .. } => "joint.given",
            Self::Escalated { .. } => "joint.escalated",
            Self::Convened(_) => "joint.convened",
            Self::Met { .. } => "joint.met",
        }
    }

    /// The part it is about; `None` when it is about all of them.
    pub const fn part(&self) -> Option<i64> {
        match self {
            Self::Acknowledged { part }
            | Self::Answered { part, .. }
            | Self::Closed { part, .. }
            | Self::Returned { part, .. }
            | Self::HandedBack { part, .. }
            | Self::Given { part, .. }
            | Self::Escalated { part, .. } => Some(*part),
            Self::Called { .. } | Self::Convened(_) | Self::Met { .. } => None,
        }
    }
}
