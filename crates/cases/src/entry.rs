//! What can happen to a case. Entries are facts: they carry the deadlines and the units that were
//! worked out when they were written, so that reading them needs no calendar and no catalogue.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp, geo::Wgs84};
use serde::{Deserialize, Serialize};

use crate::{chain, contact};

use crate::{checks, results};

use crate::photos;

use crate::{mediation, money};

use crate::merge;

/// One entry of a case's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// Who acted; `None` when the program did.
    pub actor: Option<PersonId>,
    /// For which unit; `None` for a worker and for the program.
    pub unit: Option<UnitId>,
    /// In which role.
    pub role: String,
    #[serde(flatten)]
    pub what: What,
}

/// A deadline, with the instant at which its holder is warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub by: Timestamp,
    pub warn_at: Option<Timestamp>,
}

/// A photo as it is kept: the SHA-256 name of a file without metadata.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    pub file: String,
    pub width: u32,
    pub height: u32,
}

/// Where a case came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Web,
    Api,
    Import,
    /// The program opened it by a rule; nobody reported it.
    Program,
    /// Pasted from a chat group by whoever serves it.
    Chat,
    /// A line of the list in which a visit ended.
    Visit,
    /// Another program, by the Open311 contract.
    Open311,
}

/// How a handler says that the matter ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// What was asked for has been done.
    Solved,
    /// Part of it, or a plan with a date.
    Partly,
    /// It stays as it is, with the reason.
    Explained,
}

/// Which deadline passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nobody had accepted it in time.
    Accept,
    /// Nobody had answered in time.
    Answer,
}

/// The report itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    pub number: String,
    pub matter: String,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    /// Values by field key, in the form's order.
    pub fields: Vec<(String, String)>,
    pub place: Option<Wgs84>,
    pub address: Option<String>,
    pub photos: Vec<Photo>,
    /// `None` for a case taken over from elsewhere without its person.
    pub reporter: Option<PersonId>,
    pub owner: UnitId,
    pub urgent: bool,
    pub visibility: String,
    pub channel: Channel,
    /// The register it was taken over from (`import:NAME`), or `yilu`.
    pub source: String,
    pub source_number: Option<String>,
    pub accept: Deadline,
    pub answer: Deadline,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "kebab-case")]
pub enum What {
    Reported(Box<Reported>),
    /// The holder takes it on (受理).
    Accepted,
    /// Given to another unit (交办); `back` when a unit returns what it was given.
    Assigned {
        to: UnitId,
        reason: String,
        back: bool,
        answer: Option<Deadline>,
    },
    /// The handler's answer (办结); the worker's verdict is awaited until `lapse_at`.
    Answered {
        text: String,
        outcome: Outcome,
        photos: Vec<Photo>,
        lapse_at: Timestamp,
    },
    /// The worker: it is really solved (确认解决).
    Confirmed {
        text: String,
    },
    /// The worker: it is not.
    Disputed {
        reason: String,
        answer: Deadline,
    },
    /// The worker stayed silent: closed, and counted neither as solved nor as not.
    Lapsed,
    /// Open again after it had been closed.
    Reopened {
        reason: String,
        answer: Deadline,
    },
    /// The worker takes it back.
    Withdrawn {
        reason: String,
    },
    /// Not a matter for this platform: the right door is named.
    OutOfScope {
        door: String,
        text: String,
    },
    /// The worker asks the level above to look again; once.
    ScopeAppealed {
        reason: String,
        to: UnitId,
        answer: Deadline,
    },
    ScopeUpheld {
        text: String,
    },
    ScopeOverturned {
        text: String,
        to: UnitId,
        answer: Deadline,
    },
    /// A remark; the worker sees it when it is `public`.
    Noted {
        text: String,
        public: bool,
    },
    /// The holder was told that a deadline comes near.
    Warned {
        stage: Stage,
    },
    /// Silence passed it up a level (升级).
    Escalated {
        stage: Stage,
        from: UnitId,
        to: UnitId,
        next: Deadline,
    },
    /// A deadline passed and there is no level above: it stays, and shows.
    Overdue {
        stage: Stage,
    },
    /// Sorted under another matter, with its owner.
    Resorted {
        matter: String,
        to: UnitId,
        urgent: bool,
        visibility: String,
        answer: Deadline,
    },
    /// On the way through a contact member.
    Chain(chain::Fact),
    /// Whether a unit may see the worker's name and phone.
    Contact(contact::Fact),
    /// A clerk read it and released this wording to the public page.
    Released {
        title: String,
        text: String,
    },
    /// Something about the parts of a joint case (吹哨).
    Joint(crate::joint::Fact),
    /// An alarm at the duty desks.
    Duty(crate::duty::Fact),
    /// What happens to a case that was pasted from a chat.
    Paste(crate::paste::Fact),
    /// Something was made on the ground, seen there or not, or struck.
    Result(results::Fact),
    /// Workers looked on the spot whether a closed case is solved.
    Check(checks::Fact),
    Photo(photos::Fact),
    Money(money::Fact),
    Mediation(mediation::Fact),
    /// It leads others of the same trouble, or follows one.
    Merge(merge::Fact),
    /// It is part of a matter that concerns many.
    Collective(crate::collective::Fact),
}

impl What {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reported(_) => "reported",
            Self::Accepted => "accepted",
            Self::Assigned { .. } => "assigned",
            Self::Answered { .. } => "answered",
            Self::Confirmed { .. } => "confirmed",
            Self::Disputed { .. } => "disputed",
            Self::Lapsed => "lapsed",
            Self::Reopened { .. } => "reopened",
            Self::Withdrawn { .. } => "withdrawn",
            Self::OutOfScope { .. } => "out-of-scope",
            Self::ScopeAppealed { .. } => "scope-appealed",
            Self::ScopeUpheld { .. } => "scope-upheld",
            Self::ScopeOverturned { .. } => "scope-overturned",
            Self::Noted { .. } => "noted",
            Self::Warned { .. } => "warned",
            Self::Escalated { .. } => "escalated",
            Self::Overdue { .. } => "overdue",
            Self::Resorted { .. } => "resorted",
            Self::Chain(fact) => fact.kind(),
            Self::Contact(fact) => fact.kind(),
            Self::Released { .. } => "released",
            Self::Joint(fact) => fact.kind(),
            Self::Duty(fact) => fact.kind(),
            Self::Paste(fact) => fact.kind(),
            Self::Result(fact) => fact.kind(),
            Self::Check(fact) => fact.kind(),
            Self::Photo(fact) => fact.kind(),
            Self::Money(fact) => fact.kind(),
            Self::Mediation(fact) => fact.kind(),
            Self::Merge(fact) => fact.kind(),
            Self::Collective(fact) => fact.kind(),
        }
    }
}
