//! What happened, told to whoever reacts in the same transaction or after it.

use serde::{Deserialize, Serialize};

use crate::names::{AskId, CaseId, PersonId, PlaceId, UnitId};

/// A fact of one domain that others may react to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A case was answered, once more perhaps; `upheld` unless it stays as it is, with a reason.
    CaseAnswered { case: CaseId, upheld: bool },
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
    /// Somebody must be told of news in a matter that concerns many.
    CollectiveNews { to: Addressee, number: String, notice: String },
    /// Somebody must be told of news of a gathering; `at` is its beginning, `2026-05-13 09:30`
    /// (Asia/Shanghai). Nothing tells who came.
    GatheringNews { person: PersonId, at: String, notice: String },
    /// What many people measured of a unit asks for a case that nobody reported.
    ImprovementNeeded(Improvement),
    /// What they measure is good again: that case may close.
    ImprovementReached(Improvement),
    /// That case is closed.
    ImprovementClosed { case: CaseId },
    /// A merchant carries its label no more, or pauses: from now on it gives no discount.
    OffersStopped { place: PlaceId },
    /// It may give its discounts again.
    OffersResumed { place: PlaceId },
    /// Somebody works nowhere that `unit` tells of any more; `on` is the first such day
    /// (`2026-05-13`). The person stays, and what they earned.
    JobEnded { person: PersonId, unit: UnitId, on: String },
    /// A file that `unit` owes for a day has not come; whoever is responsible is asked for it.
    FeedLate { unit: UnitId, person: Option<PersonId>, source: String, day: String },
    /// A person is erased: what domains keep of theirs counts no more. What is sealed under the
    /// person's key opens for the last time.
    PersonErased { person: PersonId },
    /// What an office was asked to erase, or what it answered; `at` is when, `2026-05-13 09:30`
    /// (Asia/Shanghai).
    ErasureNews { person: PersonId, at: String, notice: String },
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Addressee {
    Person(PersonId),
    Unit(UnitId),
}

/// A unit whose measured waiting times call for improvement. It carries nothing finer than what is
/// published anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Improvement {
    pub case: CaseId,
    pub unit: UnitId,
    /// Code of the matter under which the case opens.
    pub matter: String,
    pub area: String,
    /// Minutes that the median should not be above.
    pub minutes_limit: i64,
    /// At least so many different people measured it
    pub people_min: i64,
    /// within so many days.
    pub within_days: i64,
    /// Days within which it should be good again.
    pub days: i64,
    /// Median minutes as published now, and the least number of people behind it.
    pub published: Option<(i64, i64)>,
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
    /// Others whose reports of the same trouble were merged with this one; nobody is named twice.
    #[serde(default)]
    pub supporters: Vec<Supporter>,
}

/// Somebody who reported the same, with the own case and its own round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supporter {
    pub case: CaseId,
    pub number: String,
    pub reporter: PersonId,
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
