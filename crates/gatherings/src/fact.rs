//! What happens to a gathering: its entries. Each carries whatever was worked out when it was
//! written, so that reading it again needs neither the catalogue nor a clock.

use contracts::{CaseId, PersonId, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{DecisionId, SeriesId};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place in the history, from 1 without a gap.
    pub seq: i64,
    pub at: Timestamp,
    /// `None` when time did it.
    pub actor: Option<PersonId>,
    pub unit: Option<UnitId>,
    pub role: String,
    pub what: What,
}

/// What it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    Called(Box<Called>),
    /// Other sittings, before the first.
    Moved {
        sittings: Vec<Sitting>,
    },
    CalledOff {
        reason: String,
    },
    /// Those who come were told, the day before.
    Reminded,
    SignedUp {
        person: PersonId,
    },
    Cancelled {
        person: PersonId,
    },
    PaperAdded {
        title: String,
        text: String,
    },
    ItemAdded {
        text: String,
    },
    TopicRaised {
        person: PersonId,
        text: String,
    },
    TopicSupported {
        topic: usize,
        person: PersonId,
    },
    /// The door opens: who is entitled that day, the papers as they will stay, what was decided
    /// in the series since this was called, and what became of all that is read out.
    Opened {
        roll: Option<Vec<PersonId>>,
        papers: String,
        carried: Vec<Decision>,
        read: Vec<Read>,
    },
    SignedIn {
        person: PersonId,
        sitting: usize,
        /// When the person was there; the entry may come later.
        shown_at: Timestamp,
        way: Way,
    },
    MotionPut {
        text: String,
        secret: bool,
        majority_percent: u32,
        of: Base,
    },
    /// A vote by show of hands; a secret one leaves no entry.
    Voted {
        motion: usize,
        person: PersonId,
        choice: Choice,
    },
    Judged {
        decision: DecisionId,
        person: PersonId,
        solved: bool,
    },
    Decided(Box<Decision>),
    MinutesKept {
        text: String,
    },
    /// The last sitting is over: the urns are closed and counted, in the order of the motions.
    Closed {
        counted: Vec<Counted>,
    },
    /// Nothing can be handed in any more.
    Settled,
    /// Somebody who had missed it made up for it.
    MadeUp {
        person: PersonId,
    },
}

impl What {
    /// The name in the journal and in the store.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Called(_) => "called",
            Self::Moved { .. } => "moved",
            Self::CalledOff { .. } => "called-off",
            Self::Reminded => "reminded",
            Self::SignedUp { .. } => "signed-up",
            Self::Cancelled { .. } => "cancelled",
            Self::PaperAdded { .. } => "paper-added",
            Self::ItemAdded { .. } => "item-added",
            Self::TopicRaised { .. } => "topic-raised",
            Self::TopicSupported { .. } => "topic-supported",
            Self::Opened { .. } => "opened",
            Self::SignedIn { .. } => "signed-in",
            Self::MotionPut { .. } => "motion-put",
            Self::Voted { .. } => "voted",
            Self::Judged { .. } => "judged",
            Self::Decided(_) => "decided",
            Self::MinutesKept { .. } => "minutes-kept",
            Self::Closed { .. } => "closed",
            Self::Settled => "settled",
            Self::MadeUp { .. } => "made-up",
        }
    }
}

/// A gathering as it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// Code of the catalogue's kind.
    pub kind: String,
    /// The unit that calls it.
    pub unit: UnitId,
    pub area: AreaCode,
    pub title: String,
    pub series: Option<InSeries>,
    pub sittings: Vec<Sitting>,
    /// How many may come; `None` for as many as like.
    pub places: Option<u32>,
    pub rules: Rules,
    /// Decisions of earlier gatherings of the series that are not resolved yet.
    pub carried: Vec<Decision>,
}

/// Its place in a series, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InSeries {
    pub id: SeriesId,
    pub number: i64,
}

/// What the kind asked for on the day on which it was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct Rules {
    /// Nobody but members of the unit is told of it.
    pub private: bool,
    pub quorum_percent: Option<u32>,
    pub motions: bool,
    pub topics: bool,
    pub make_up_days: Option<u32>,
    pub early_minutes: u32,
    pub upload_hours: u32,
    /// What is unresolved of all that the unit has decided is read out, not of the series alone.
    #[serde(default)]
    pub carries_all: bool,
}

/// One of the times at which a gathering is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sitting {
    pub from: Timestamp,
    pub until: Timestamp,
    /// Where people meet; empty when it is held online only.
    pub place: String,
    /// Whether it may be attended online.
    pub online: bool,
}

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The changing code of a pass, read while online.
    Pass,
    /// The same, read by a device without a network and handed in later.
    Device,
    /// The code that the organizer showed.
    Code,
    /// By the organizer's hand.
    Hand,
}

impl Way {
    /// The stable name, used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Device => "device",
            Self::Code => "code",
            Self::Hand => "hand",
        }
    }
}

/// A vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    For,
    Against,
    Abstain,
}

impl Choice {
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Abstain];

    /// The stable name, used in the API, in urns and their digests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    /// The choice of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl ballots::Choice for Choice {
    fn as_str(&self) -> &'static str {
        self.name()
    }
}

/// Of whom a motion needs a majority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Of those who were at any sitting.
    Present,
    /// Of all who are entitled, whether they came or not.
    Entitled,
}

/// What votes say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    #[serde(rename = "for")]
    pub yes: i64,
    pub against: i64,
    pub abstain: i64,
}

impl Tally {
    /// How many voted.
    pub const fn cast(&self) -> i64 {
        self.yes + self.against + self.abstain
    }
}

/// A motion as it was counted when the last sitting ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub motion: usize,
    pub tally: Tally,
    /// The urn's digest; `None` for a show of hands.
    pub digest: Option<String>,
}

/// What a gathering decided; it is worked on as a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub id: DecisionId,
    /// Its place among the decisions of its gathering, from 1.
    pub number: i64,
    pub text: String,
    pub owner: UnitId,
    pub due_on: Day,
    pub case: CaseId,
}

/// What is read out of an earlier decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub decision: DecisionId,
    /// The case's number.
    pub number: String,
    /// The key of the words, such as `state-in-hand`.
    pub state: String,
    pub is_closed: bool,
}
