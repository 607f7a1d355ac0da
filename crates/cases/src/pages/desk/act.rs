//! What can be done to a case, and what of it this actor may do now.

use access::{Action, Actor, policy};
use contracts::UnitId;
use kernel::Timestamp;

use super::sight::Sight;
use crate::{
    Desk, act,
    case::Case,
    chain,
    entry::{Deadline, Outcome, What},
    rules::admit,
};

/// An act, with a form and an address of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Accept,
    Answer,
    Assign,
    /// Up a level of the chain.
    PassUp,
    Note,
    Resort,
    Scope,
    Decide,
    Reopen,
    Release,
}

impl Act {
    /// In the order in which a page shows them.
    pub const ALL: [Self; 10] = [
        Self::Decide,
        Self::Accept,
        Self::Answer,
        Self::Assign,
        Self::PassUp,
        Self::Note,
        Self::Reopen,
        Self::Resort,
        Self::Scope,
        Self::Release,
    ];

    /// The last part of its address, and the first of its fields' names.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Answer => "answer",
            Self::Assign => "assign",
            Self::PassUp => "pass-up",
            Self::Note => "note",
            Self::Resort => "resort",
            Self::Scope => "scope",
            Self::Decide => "decide",
            Self::Reopen => "reopen",
            Self::Release => "release",
        }
    }

    /// What policy must allow.
    pub const fn action(self) -> Action {
        match self {
            Self::Accept => Action::CaseAccept,
            Self::Answer => Action::CaseAnswer,
            Self::PassUp => Action::CasePassUp,
            Self::Note => Action::CaseNote,
            Self::Assign | Self::Resort => Action::CaseAssign,
            Self::Scope => Action::CaseScope,
            Self::Decide => Action::CaseEscalateHandle,
            Self::Reopen => Action::CaseReopen,
            Self::Release => Action::CaseClose,
        }
    }

    /// Done seldom, so folded away until asked for.
    pub const fn is_rare(self) -> bool {
        matches!(self, Self::Resort | Self::Scope | Self::Release)
    }

    /// The key of its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Accept => "desk-act-accept",
            Self::Answer => "desk-act-answer",
            Self::Assign => "desk-act-assign",
            Self::PassUp => "desk-act-pass-up",
            Self::Note => "desk-act-note",
            Self::Resort => "desk-act-resort",
            Self::Scope => "desk-act-scope",
            Self::Decide => "desk-act-decide",
            Self::Reopen => "desk-act-reopen",
            Self::Release => "desk-act-release",
        }
    }

    /// The key of what is said when it was done.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Accept => "desk-done-accept",
            Self::Answer => "desk-done-answer",
            Self::Assign => "desk-done-assign",
            Self::PassUp => "desk-done-pass-up",
            Self::Note => "desk-done-note",
            Self::Resort => "desk-done-resort",
            Self::Scope => "desk-done-scope",
            Self::Decide => "desk-done-decide",
            Self::Reopen => "desk-done-reopen",
            Self::Release => "desk-done-release",
        }
    }
}

/// What policy and the rules would admit now, were every form filled in well.
pub fn offered(desk: &Desk, actor: &Actor, sight: &Sight, now: Timestamp) -> Vec<Act> {
    let case = &sight.case;
    let (owning, remarking) = (act::acting(case), act::remarking(case));
    let target = |act: Act| if act == Act::Note { &remarking } else { &owning };
    let may = |act: Act| match policy::permit(actor, act.action(), target(act)) {
        // An appeal is not decided by those whose decision it is about.
        Ok(permit) if act == Act::Decide => {
            let unit = permit.membership().map(|post| post.unit);
            case.refused_by.is_none() || unit != case.refused_by
        }
        Ok(_) => true,
        Err(_) => false,
    };
    let admitted = |act: Act| admit(case, &specimen(act, case)).is_ok();
    let in_time = |act: Act| act != Act::Reopen || may_still_reopen(desk, case, now);
    Act::ALL.into_iter().filter(|act| may(*act) && admitted(*act) && in_time(*act)).collect()
}

fn may_still_reopen(desk: &Desk, case: &Case, now: Timestamp) -> bool {
    case.reopens_from().is_none_or(|at| act::in_time(now, desk.verdict_until(at)).is_ok())
}

/// The entry that an act would write, with nothing in it: enough to ask the rules.
fn specimen(act: Act, case: &Case) -> What {
    let text = String::new;
    let answer = Deadline { by: case.updated_at, warn_at: None };
    // A unit that nobody has: assigning to it is refused only for what the case is.
    let to = UnitId::from_bytes([0xff; 16]);
    match act {
        Act::Accept => What::Accepted,
        Act::Answer => What::Answered {
            text: text(),
            outcome: Outcome::Solved,
            photos: Vec::new(),
            lapse_at: case.updated_at,
        },
        Act::Assign => What::Assigned { to, reason: text(), back: false, answer: None },
        Act::PassUp => {
            let (from, level) = (chain::Level::Member, chain::Level::Branch);
            What::Chain(chain::Fact::Passed { from, level, to, note: text(), due: answer })
        }
        Act::Note => What::Noted { text: text(), public: false },
        Act::Resort => {
            What::Resorted { matter: text(), to, urgent: case.urgent, visibility: text(), answer }
        }
        Act::Scope => What::OutOfScope { door: text(), text: text() },
        Act::Decide => What::ScopeUpheld { text: text() },
        Act::Reopen => What::Reopened { reason: text(), answer },
        Act::Release => What::Released { title: text(), text: text() },
    }
}
