//! What may happen to a case next. The fold believes every entry; these rules decide which are
//! written.

use crate::{
    case::Case, chain, collective, contact, entry::What, joint, mediation, merge, money, photos,
    program, results, state::State,
};

/// Why something cannot happen to a case now. Each says what can be done instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the case is closed: reopen it first")]
    Closed,
    #[error("the case is not accepted yet: accept it first")]
    NotAccepted,
    #[error("the case is accepted already")]
    AlreadyAccepted,
    #[error("there is no answer to judge yet: wait for the answer")]
    NotAnswered,
    #[error("the case is answered: the worker's verdict is awaited")]
    AwaitsVerdict,
    #[error("the case has been given back once already: now it stays where it is")]
    HandedBackBefore,
    #[error("the time to judge the answer or to reopen the case has passed: report it anew")]
    TooLate,
    #[error("the decision on scope has been appealed once already and is final")]
    AppealedBefore,
    #[error("the case was not found out of scope: there is nothing to appeal")]
    NotOutOfScope,
    #[error("an appeal on scope must be decided first")]
    AppealOpen,
    #[error("the case is not closed: there is nothing to reopen")]
    NotClosed,
    #[error("it is with that unit already: choose another")]
    SameUnit,
    #[error("this kind of case is never shown in public")]
    NeverPublic,
    #[error("the case does not go through a contact member, or no longer does")]
    NotInChain,
    #[error("that unit may see name and phone already")]
    SharedBefore,
    #[error("that unit may not see name and phone: there is nothing to take back")]
    NotShared,
    #[error("only a firm that has the case needs your yes to see name and phone")]
    NoFirm,
    #[error("the case has no such photo to show or to take back: look at the case again")]
    NoSuchPhoto,
    #[error("your unit found it out of scope: the level above decides the appeal")]
    OwnDecision,
    #[error(transparent)]
    Joint(#[from] joint::Refusal),
    #[error(
        "the program opened this case and closes it when its figures are good again: add a remark"
    )]
    Measured,
    #[error("no alarm rings for this case: somebody has taken it")]
    NotRinging,
    #[error("the case was not pasted from a chat: there is no group to answer")]
    NotPasted,
    #[error("the link went back to the group already")]
    RepliedBefore,
    #[error("the case has no such result")]
    NoSuchResult,
    #[error("the result was struck: it counts no more")]
    ResultStruck,
    #[error("you have looked at this result before: once is enough")]
    SeenBefore,
    #[error("you have answered otherwise before: your first answer counts")]
    AnsweredBefore,
    #[error("this is looked at no more: others have answered, or the time is over")]
    CheckOver,
    #[error(transparent)]
    Money(#[from] money::Refusal),
    #[error(transparent)]
    Mediation(#[from] mediation::Refusal),
    #[error(transparent)]
    Collective(#[from] collective::Refusal),
    #[error("it was merged into another case: act on that one, or take it out first")]
    Merged,
    #[error("it follows no other case: there is nothing to take apart")]
    NotMerged,
    #[error("others follow this case: merge it the other way round, or take them out first")]
    HasMembers,
    #[error("it is about one person's own money: it is not merged with another")]
    Personal,
}

impl Refusal {
    /// The key of the words and of the API's problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed => "case-closed",
            Self::NotAccepted => "case-not-accepted",
            Self::AlreadyAccepted => "case-already-accepted",
            Self::NotAnswered => "case-not-answered",
            Self::AwaitsVerdict => "case-awaits-verdict",
            Self::HandedBackBefore => "case-handed-back-before",
            Self::TooLate => "case-too-late",
            Self::AppealedBefore => "case-appealed-before",
            Self::NotOutOfScope => "case-not-out-of-scope",
            Self::AppealOpen => "case-appeal-open",
            Self::NotClosed => "case-not-closed",
            Self::SameUnit => "case-same-unit",
            Self::NeverPublic => "case-never-public",
            Self::NotInChain => "case-not-in-chain",
            Self::SharedBefore => "case-shared-before",
            Self::NotShared => "case-not-shared",
            Self::NoFirm => "case-no-firm",
            Self::NoSuchPhoto => "case-no-such-photo",
            Self::OwnDecision => "case-own-decision",
            Self::Joint(refusal) => refusal.code(),
            Self::Measured => "case-measured",
            Self::NotRinging => "case-not-ringing",
            Self::NotPasted => "case-not-pasted",
            Self::RepliedBefore => "case-replied-before",
            Self::NoSuchResult => "result-unknown",
            Self::ResultStruck => "result-struck",
            Self::SeenBefore => "result-seen-before",
            Self::AnsweredBefore => "check-answered-before",
            Self::CheckOver => "check-over",
            Self::Money(refusal) => refusal.code(),
            Self::Mediation(refusal) => refusal.code(),
            Self::Collective(refusal) => refusal.code(),
            Self::Merged => "case-merged",
            Self::NotMerged => "case-not-merged",
            Self::HasMembers => "case-has-members",
            Self::Personal => "case-personal",
        }
    }
}

/// Whether `what` may happen to `case` now. Time limits of the worker's own acts are checked by
/// [`may_still_judge`], for only they depend on the clock.
pub fn admit(case: &Case, what: &What) -> Result<(), Refusal> {
    program::admit(case, what)?;
    admit_program(case, what)
}

/// The same for what the program itself does by a rule.
pub(crate) fn admit_program(case: &Case, what: &What) -> Result<(), Refusal> {
    merge::rules::admit_other(case, what)?;
    match what {
        What::Reported(_) => Err(Refusal::AlreadyAccepted),
        What::Accepted => accept(case.state),
        What::Assigned { to, back, .. } => {
            in_work(case.state)?;
            if *to == case.owner {
                return Err(Refusal::SameUnit);
            }
            refuse_if(*back && case.hand_backs > 0, Refusal::HandedBackBefore)
        }
        What::Answered { .. } => {
            answerable(case.state)?;
            Ok(joint::rules::all_closed(case)?)
        }
        What::Confirmed { .. } | What::Disputed { .. } => match case.state {
            State::Answered | State::Closed => Ok(()),
            State::Confirmed | State::Withdrawn | State::OutOfScope => Err(Refusal::Closed),
            _ => Err(Refusal::NotAnswered),
        },
        What::Lapsed => refuse_if(case.state != State::Answered, Refusal::NotAnswered),
        What::Reopened { .. } => match case.state {
            State::Confirmed | State::Closed => Ok(()),
            _ => Err(Refusal::NotClosed),
        },
        What::Withdrawn { .. } => refuse_if(case.state.is_ended(), Refusal::Closed),
        What::OutOfScope { .. } => {
            refuse_if(case.scope_appealed, Refusal::AppealedBefore)?;
            joint::rules::all_closed(case)?;
            match case.state {
                State::Reported => Ok(()),
                state => in_work(state),
            }
        }
        What::ScopeAppealed { .. } => match case.state {
            State::OutOfScope if case.scope_appealed => Err(Refusal::AppealedBefore),
            State::OutOfScope => Ok(()),
            _ => Err(Refusal::NotOutOfScope),
        },
        What::ScopeUpheld { .. } | What::ScopeOverturned { .. } => {
            refuse_if(case.state != State::ScopeAppealed, Refusal::NotOutOfScope)
        }
        // Something was said or seen, whatever became of the case since.
        What::Noted { .. } | What::Check(_) | What::Collective(_) => Ok(()),
        What::Warned { .. } | What::Escalated { .. } | What::Overdue { .. } => {
            refuse_if(!case.state.is_with_unit(), Refusal::Closed)
        }
        What::Resorted { .. } => match case.state {
            State::Reported => Ok(()),
            state => in_work(state),
        },
        What::Chain(fact) => chain::rules::admit(case, fact),
        What::Contact(fact) => contact::admit(case, fact),
        What::Released { .. } => {
            refuse_if(case.visibility != "public-after-release", Refusal::NeverPublic)
        }
        What::Joint(fact) => joint::rules::admit(case, fact),
        What::Duty(fact) => crate::duty::admit(case, fact),
        What::Paste(fact) => crate::paste::admit(case, fact),
        What::Result(fact) => results::rules::admit(case, fact),
        What::Photo(fact) => photos::admit(case, fact),
        What::Money(fact) => Ok(money::rules::admit(case, fact)?),
        What::Mediation(fact) => Ok(mediation::rules::admit(case, fact)?),
        What::Merge(fact) => merge::rules::admit(case, fact),
    }
}

pub(crate) fn refuse_if(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    if condition { Err(refusal) } else { Ok(()) }
}

fn accept(state: State) -> Result<(), Refusal> {
    match state {
        State::Reported => Ok(()),
        state if state.is_ended() => Err(Refusal::Closed),
        State::ScopeAppealed => Err(Refusal::AppealOpen),
        _ => Err(Refusal::AlreadyAccepted),
    }
}

/// Only an accepted case that somebody works on can be handed over.
pub(crate) fn in_work(state: State) -> Result<(), Refusal> {
    match state {
        State::Reported => Err(Refusal::NotAccepted),
        State::Answered => Err(Refusal::AwaitsVerdict),
        State::ScopeAppealed => Err(Refusal::AppealOpen),
        state if state.is_ended() => Err(Refusal::Closed),
        _ => Ok(()),
    }
}

fn answerable(state: State) -> Result<(), Refusal> {
    if state.is_answerable() { Ok(()) } else { in_work(state) }
}
