//! What a person may know about points: their own. The permit says whose; there is no other door.

use std::{fmt, str::FromStr};

use access::policy::{Action, Permit};
use contracts::{CaseId, PersonId};
use kernel::Timestamp;
use storage::{Db, Error};

use crate::{account::Key, post::TransferId, store};

/// Why points moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A sponsor put points in.
    Funded,
    CaseConfirmed,
    CaseReopened,
    /// A worker looked at a drawn case on the spot.
    CheckAnswered,
}

impl Reason {
    pub const ALL: [Self; 4] =
        [Self::Funded, Self::CaseConfirmed, Self::CaseReopened, Self::CheckAnswered];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Funded => "funded",
            Self::CaseConfirmed => "case-confirmed",
            Self::CaseReopened => "case-reopened",
            Self::CheckAnswered => "check-answered",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// No reason has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("points move for no reason called {0:?}")]
pub struct UnknownReason(String);

impl FromStr for Reason {
    type Err = UnknownReason;
    fn from_str(text: &str) -> Result<Self, UnknownReason> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.as_str() == text)
            .ok_or_else(|| UnknownReason(text.to_owned()))
    }
}

/// What a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Points; below 0 when points were taken back that had been spent.
    pub points: i64,
}

impl Balance {
    /// Points that can be spent.
    pub const fn available(self) -> i64 {
        if self.points > 0 { self.points } else { 0 }
    }
    /// Points that the next ones earned repay first.
    pub const fn debt(self) -> i64 {
        if self.points < 0 { -self.points } else { 0 }
    }
}

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub mark: Mark,
    /// Points: above 0 when they came, below 0 when they went.
    pub amount: i64,
    pub reason: Reason,
    /// Code of the rule as it was; the catalogue of today may not have it any more.
    pub rule: Option<String>,
    pub case: CaseId,
    /// The case's number.
    pub number: Option<String>,
}

/// Where a line stands in the statement; a page of lines begins after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    pub at: Timestamp,
    pub id: TransferId,
}

/// An award that waits for its sponsor's next top-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub at: Timestamp,
    pub amount: i64,
    pub rule: String,
    pub case: CaseId,
    pub number: String,
}

/// What the permit's own person has.
pub fn balance(db: &mut Db<'_>, permit: &Permit) -> Result<Balance, Error> {
    owner(permit)?;
    balance_of(db, permit.person())
}

/// The same for whoever tells a person what would be lost with them. The caller answers for who may
/// see it.
pub fn balance_of(db: &mut Db<'_>, person: PersonId) -> Result<Balance, Error> {
    let account = store::account(db, &Key::Person(person))?;
    Ok(Balance { points: account.map_or(0, |account| account.balance) })
}

/// The permit's own person's lines, newest first, beginning after `after`.
pub fn statement(
    db: &mut Db<'_>,
    permit: &Permit,
    after: Option<Mark>,
    limit: usize,
) -> Result<Vec<Line>, Error> {
    match store::account(db, &owner(permit)?)? {
        Some(account) => store::lines(db, account.id, after, limit),
        None => Ok(Vec::new()),
    }
}

/// What the permit's own person has earned and not yet been paid, oldest first.
pub fn waiting(db: &mut Db<'_>, permit: &Permit, limit: usize) -> Result<Vec<Waiting>, Error> {
    owner(permit)?;
    store::waiting_of(db, permit.person(), limit)
}

/// Whose points the permit opens: nobody's but the asker's.
fn owner(permit: &Permit) -> Result<Key, Error> {
    let own = permit.target().person == Some(permit.person());
    if permit.action() == Action::PointsRead && own {
        Ok(Key::Person(permit.person()))
    } else {
        Err(Error::Refused("points are read by their owner, with a permit to read points".into()))
    }
}
