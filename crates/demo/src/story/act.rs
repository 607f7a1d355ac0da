//! What a person does in a story, and doing it.

use access::policy::{self, Action, Target};
use cases::{
    Desk,
    answer::{self, Given},
    duty, handle,
    report::{self, Report},
    scope, verdict,
};
use contracts::UnitId;
use storage::Tx;

use super::Step;
use crate::error::Error;

/// What a person does.
pub enum Act {
    Report(Box<Report>),
    TakeAlarm,
    Accept,
    Assign { to: UnitId, reason: String },
    Resort { matter: String },
    Note { text: String },
    Answer(Given),
    Release { title: String, text: String },
    Confirm { text: String },
    Dispute { reason: String },
    Reopen { reason: String },
    Withdraw { reason: String },
    Refuse { door: String, text: String },
    Appeal { reason: String },
    Decide { overturn: bool, text: String },
}

impl Act {
    /// The purpose that the journal keeps.
    pub const fn purpose(&self) -> &'static str {
        match self {
            Self::Report(_) => "report",
            Self::TakeAlarm => "acknowledge",
            Self::Accept => "case-accept",
            Self::Assign { .. } => "case-assign",
            Self::Resort { .. } => "case-resort",
            Self::Note { .. } => "case-note",
            Self::Answer(_) => "case-answer",
            Self::Release { .. } => "case-release",
            Self::Confirm { .. } => "confirm",
            Self::Dispute { .. } => "dispute",
            Self::Reopen { .. } => "reopen",
            Self::Withdraw { .. } => "withdraw",
            Self::Refuse { .. } => "case-scope",
            Self::Appeal { .. } => "appeal",
            Self::Decide { .. } => "case-scope-decide",
        }
    }
}

/// Does a step through its use case.
pub fn perform(tx: &mut Tx<'_>, desk: &Desk, step: Step) -> Result<(), Error> {
    let Step { case: id, actor, act, .. } = step;
    let actor = &actor;
    let done = match act {
        Act::Report(new) => {
            let permit = policy::permit(actor, Action::CaseReport, &Target::none());
            let permit = permit.map_err(cases::act::ActError::from)?;
            report::report(tx, desk, &permit, *new)?;
            return Ok(());
        }
        Act::TakeAlarm => duty::acknowledge(tx, actor, id),
        Act::Accept => handle::accept(tx, actor, id, None),
        Act::Assign { to, reason } => handle::assign(tx, desk, actor, id, None, to, &reason),
        Act::Resort { matter } => handle::resort(tx, desk, actor, id, None, &matter),
        Act::Note { text } => handle::note(tx, actor, id, &text, true),
        Act::Answer(given) => answer::answer(tx, desk, actor, id, None, given),
        Act::Release { title, text } => handle::release(tx, actor, id, None, &title, &text),
        Act::Confirm { text } => verdict::confirm(tx, desk, actor, id, &text),
        Act::Dispute { reason } => verdict::dispute(tx, desk, actor, id, &reason),
        Act::Reopen { reason } => verdict::reopen(tx, desk, actor, id, Action::CaseFollow, &reason),
        Act::Withdraw { reason } => verdict::withdraw(tx, actor, id, &reason),
        Act::Refuse { door, text } => scope::refuse(tx, desk, actor, id, None, &door, &text),
        Act::Appeal { reason } => scope::appeal(tx, desk, actor, id, &reason),
        Act::Decide { overturn, text } => scope::decide(tx, desk, actor, id, None, overturn, &text),
    };
    done?;
    Ok(())
}
