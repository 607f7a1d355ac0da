//! What may happen on the way next.

use super::{Fact, level};
use crate::{
    case::Case,
    rules::{Refusal, refuse_if},
    state::State,
};

/// Whether `fact` may happen to `case` now.
pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    match fact {
        // Part of the report itself: nothing but the same may stand before them.
        Fact::Filed { .. } | Fact::Taken { .. } | Fact::Copied { .. } => {
            refuse_if(case.updated_at != case.created_at, Refusal::NotInChain)
        }
        Fact::Climbed { .. } => {
            refuse_if(level(case).is_none() || case.state != State::Reported, Refusal::NotInChain)
        }
        Fact::Passed { .. } | Fact::Bypassed { .. } => match case.state {
            state if state.is_ended() => Err(Refusal::Closed),
            State::Answered => Err(Refusal::AwaitsVerdict),
            State::ScopeAppealed => Err(Refusal::AppealOpen),
            _ => refuse_if(level(case).is_none(), Refusal::NotInChain),
        },
    }
}
