//! What can be done with the parts, and what of it this actor may do now.

use access::{Action, Actor, policy};
use contracts::UnitId;

use crate::{
    act,
    case::Case,
    joint::{
        self, Fact,
        fact::{Limits, Place},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Whistle,
    Convene,
    Meet,
    Acknowledge,
    Answer,
    HandBack,
    Close,
    Return,
    Give,
}

impl Act {
    /// Those about one part, in the order of the page.
    pub const OF_PARTS: [Self; 6] =
        [Self::Acknowledge, Self::Answer, Self::Close, Self::Give, Self::Return, Self::HandBack];

    /// The last part of its address, and a part of its fields' names.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whistle => "whistle",
            Self::Convene => "meeting",
            Self::Meet => "minutes",
            Self::Acknowledge => "acknowledge",
            Self::Answer => "answer",
            Self::HandBack => "hand-back",
            Self::Close => "close",
            Self::Return => "return",
            Self::Give => "give",
        }
    }

    pub const fn action(self) -> Action {
        match self {
            Self::Acknowledge => Action::CaseAccept,
            Self::Answer => Action::CaseAnswer,
            Self::HandBack => Action::CaseAssign,
            _ => Action::CaseWhistle,
        }
    }

    /// The key of its heading and button.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Whistle => "joint-act-whistle",
            Self::Convene => "joint-act-meeting",
            Self::Meet => "joint-act-minutes",
            Self::Acknowledge => "joint-act-acknowledge",
            Self::Answer => "joint-act-answer",
            Self::HandBack => "joint-act-hand-back",
            Self::Close => "joint-act-close",
            Self::Return => "joint-act-return",
            Self::Give => "joint-act-give",
        }
    }

    /// The key of what is said when it was done.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Whistle => "joint-done-whistle",
            Self::Convene => "joint-done-meeting",
            Self::Meet => "joint-done-minutes",
            Self::Acknowledge => "joint-done-acknowledge",
            Self::Answer => "joint-done-answer",
            Self::HandBack => "joint-done-hand-back",
            Self::Close => "joint-done-close",
            Self::Return => "joint-done-return",
            Self::Give => "joint-done-give",
        }
    }

    /// Folded away until asked for.
    pub const fn is_rare(self) -> bool {
        matches!(self, Self::Return | Self::HandBack | Self::Whistle | Self::Convene | Self::Meet)
    }
}

/// Whether policy and the rules would admit it now, were its form filled in well.
pub fn may(actor: &Actor, case: &Case, act: Act, part: i64) -> bool {
    let permit = match act {
        Act::Convene | Act::Meet => joint::meeting::permit(actor, case),
        Act::Acknowledge | Act::Answer | Act::HandBack => {
            policy::permit(actor, act.action(), &joint::act::acting(case, part))
        }
        _ => policy::permit(actor, act.action(), &act::acting(case)),
    };
    permit.is_ok() && joint::rules::admit(case, &specimen(case, act, part)).is_ok()
}

/// The fact that an act would write, with nothing in it: enough to ask the rules.
fn specimen(case: &Case, act: Act, part: i64) -> Fact {
    let (text, at) = (String::new, case.updated_at);
    match act {
        Act::Whistle => Fact::Called { lead: None, parts: Vec::new() },
        Act::Convene => Fact::Convened(Place { at, place: text(), note: text() }),
        Act::Meet => Fact::Met { minutes: text(), units: Vec::new() },
        Act::Acknowledge => Fact::Acknowledged { part },
        Act::Answer => Fact::Answered { part, text: text() },
        Act::HandBack => Fact::HandedBack { part, reason: text() },
        Act::Close => Fact::Closed { part, text: text() },
        Act::Return => Fact::Returned { part, reason: text(), answer: at },
        Act::Give => {
            // A unit that nobody has: giving to it is refused only for what the part is.
            let to = UnitId::from_bytes([0xff; 16]);
            let limits = Limits { acknowledge: at, answer: at };
            Fact::Given { part, to, reason: text(), limits }
        }
    }
}
