//! The way worker -> contact member -> branch -> street (新就业群体—党员—党支部—街道): each level has
//! its own limit, silence moves the case up by itself, the worker may go past it at any time.
//!
//! Invariant: the worker's own answer deadline is counted from the report (or from the yes to a
//! report that somebody filed for them) and no level moves it.
//! Invariant: that somebody is a contact member is known to the worker, the branch and the offices
//! of the area; a firm is told nothing of it.

pub mod begin;
pub mod climb;
pub mod contacts;
pub mod filing;
mod fold;
pub mod rules;
pub mod store;

use contracts::{PersonId, UnitId};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{case::Case, entry::Deadline, holder::Holder};

/// A level of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    Member,
    Branch,
    /// The end: from here on the matter's own deadlines and climbs count.
    Street,
}

/// How the worker said yes to what was filed for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreed {
    /// Gave the one-time code to whoever filed.
    Code,
    /// Signed in and said so.
    SignedIn,
}

/// What happens on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// Somebody filed it for the worker, who agreed.
    Filed { by: PersonId, filed_at: Timestamp, agreed: Agreed },
    /// The contact member has it; `name` is the public name of service.
    Taken { member: PersonId, branch: UnitId, name: String, due: Deadline },
    /// Passed up by hand.
    Passed { from: Level, level: Level, to: UnitId, note: String, due: Deadline },
    /// Silence passed it up.
    Climbed { from: Level, level: Level, to: UnitId, due: Deadline },
    /// The worker went past the chain, straight to the street.
    Bypassed { to: UnitId, due: Deadline },
    /// A second unit was told at once with the owner: it reads and may remark.
    Copied { to: UnitId },
}

impl Fact {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "chain.filed",
            Self::Taken { .. } => "chain.taken",
            Self::Passed { .. } => "chain.passed",
            Self::Climbed { .. } => "chain.climbed",
            Self::Bypassed { .. } => "chain.bypassed",
            Self::Copied { .. } => "chain.copied",
        }
    }
}

/// A case's way, as its entries tell it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Chain {
    /// The contact member it went to first, by the public name of service.
    pub member: Option<PersonId>,
    pub name: String,
    pub branch: Option<UnitId>,
    /// It has come out of the chain at its upper end.
    pub left: bool,
    /// The worker went past the chain.
    pub bypassed: bool,
    /// Units that were told at once with the owner.
    pub copied: Vec<UnitId>,
    /// Who filed it for the worker.
    pub filed_by: Option<PersonId>,
}

impl Chain {
    /// The contact member, unless the worker went past them.
    pub fn reads_on(&self) -> Option<PersonId> {
        self.member.filter(|_| !self.bypassed)
    }
}

/// The level of the chain at which a case is now; `None` when it is not, or no longer, in one.
pub fn level(case: &Case) -> Option<Level> {
    let chain = case.chain.as_ref().filter(|chain| !chain.left)?;
    match case.holder() {
        Holder::Member(_) => Some(Level::Member),
        Holder::Unit(unit) if chain.member.is_some() && chain.branch == Some(unit) => {
            Some(Level::Branch)
        }
        Holder::Unit(_) | Holder::Worker | Holder::Nobody => None,
    }
}
