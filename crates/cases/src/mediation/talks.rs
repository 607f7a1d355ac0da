//! A mediation as it stands: the fold of its facts. Pure.

use contracts::UnitId;
use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};

use super::fact::{Fact, Session};

/// A mediation between a worker and others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mediation {
    pub mediator: UnitId,
    pub counterparties: Vec<String>,
    /// See [`Fact::Opened`].
    pub known: Day,
    pub opened_at: Timestamp,
    pub sessions: Vec<Session>,
    pub agreement: Option<Agreement>,
    pub checks: Vec<Check>,
    pub end: Option<End>,
}

/// What both sides agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub text: String,
    pub at: Timestamp,
}

/// A look whether the agreement is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub kept: bool,
    pub note: String,
    pub at: Timestamp,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    pub at: Timestamp,
    pub reason: String,
    /// Where it was handed over to, if it was.
    pub to: Option<String>,
}

impl Mediation {
    /// Takes one more fact in. Only an opening begins one; one after an end begins anew.
    pub fn apply(mediation: &mut Option<Self>, fact: &Fact, at: Timestamp) {
        if let Fact::Opened { mediator, counterparties, known } = fact {
            *mediation = Some(Self {
                mediator: *mediator,
                counterparties: counterparties.clone(),
                known: *known,
                opened_at: at,
                sessions: Vec::new(),
                agreement: None,
                checks: Vec::new(),
                end: None,
            });
            return;
        }
        let Some(talks) = mediation else { return };
        match fact {
            Fact::Opened { .. } => {}
            Fact::Session(session) => talks.sessions.push(session.clone()),
            Fact::Agreed { text } => talks.agreement = Some(Agreement { text: text.clone(), at }),
            Fact::Checked { kept, note } => {
                talks.checks.push(Check { kept: *kept, note: note.clone(), at });
            }
            Fact::Ended { reason } => {
                talks.end = Some(End { at, reason: reason.clone(), to: None });
            }
            Fact::HandedOver { to, reason } => {
                talks.end = Some(End { at, reason: reason.clone(), to: Some(to.clone()) });
            }
        }
    }
}
