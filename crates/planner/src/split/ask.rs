//! What is asked: members, pairs, bounds, wishes.

use contracts::PersonId;
use serde::{Deserialize, Serialize};

use crate::Spot;

/// How somebody counts towards a branch's bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 正式党员: counts as a member and as a full member.
    Full,
    /// 预备党员: counts as a member.
    Probationary,
    /// 群众: a worker in a pair; goes with the branch of the contact, counts towards no bound.
    Companion,
}

/// Somebody of the branch that is split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub id: PersonId,
    /// How the person counts.
    pub standing: Standing,
    /// The business line (业务线), as the caller names it; `None` decides nothing.
    pub line: Option<String>,
    /// The shift (班次), as the caller names it; `None` decides nothing.
    pub shift: Option<String>,
    /// Where the person works, coarsely.
    pub spot: Spot,
    /// Whether the person could hold a committee post.
    pub can_serve: bool,
    /// Whether a transfer is under way. Such a member is placed and counted once, but is not
    /// relied upon: neither for the minimum of full members nor for a committee.
    pub in_transit: bool,
}

impl Member {
    /// A full member of whom nothing else is known.
    pub const fn full(id: PersonId) -> Self {
        Self {
            id,
            standing: Standing::Full,
            line: None,
            shift: None,
            spot: Spot { area: None, centre: None },
            can_serve: false,
            in_transit: false,
        }
    }

    /// Whether the person is a member, full or probationary.
    pub fn is_party(&self) -> bool {
        self.standing != Standing::Companion
    }

    /// Whether the minimum of full members may rely on this person.
    pub fn is_relied_on(&self) -> bool {
        self.standing == Standing::Full && !self.in_transit
    }
}

/// A pair of the 1+1+5: two people who should stay in one branch. A group is a tie from the
/// contact to each of the five. The order of the two says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tie {
    /// One of the two.
    pub a: PersonId,
    /// The other.
    pub b: PersonId,
    /// What breaking it costs; 1 for a plain pair, 0 is taken as 1.
    pub weight: u32,
}

impl Tie {
    /// A plain pair.
    pub const fn of(a: PersonId, b: PersonId) -> Self {
        Self { a, b, weight: 1 }
    }
}

/// How large a branch may be. Defaults after the 支部工作条例（试行）: at least 3 full members,
/// generally at most 50 members, a committee of at least 3 from 7 full members on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Full members at least.
    pub full_min: u32,
    /// Members at most, full and probationary.
    pub party_max: u32,
    /// Full members from which a branch needs a committee.
    pub committee_from: u32,
    /// Members able to serve that a committee needs; a smaller branch needs one (its secretary).
    pub committee_min: u32,
    /// How far sizes may differ from their mean, in percent, before the difference counts
    /// ([`Cost::size`]). 100 and more: sizes decide nothing within the bounds.
    pub band_percent: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { full_min: 3, party_max: 50, committee_from: 7, committee_min: 3, band_percent: 25 }
    }
}

/// How many branches are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Branches {
    /// So many.
    Count(u32),
    /// As many as give this many members each on average, rounded up and brought within bounds.
    Sized(u32),
}

impl Default for Branches {
    /// 40 members each: room for a quarter more before the limit of 50. 312 members give 8.
    fn default() -> Self {
        Self::Sized(40)
    }
}

/// What is wanted of shifts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shifts {
    /// Every branch has the shifts in the proportions of the whole, so that somebody can be
    /// reached at any hour.
    #[default]
    Balanced,
    /// Members of one shift are together, so that one meeting time suits most.
    Together,
}

/// A branch to be split.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ask {
    /// Everybody, each once, in any order.
    pub members: Vec<Member>,
    /// The pairs to keep.
    pub ties: Vec<Tie>,
    /// People who must be in one branch.
    pub together: Vec<(PersonId, PersonId)>,
    /// People who must not be in one branch.
    pub apart: Vec<(PersonId, PersonId)>,
    /// How large a branch may be.
    pub bounds: Bounds,
    /// How many branches are wanted.
    pub branches: Branches,
    /// What is wanted of shifts.
    pub shifts: Shifts,
    /// The same ask with the same seed gives the same plan.
    pub seed: u64,
}

/// Why an ask has no plan. Each names the field and what mends it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nobody to divide.
    #[error("members: there are none")]
    NoMembers,
    /// A person stands twice.
    #[error("members: {0} stands twice; give each person once")]
    Twice(PersonId),
    /// A tie or wish names somebody who is no member.
    #[error("{field}: {person} is not among the members; leave the entry out or add the person")]
    Unknown {
        /// `ties`, `together`, `apart` or `approved`.
        field: &'static str,
        /// Who is named.
        person: PersonId,
    },
    /// Two people must be both together and apart.
    #[error("apart: {0} and {1} must also be together; drop one of the two wishes")]
    Contradiction(PersonId, PersonId),
    /// People who must be together are too many for a branch.
    #[error("together: {members} members must be with {person}, a branch has at most {party_max}")]
    TogetherTooMany {
        /// One of them.
        person: PersonId,
        /// How many members they are.
        members: u32,
        /// The most that a branch may have.
        party_max: u32,
    },
    /// The bounds leave no number of branches, or not this one.
    #[error(
        "branches: {asked} cannot be made of {full} full and {party} members in all; \
         between {least} and {most} can"
    )]
    Count {
        /// How many were asked for.
        asked: u32,
        /// Full members, without those in transit.
        full: u32,
        /// Members, full and probationary.
        party: u32,
        /// The fewest branches that hold them.
        least: u32,
        /// The most branches that have enough full members each; below `least` when no number
        /// will do.
        most: u32,
    },
    /// The bounds contradict each other.
    #[error("bounds: at least {full_min} and at most {party_max} leaves no branch")]
    Bounds {
        /// Full members at least.
        full_min: u32,
        /// Members at most.
        party_max: u32,
    },
}
