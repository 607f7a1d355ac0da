//! A branch is divided (支部划分): drafted, shown, approved for a day, planned again for whoever is
//! there on that day, applied in one transaction, undone, applied again.
//!
//! Invariant: applying states facts of one batch, undoing voids exactly these. Nothing else is
//! remembered, so undoing restores what was, and what happened since stays.

pub mod apply;
pub mod ask;
pub mod draft;
pub mod store;

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Id, Timestamp};
use planner::split;
use serde::{Deserialize, Serialize};

use crate::BatchId;

pub use apply::handler;

/// The name of plan ids.
pub enum PlanName {}
pub type PlanId = Id<PlanName>;

/// How far a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Draft,
    /// Waits for its day.
    Approved,
    Applied,
    Undone,
    Withdrawn,
}

impl State {
    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::Applied => "applied",
            Self::Undone => "undone",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads what [`State::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::Draft, Self::Approved, Self::Applied, Self::Undone, Self::Withdrawn]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// What is wanted of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// How many branches; `None` for as many as fit.
    pub branches: Option<u32>,
    /// What is wanted of shifts.
    pub shifts: split::Shifts,
}

/// A branch that the plan makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Founded when the plan is applied.
    pub unit: UnitId,
    pub name_zh: String,
    pub name_en: String,
    pub area: AreaCode,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub wish: Wish,
    /// The same members with the same seed give the same plan.
    pub seed: u64,
    /// In the order of the plan's branches.
    pub parts: Vec<Part>,
    /// Persons in it are pseudonyms.
    pub plan: split::Plan,
    /// What was different on the day from what was approved; empty before.
    pub changes: Vec<split::Change>,
}

/// A plan as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub id: PlanId,
    pub branch: UnitId,
    pub state: State,
    /// The day (Shanghai) on which it is applied, once approved.
    pub on: Option<Day>,
    pub draft: Draft,
    /// The facts by which it stands applied.
    pub batch: Option<BatchId>,
    pub made_by: PersonId,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}
