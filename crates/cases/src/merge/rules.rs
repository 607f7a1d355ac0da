//! What may happen between a leader and its followers.

use super::fact::Fact;
use crate::{case::Case, entry::What, holder::Holder, joint, rules::Refusal, state::State};

/// Whether something of another kind may happen to a case that has a part in a merge.
pub fn admit_other(case: &Case, what: &What) -> Result<(), Refusal> {
    let own = matches!(
        what,
        What::Merge(_)
            | What::Noted { .. }
            | What::Contact(_)
            | What::Duty(_)
            | What::Paste(_)
            | What::Collective(_)
    );
    if case.leader().is_some() && !own {
        return Err(Refusal::Merged);
    }
    if !case.members().is_empty() && matches!(what, What::Withdrawn { .. }) {
        return Err(Refusal::HasMembers);
    }
    Ok(())
}

pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    let follows = case.leader().is_some();
    match fact {
        Fact::Merged { .. } | Fact::Joined { .. } | Fact::StoodBack { .. } if follows => {
            Err(Refusal::Merged)
        }
        Fact::Merged { .. } if !case.members().is_empty() => Err(Refusal::HasMembers),
        Fact::Merged { .. } if case.state == State::Answered => Err(Refusal::AwaitsVerdict),
        Fact::Merged { .. } => {
            open(case)?;
            Ok(joint::rules::all_closed(case)?)
        }
        Fact::Joined { .. } => open(case),
        Fact::StoodBack { .. } if case.members().is_empty() => Err(Refusal::NotMerged),
        Fact::StoodBack { .. } if case.state.is_ended() => Err(Refusal::Closed),
        Fact::Followed { .. } | Fact::Unmerged { .. } if !follows => Err(Refusal::NotMerged),
        Fact::Left { case: left } if case.members().iter().all(|one| one.id != *left) => {
            Err(Refusal::NotMerged)
        }
        // Points have been posted: they are taken back by reopening first.
        Fact::Unmerged { .. } | Fact::Left { .. } if case.state == State::Confirmed => {
            Err(Refusal::Closed)
        }
        _ => Ok(()),
    }
}

/// Whether others may join this case now.
pub fn may_lead(case: &Case) -> bool {
    case.leader().is_none() && open(case).is_ok()
}

/// Whether this case may follow another now.
pub fn may_follow(case: &Case) -> bool {
    may_lead(case)
        && case.members().is_empty()
        && case.state != State::Answered
        && joint::rules::all_closed(case).is_ok()
}

/// Somebody works on it, or it is answered; not yet while it is in a contact member's hands, and
/// never when it is about one person's own money.
fn open(case: &Case) -> Result<(), Refusal> {
    match case.state {
        State::ScopeAppealed => Err(Refusal::AppealOpen),
        state if state.is_ended() => Err(Refusal::Closed),
        _ if matches!(case.holder(), Holder::Member(_)) => Err(Refusal::NotAccepted),
        _ if case.money.is_some() || case.mediation.is_some() => Err(Refusal::Personal),
        _ => Ok(()),
    }
}
