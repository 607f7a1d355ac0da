//! Which branch suits whom: ranked proposals, each naming its rule. Nobody is placed silently.

mod host;
mod propose;
mod rules;

pub use host::{Host, Person};
pub use propose::{Limits, propose};
pub use rules::{Anchor, Rule, rules};

use contracts::{PersonId, UnitId};
use kernel::AreaCode;
use serde::{Deserialize, Serialize};

/// What ties a person to a branch, with its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Works from this centre site of a platform.
    Site(UnitId),
    /// Works in this street or community, from no site.
    Street(AreaCode),
    /// Rents from or drives for this company.
    Partner(UnitId),
    /// Household registered in this area.
    HomeRegistration(AreaCode),
    /// Lives in this area.
    Residence(AreaCode),
    /// Drives this freight line.
    FreightLine(String),
}

/// A branch proposed to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The branch.
    pub branch: UnitId,
    /// The rule's code.
    pub rule: String,
    /// Which step of the rule, from 1.
    pub step: u32,
    /// What ties the person to the branch.
    pub basis: Basis,
    /// The branch has no room left, counting who comes before in the same list. Such a choice
    /// stands after all that have room.
    pub full: bool,
}

/// Why there is no proposal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// No rule knows this occupation.
    NoRule,
    /// The rule wants facts that are not known: site, company, area, line.
    NoFacts(Vec<Anchor>),
    /// The facts are known, but no branch is there.
    NoBranch(Vec<Basis>),
    /// Every suitable branch is full; the choices say which.
    AllFull,
}

/// What is proposed for one person; a human confirms or chooses otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// For whom.
    pub person: PersonId,
    /// Best first; those that are full come last.
    pub choices: Vec<Choice>,
    /// Why no choice with room is there.
    pub obstacle: Option<Obstacle>,
}

/// Enough people share a basis at which there is no branch, or none with room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// Where a branch is missing.
    pub basis: Basis,
    /// The rule that leads there.
    pub rule: String,
    /// Who would be in it.
    pub people: Vec<PersonId>,
    /// How many branches these are, none above the maximum.
    pub branches: u32,
}

/// What is proposed for a list of people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Proposals {
    /// One for everybody, in the order given.
    pub proposals: Vec<Proposal>,
    /// Where branches could be founded, most people first.
    pub foundings: Vec<Founding>,
}
