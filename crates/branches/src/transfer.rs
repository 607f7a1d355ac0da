//! A member goes from one branch to another: asked, let go by the sender, received on a day.
//!
//! Invariant: on the way the member counts with the sender, and with nobody else. What is refused,
//! sent back or too late leaves everything as it was.

pub mod step;
pub mod store;

use contracts::UnitId;
use kernel::{Day, Id, Timestamp};

use crate::{MemberId, member::Link};

/// The names of transfer and bulk ids.
pub enum TransferName {}
pub enum BulkName {}
pub type TransferId = Id<TransferName>;
pub type BulkId = Id<BulkName>;

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Asked for; the sender has not agreed.
    Asked,
    /// The sender has agreed; the receiver has not.
    Transit,
    /// Both have agreed; the day has not come.
    Accepted,
    /// The member is in the new branch.
    Done,
    /// The sender did not agree, or who asked took it back.
    Refused,
    /// The receiver sent it back.
    Returned,
    /// Nobody received it in time.
    Lapsed,
}

impl State {
    pub const ALL: [Self; 7] = [
        Self::Asked,
        Self::Transit,
        Self::Accepted,
        Self::Done,
        Self::Refused,
        Self::Returned,
        Self::Lapsed,
    ];

    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Transit => "transit",
            Self::Accepted => "accepted",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Returned => "returned",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads what [`State::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether it can still come to anything.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Transit | Self::Accepted)
    }

    /// Whether the member is on the way.
    pub const fn is_in_transit(self) -> bool {
        matches!(self, Self::Transit | Self::Accepted)
    }
}

/// A transfer as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    pub id: TransferId,
    pub member: MemberId,
    pub link: Link,
    pub sender: UnitId,
    pub receiver: UnitId,
    /// The first day (Shanghai) in the new branch, at the earliest.
    pub effective: Day,
    /// The last day on which it can be received.
    pub due_on: Day,
    pub state: State,
    /// Transfers that were asked for together.
    pub bulk: Option<BulkId>,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}
