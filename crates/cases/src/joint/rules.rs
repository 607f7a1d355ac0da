//! What may happen to the parts of a joint case next.

use contracts::UnitId;

use super::{
    fact::{Fact, Stage},
    part::{Joint, Part, PartState},
};
use crate::{case::Case, rules};

/// Parts a case can have in all: more than a street ever called, and few enough for one page.
pub const PARTS_MAX: usize = 30;

/// Why something cannot happen to a part now. Each says what can be done instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a part of the joint case is still open: close every part first")]
    PartsOpen,
    #[error("nobody was called to this case: call a joint case first")]
    NotCalled,
    #[error("there is no such part")]
    NoSuchPart,
    #[error("the part is closed: return it if it is not done")]
    Closed,
    #[error("the unit has not reported in: it reports in first")]
    NotAcknowledged,
    #[error("the unit has reported in already")]
    AlreadyAcknowledged,
    #[error("the part is not answered yet: wait for the answer")]
    NotAnswered,
    #[error("the part is answered: the street looks at it")]
    AwaitsStreet,
    #[error("handed back once already: now it stays")]
    HandedBackBefore,
    #[error("the part was handed back: the street gives it again")]
    HandedBack,
    #[error("the unit works on it: it is given again when handed back or when the unit is silent")]
    WithUnit,
    #[error("the part is with that unit already: choose another")]
    SameUnit,
    #[error("there are too many parts: close some and answer, or report another case")]
    TooMany,
    #[error("no meeting is called: call one first")]
    NoMeeting,
}

impl Refusal {
    /// The key of the words and of the API's problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PartsOpen => "joint-parts-open",
            Self::NotCalled => "joint-not-called",
            Self::NoSuchPart => "joint-no-such-part",
            Self::Closed => "joint-part-closed",
            Self::NotAcknowledged => "joint-not-acknowledged",
            Self::AlreadyAcknowledged => "joint-already-acknowledged",
            Self::NotAnswered => "joint-not-answered",
            Self::AwaitsStreet => "joint-awaits-street",
            Self::HandedBackBefore => "joint-handed-back-before",
            Self::HandedBack => "joint-handed-back",
            Self::WithUnit => "joint-with-unit",
            Self::SameUnit => "joint-same-unit",
            Self::TooMany => "joint-too-many",
            Self::NoMeeting => "joint-no-meeting",
        }
    }
}

/// Whether `fact` may happen to `case` now.
pub fn admit(case: &Case, fact: &Fact) -> Result<(), rules::Refusal> {
    rules::in_work(case.state)?;
    let joint = case.joint.as_ref();
    Ok(match fact {
        Fact::Called { parts, .. } => {
            let known = joint.map_or(0, |joint| joint.parts.len());
            refuse_if(known + parts.len() > PARTS_MAX, Refusal::TooMany)
        }
        Fact::Convened(_) => joint.map(|_| ()).ok_or(Refusal::NotCalled),
        Fact::Met { .. } => {
            let joint = joint.ok_or(Refusal::NotCalled)?;
            joint.awaited().map(|_| ()).ok_or(Refusal::NoMeeting)
        }
        Fact::Acknowledged { .. } => match part(joint, fact)?.state {
            PartState::Called => Ok(()),
            PartState::Acknowledged | PartState::Returned => Err(Refusal::AlreadyAcknowledged),
            state => Err(away(state)),
        },
        Fact::Answered { .. } => match part(joint, fact)?.state {
            PartState::Acknowledged | PartState::Returned => Ok(()),
            PartState::Called => Err(Refusal::NotAcknowledged),
            state => Err(away(state)),
        },
        Fact::Closed { .. } => match part(joint, fact)?.state {
            PartState::Answered => Ok(()),
            state if state.is_with_unit() => Err(Refusal::NotAnswered),
            state => Err(away(state)),
        },
        // A closed part too, as long as the whole is in work: the worker may have said no.
        Fact::Returned { .. } => match part(joint, fact)?.state {
            PartState::Answered | PartState::Closed => Ok(()),
            state if state.is_with_unit() => Err(Refusal::NotAnswered),
            state => Err(away(state)),
        },
        Fact::HandedBack { .. } => hand_back(part(joint, fact)?),
        Fact::Given { to, .. } => give(part(joint, fact)?, *to),
        Fact::Escalated { .. } => {
            refuse_if(!part(joint, fact)?.state.is_with_unit(), Refusal::AwaitsStreet)
        }
    }?)
}

fn part<'j>(joint: Option<&'j Joint>, fact: &Fact) -> Result<&'j Part, Refusal> {
    let joint = joint.ok_or(Refusal::NotCalled)?;
    fact.part().and_then(|number| joint.part(number)).ok_or(Refusal::NoSuchPart)
}

/// Once in the part's life, and not after the answer.
fn hand_back(part: &Part) -> Result<(), Refusal> {
    match part.state {
        state if !state.is_with_unit() => Err(away(state)),
        _ => refuse_if(part.handed_back.is_some(), Refusal::HandedBackBefore),
    }
}

/// Given again is what was handed back, or what a unit kept without ever reporting in.
fn give(part: &Part, to: UnitId) -> Result<(), Refusal> {
    match part.state {
        PartState::HandedBack => Ok(()),
        PartState::Called if part.passed.contains(&Stage::Acknowledge) => {
            refuse_if(part.unit == to, Refusal::SameUnit)
        }
        state if state.is_with_unit() => Err(Refusal::WithUnit),
        state => Err(away(state)),
    }
}

/// Why a unit cannot act on a part that it does not have.
const fn away(state: PartState) -> Refusal {
    match state {
        PartState::Answered => Refusal::AwaitsStreet,
        PartState::HandedBack => Refusal::HandedBack,
        _ => Refusal::Closed,
    }
}

fn refuse_if(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    if condition { Err(refusal) } else { Ok(()) }
}

/// Whether the whole may be answered or found out of scope: every part is closed.
pub(crate) fn all_closed(case: &Case) -> Result<(), Refusal> {
    let open = case.joint.as_ref().is_some_and(|joint| joint.open().next().is_some());
    refuse_if(open, Refusal::PartsOpen)
}
