//! What can be done in a dispute, each with a form and an address of its own.

use access::{Action, Actor, policy};

use crate::{
    act,
    case::Case,
    desk::Desk,
    mediation,
    money::{claim, claim::Side},
    state::State,
};

/// An act with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Claim,
    Evidence,
    Strike,
    Plan,
    Payment,
    Return,
    Open,
    Session,
    Agree,
    Check,
    End,
}

impl Act {
    pub const ALL: [Self; 11] = [
        Self::Claim,
        Self::Evidence,
        Self::Strike,
        Self::Plan,
        Self::Payment,
        Self::Return,
        Self::Open,
        Self::Session,
        Self::Agree,
        Self::Check,
        Self::End,
    ];

    /// The last parts of its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Claim => "money/claim",
            Self::Evidence => "money/evidence",
            Self::Strike => "money/strike",
            Self::Plan => "money/plan",
            Self::Payment => "money/payment",
            Self::Return => "money/return",
            Self::Open => "mediation/open",
            Self::Session => "mediation/session",
            Self::Agree => "mediation/agree",
            Self::Check => "mediation/check",
            Self::End => "mediation/end",
        }
    }

    /// The key of its heading, which is its button too.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Claim => "money-act-claim",
            Self::Evidence => "money-act-evidence",
            Self::Strike => "money-act-strike",
            Self::Plan => "money-act-plan",
            Self::Payment => "money-act-payment",
            Self::Return => "money-act-return",
            Self::Open => "mediation-act-open",
            Self::Session => "mediation-act-session",
            Self::Agree => "mediation-act-agree",
            Self::Check => "mediation-act-check",
            Self::End => "mediation-act-end",
        }
    }

    /// The key of what is explained above the form.
    pub const fn explained(self) -> &'static str {
        match self {
            Self::Claim => "money-explain-claim",
            Self::Evidence => "money-explain-evidence",
            Self::Strike => "money-explain-strike",
            Self::Plan => "money-explain-plan",
            Self::Payment => "money-explain-payment",
            Self::Return => "money-explain-return",
            Self::Open => "mediation-explain-open",
            Self::Session => "mediation-explain-session",
            Self::Agree => "mediation-explain-agree",
            Self::Check => "mediation-explain-check",
            Self::End => "mediation-explain-end",
        }
    }

    pub const fn is_mediation(self) -> bool {
        matches!(self, Self::Open | Self::Session | Self::Agree | Self::Check | Self::End)
    }

    /// Workers put in writing what is theirs; plans and mediation are for those who negotiate.
    pub const fn is_of_worker(self) -> bool {
        !self.is_mediation() && !matches!(self, Self::Plan)
    }

    /// What policy must allow.
    pub const fn action(self, side: Side) -> Action {
        if self.is_mediation() { Action::Mediate } else { side.action() }
    }

    /// Whether policy and the state of the case would let this actor do it now.
    pub fn is_offered(self, desk: &Desk, actor: &Actor, case: &Case, side: Side) -> bool {
        if matches!(case.state, State::Withdrawn | State::OutOfScope) {
            return false;
        }
        let kit = case.money.as_ref();
        let talks = case.mediation.as_ref().filter(|talks| talks.end.is_none());
        let sensible = match self {
            Self::Claim | Self::Evidence | Self::Payment | Self::Plan => {
                claim::is_about_money(desk, case)
            }
            Self::Strike => kit.is_some_and(|kit| !kit.evidence.is_empty()),
            Self::Return => kit.is_some_and(|kit| !kit.payments.is_empty()),
            Self::Open => {
                talks.is_none() && desk.matter(&case.matter).is_some_and(|matter| matter.mediation)
            }
            Self::Session | Self::Agree | Self::End => talks.is_some(),
            Self::Check => talks.is_some_and(|talks| talks.agreement.is_some()),
        };
        sensible && self.may(actor, case, side)
    }

    fn may(self, actor: &Actor, case: &Case, side: Side) -> bool {
        if self.is_mediation() {
            return mediation::sight::permit(actor, case).is_ok();
        }
        policy::permit(actor, side.action(), &act::acting(case)).is_ok()
    }
}
