//! What may happen in a mediation next.

use super::fact::Fact;
use crate::{case::Case, state::State};

/// Counterparties of one mediation, and its sessions.
pub const PARTIES_MAX: usize = 5;
pub const SESSIONS_MAX: usize = 40;

/// Why something cannot happen in a mediation now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this kind of case is not mediated")]
    NotMediated,
    #[error("the case was taken back or is out of scope: reopen or appeal first")]
    CaseEnded,
    #[error("a mediation is under way already")]
    UnderWay,
    #[error("no mediation is under way: open one first")]
    NoneUnderWay,
    #[error("there is no agreement yet")]
    NoAgreement,
    #[error("name one to five counterparties")]
    Parties,
    #[error("there have been too many sessions: end it or hand it over")]
    TooManySessions,
    #[error("that unit cannot mediate here: choose another")]
    NoMediator,
}

impl Refusal {
    /// The key of the words and of the API's problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotMediated => "mediation-not-mediated",
            Self::CaseEnded => "mediation-case-ended",
            Self::UnderWay => "mediation-under-way",
            Self::NoneUnderWay => "mediation-none-under-way",
            Self::NoAgreement => "mediation-no-agreement",
            Self::Parties => "mediation-parties",
            Self::TooManySessions => "mediation-too-many-sessions",
            Self::NoMediator => "mediation-no-mediator",
        }
    }
}

/// Whether `fact` may happen to `case` now.
pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    if matches!(case.state, State::Withdrawn | State::OutOfScope) {
        return Err(Refusal::CaseEnded);
    }
    let open = case.mediation.as_ref().filter(|mediation| mediation.end.is_none());
    match fact {
        Fact::Opened { counterparties, .. } => {
            if open.is_some() {
                return Err(Refusal::UnderWay);
            }
            let fits = (1..=PARTIES_MAX).contains(&counterparties.len());
            if fits { Ok(()) } else { Err(Refusal::Parties) }
        }
        Fact::Session(_) => match open {
            Some(open) if open.sessions.len() < SESSIONS_MAX => Ok(()),
            Some(_) => Err(Refusal::TooManySessions),
            None => Err(Refusal::NoneUnderWay),
        },
        Fact::Checked { .. } => match open {
            Some(open) if open.agreement.is_some() => Ok(()),
            Some(_) => Err(Refusal::NoAgreement),
            None => Err(Refusal::NoneUnderWay),
        },
        Fact::Agreed { .. } | Fact::Ended { .. } | Fact::HandedOver { .. } => {
            open.map(|_| ()).ok_or(Refusal::NoneUnderWay)
        }
    }
}
