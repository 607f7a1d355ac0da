//! Where branches reach: industry by area, blank spots, gaps with owner and age.

mod matrix;

pub use matrix::{gaps, matrix};

use contracts::UnitId;
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};

/// How well a field of the matrix is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Everything is covered.
    Green,
    /// Something is missing, known to an owner and not old; or nothing is known at all.
    Amber,
    /// Something is missing that nobody owns, or that is old.
    Red,
}

/// What a unit is covered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// A branch of its own.
    Own,
    /// A joint branch, or the branch of its area.
    Joint,
    /// An instructor looks after it; there is no branch.
    Instructor,
    /// Nothing.
    Nothing,
}

/// A firm, site, association or other unit where workers are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The unit.
    pub unit: UnitId,
    /// Its industry's code.
    pub industry: String,
    /// Where it is.
    pub area: AreaCode,
    /// Full members who work there.
    pub full: u32,
    /// Members who belong to no branch here.
    pub unplaced: u32,
    /// What it is covered by.
    pub cover: Cover,
    /// Whether the branch that covers it is paralysed or worse.
    pub paralysed: bool,
    /// Who is to close its gap.
    pub owner: Option<UnitId>,
    /// Since when this has been so.
    pub since: Day,
}

/// What counts as covered and as old.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Full members from which a unit needs a branch of its own.
    pub own_from: u32,
    /// Days after which a gap is old.
    pub old_days: u32,
}

impl Default for Rules {
    /// From 3 full members on (支部工作条例（试行）); 90 days are our own choice.
    fn default() -> Self {
        Self { own_from: 3, old_days: 90 }
    }
}

/// What is missing at a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Enough full members for a branch, and no branch at all: a blank spot.
    Blank,
    /// Enough full members for a branch of its own, covered by a joint one only.
    OwnBranch,
    /// Too few members for a branch, and neither a joint branch nor an instructor.
    Nobody,
    /// The branch is paralysed.
    Paralysed,
    /// Members who belong to no branch here.
    Unplaced,
}

/// Something missing, with who closes it and how old it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Where.
    pub unit: UnitId,
    /// Its industry.
    pub industry: String,
    /// Its area.
    pub area: AreaCode,
    /// What.
    pub lack: Lack,
    /// Who is to close it.
    pub owner: Option<UnitId>,
    /// How many days it has been open.
    pub age_days: i64,
    /// Whether it is old.
    pub old: bool,
}

/// Why a field has its colour, with numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No unit is known here; whoever knows that there is none says so.
    NothingKnown,
    /// The city has declared that this industry has nothing here.
    DeclaredEmpty,
    /// So many gaps of this sort.
    Lacks(Lack, u32),
    /// So many gaps that nobody owns.
    NoOwner(u32),
    /// So many gaps that are old.
    Old(u32),
}

/// A field of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The industry.
    pub industry: String,
    /// The area.
    pub area: AreaCode,
    /// Units here.
    pub units: u32,
    /// Of these, units without a gap.
    pub covered: u32,
    /// The colour.
    pub colour: Colour,
    /// Why; empty when green with units.
    pub reasons: Vec<Reason>,
}
