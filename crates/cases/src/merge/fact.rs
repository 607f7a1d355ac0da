//! What can happen between a case that leads and those that follow it.

use contracts::{CaseId, UnitId};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    case::{Answer, Case},
    entry::Deadline,
    holder::Holder,
    state::{State, Verdict},
};

/// One such event; the first four happen to a follower or its leader in pairs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Fact {
    /// To the follower: from now on it stands as its leader does.
    Merged { into: CaseId, number: String, standing: Box<Standing> },
    /// To the leader: one more report of the same trouble.
    Joined { member: super::Member },
    /// To the follower: apart again, as it was before.
    Unmerged { reason: String },
    /// To the leader: that report was of something else, or was withdrawn.
    Left { case: CaseId },
    /// To the follower: something happened to its leader.
    Followed { standing: Box<Standing> },
    /// To the leader: its own reporter withdraws; it goes on for the others.
    StoodBack { reason: String },
}

impl Fact {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Merged { .. } => "merge.merged",
            Self::Joined { .. } => "merge.joined",
            Self::Unmerged { .. } => "merge.unmerged",
            Self::Left { .. } => "merge.left",
            Self::Followed { .. } => "merge.followed",
            Self::StoodBack { .. } => "merge.stood-back",
        }
    }
}

/// How a case stands: what a follower takes over from its leader, and gets back when it leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub state: State,
    pub verdict: Verdict,
    pub owner: UnitId,
    pub holder: Holder,
    pub due: Option<Deadline>,
    pub warned: bool,
    pub overdue: bool,
    pub answer_due: Deadline,
    pub lapse_at: Option<Timestamp>,
    pub answer: Option<Answer>,
    pub first_answered_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub door: Option<String>,
    pub refused_by: Option<UnitId>,
    pub scope_appealed: bool,
}

impl Standing {
    /// As it is.
    pub fn of(case: &Case) -> Self {
        Self {
            state: case.state,
            verdict: case.verdict,
            owner: case.owner,
            holder: case.holder(),
            due: case.due,
            warned: case.warned,
            overdue: case.overdue,
            answer_due: case.answer_due,
            lapse_at: case.lapse_at,
            answer: case.answer.clone(),
            first_answered_at: case.first_answered_at,
            closed_at: case.closed_at,
            door: case.door.clone(),
            refused_by: case.refused_by,
            scope_appealed: case.scope_appealed,
        }
    }

    /// As those that follow `leader` have it: its deadline runs once, on the leader.
    pub fn led_by(leader: &Case) -> Self {
        Self { due: None, warned: false, ..Self::of(leader) }
    }
}
