//! What can happen in a mediation.

use contracts::UnitId;
use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// It begins: who mediates between the worker and whom.
    Opened {
        mediator: UnitId,
        counterparties: Vec<String>,
        /// The day from which the worker knew, or should have known, that the right was hurt.
        known: Day,
    },
    /// The two sides were called together.
    Session(Session),
    /// They agree. What is to be paid when stands in the money kit.
    Agreed { text: String },
    /// Somebody looked whether the agreement is kept.
    Checked { kept: bool, note: String },
    /// No agreement, or no more use: it ends.
    Ended { reason: String },
    /// It goes to arbitration (or to a court).
    HandedOver { to: String, reason: String },
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub at: Timestamp,
    /// Where they met; empty when it was by telephone.
    pub place: String,
    /// The two sides came to it.
    pub held: bool,
    pub minutes: i64,
    pub note: String,
}

impl Fact {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "mediation.opened",
            Self::Session(_) => "mediation.session",
            Self::Agreed { .. } => "mediation.agreed",
            Self::Checked { .. } => "mediation.checked",
            Self::Ended { .. } => "mediation.ended",
            Self::HandedOver { .. } => "mediation.handed-over",
        }
    }
}
