//! A firm's chart of business units (组织架构图), and what its changes call for in the Party's tree.
//!
//! A chart is whole and dated. Which Party unit answers for which business unit is said by people
//! ([`link`]). When a new chart differs, proposals name the Party units concerned ([`raise`]); a
//! person of the unit above accepts or refuses each ([`decide`]).
//!
//! Invariant: a chart changes nothing in the Party's tree, nor who answers for what; people do.
//! Invariant: the open proposals of a firm are what [`raise`] makes of its newest chart and links;
//! one that is no longer among them is superseded.

pub mod compare;
pub mod decide;
mod effect;
pub mod link;
pub mod raise;
pub mod read;
pub mod store;
pub mod take;

pub use effect::{MEMBERS_MIN, known, strength};

use std::collections::{BTreeMap, BTreeSet};

use contracts::{PersonId, UnitId};
use kernel::{Day, Id, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Desk;

/// The names of link and proposal ids.
pub enum LinkName {}
pub enum ProposalName {}
pub type LinkId = Id<LinkName>;
pub type ProposalId = Id<ProposalName>;

/// A business unit as a chart names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    /// The firm's own; one unit has one in a chart.
    pub code: String,
    pub name: String,
    /// Code of the unit above; `None` at the top.
    pub parent: Option<String>,
}

/// A business unit with what a chart says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub unit: Named,
    /// Codes of the chart before out of which it came; its own where it is the same unit.
    pub origins: Vec<String>,
    /// People who work there, as the firm says.
    pub headcount: Option<i64>,
    /// Came out of none, and nobody has decided about it yet.
    pub fresh: bool,
}

/// All of a firm's business units on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub firm: UnitId,
    /// Counts from 1 within the firm.
    pub number: i64,
    /// The day (Shanghai) on which the firm was so.
    pub day: Day,
    /// Of what it says, whatever kind of file said it.
    pub digest: String,
    /// The Party unit that decides what follows.
    pub owner: UnitId,
    pub stated_by: PersonId,
    pub stated_at: Timestamp,
    /// By code.
    pub entries: BTreeMap<String, Entry>,
}

/// A Party unit answers for a business unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub code: String,
    pub unit: UnitId,
    /// The chart up to which this is settled.
    pub number: i64,
    /// The first day (Shanghai), and the first day no more.
    pub from: Day,
    pub until: Option<Day>,
    /// `None` when a decision of somebody else's ended or made it by the program.
    pub stated_by: Option<PersonId>,
}

/// What a change of the chart calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A business unit came out of none: a branch may be founded.
    New,
    /// Several became one: their branches become one.
    Merge,
    /// One became several: its branch may be divided.
    Split,
    /// It stands under another one.
    Move,
    /// It has another name or code.
    Rename,
    /// It is there no more.
    Close,
}

impl Kind {
    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Move => "move",
            Self::Rename => "rename",
            Self::Close => "close",
        }
    }

    /// Reads what [`Kind::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::New, Self::Merge, Self::Split, Self::Move, Self::Rename, Self::Close]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// A business unit as it was when last settled, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    pub unit: Named,
    /// Codes in the newest chart; none when it is there no more.
    pub into: Vec<String>,
    /// The Party units that answer for it; none where nobody does.
    pub parties: Vec<UnitId>,
}

/// A Party unit that a proposal concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub unit: UnitId,
    /// It answers for other business units too, or decides itself: it stays where and what it is.
    pub stays: bool,
    /// Where it would stand, when it would move.
    pub under: Option<UnitId>,
}

/// What a proposal is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub before: Vec<Before>,
    pub after: Vec<Named>,
    /// Exactly the Party units concerned, by id.
    pub parties: Vec<Party>,
}

/// How far a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Open,
    Accepted,
    Refused,
    /// A newer chart, or somebody's hand, made another one of it or none.
    Superseded,
}

impl State {
    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
        }
    }

    /// Reads what [`State::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::Open, Self::Accepted, Self::Refused, Self::Superseded]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A proposal as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub firm: UnitId,
    pub kind: Kind,
    pub body: Body,
    pub state: State,
    pub made_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    /// Why it was refused.
    pub reason: Option<String>,
}

impl Proposal {
    /// How many days it has been there.
    pub fn age_days(&self, today: Day) -> i64 {
        today.number() - self.made_at.day().number()
    }
}

/// A Party unit and everything below it.
pub(crate) fn whole(desk: &Desk, unit: UnitId) -> BTreeSet<UnitId> {
    std::iter::once(unit).chain(desk.tree.below(unit)).collect()
}

/// What whoever changes anything of a firm's charts holds first.
fn key(firm: UnitId) -> String {
    format!("branches-chart:{firm}")
}
