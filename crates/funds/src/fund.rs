//! What a fund is, and what each unit has of it.

use contracts::{PersonId, UnitId};
use kernel::{Day, Id, Timestamp};

/// The names of this domain's ids.
pub enum FundName {}
pub enum ShareName {}
pub enum RequestName {}
pub enum EntryName {}
pub type FundId = Id<FundName>;
pub type ShareId = Id<ShareName>;
pub type RequestId = Id<RequestName>;
pub type EntryId = Id<EntryName>;

/// Money set aside for some purposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fund {
    pub id: FundId,
    pub title: String,
    /// The unit that set it aside; the first share is its own.
    pub unit: UnitId,
    /// Codes of the catalogue's purposes.
    pub purposes: Vec<String>,
    /// The first day on which it can be allocated and spent (Asia/Shanghai).
    pub from: Day,
    /// The first day on which it cannot any more; giving back goes on.
    pub until: Day,
    pub opened_at: Timestamp,
}

/// What one unit has of a fund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub id: ShareId,
    pub fund: FundId,
    pub unit: UnitId,
    /// From which it got its money; `None` for the first.
    pub parent: Option<ShareId>,
    /// Steps below the first.
    pub depth: i64,
    /// Fen that are left.
    pub balance: i64,
}

/// What went through a share, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Came in, from outside or from the share above.
    pub received: i64,
    /// Passed on to shares below and not given back by them.
    pub passed_on: i64,
    /// Spent and not reversed.
    pub spent: i64,
    /// Given back to the share above.
    pub returned: i64,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Money of the share for another unit.
    Allocation { receiver: UnitId },
    /// Money of the share for a purpose.
    Spending {
        /// Code of one of the fund's purposes.
        purpose: String,
        /// Number of the invoice or contract.
        voucher: String,
    },
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Asked,
    Approved,
    Declined,
    Withdrawn,
    /// A spending that was approved and taken back.
    Reversed,
}

/// An allocation or a spending that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    pub fund: FundId,
    /// From which the money comes.
    pub share: ShareId,
    /// Fen.
    pub amount: i64,
    pub wish: Wish,
    /// What it is for, in words.
    pub text: String,
    pub state: State,
    pub asked_by: PersonId,
    pub asked_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    /// Why it was declined or reversed.
    pub reason: Option<String>,
}

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Set aside.
    Opened,
    Allocated,
    Spent,
    /// Given back to the share above.
    Returned,
    /// A spending taken back.
    Reversed,
}

impl State {
    pub const ALL: [Self; 5] =
        [Self::Asked, Self::Approved, Self::Declined, Self::Withdrawn, Self::Reversed];

    /// The name in the table and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Reversed => "reversed",
        }
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl Kind {
    /// The name in the table and the last part of the journal's verb.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Allocated => "allocated",
            Self::Spent => "spent",
            Self::Returned => "returned",
            Self::Reversed => "reversed",
        }
    }
}

impl Fund {
    /// Whether it can be allocated and spent on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        (self.from..self.until).contains(&day)
    }
}
