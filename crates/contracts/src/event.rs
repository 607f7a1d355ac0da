//! What happened, told to whoever reacts in the same transaction or after it.

use serde::{Deserialize, Serialize};

use crate::names::{AskId, CaseId, PersonId, UnitId};

/// A fact of one domain that others may react to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A worker confirmed that a closed case is really solved.
    CaseConfirmed(CaseOutcome),
    /// A case that had been confirmed is open again.
    CaseReopened(CaseOutcome),
    /// A worker looked at a drawn case on the spot and answered.
    CheckAnswered(CheckAnswer),
    /// A unit must be told that something waits for it (`notice` is a key of the words).
    UnitNotified { unit: UnitId, case: CaseId, number: String, notice: String },
    /// A person must be told of news in a case of theirs.
    PersonNotified { person: PersonId, case: CaseId, number: String, notice: String },
}

/// Who reported what, where, and in which round of confirmation (0 for the first).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOutcome {
    pub case: CaseId,
    pub number: String,
    pub matter: String,
    pub reporter: PersonId,
    pub area: String,
    pub round: i64,
}

/// Who answered which request, and where. What was answered is nobody else's business: the thanks
/// are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckAnswer {
    pub ask: AskId,
    pub person: PersonId,
    pub area: String,
}
