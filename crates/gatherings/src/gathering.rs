//! A gathering is the fold of its entries. Pure.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    DecisionId,
    fact::{
        Base, Called, Choice, Counted, Decision, Entry, InSeries, Read, Rules, Sitting, Way, What,
    },
};

/// How far a gathering is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Called; people sign up.
    Called,
    /// From the opening of the door of the first sitting to the end of the last.
    Open,
    /// Over; what was signed in without a network may still come.
    Closed,
    /// Nothing about who was there changes any more.
    Settled,
    CalledOff,
}

impl Stage {
    /// The stable name, used in the API and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Called => "called",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Settled => "settled",
            Self::CalledOff => "called-off",
        }
    }
}

/// A gathering as it stands after its last entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathering {
    pub kind: String,
    pub unit: UnitId,
    pub area: AreaCode,
    pub title: String,
    pub series: Option<InSeries>,
    pub sittings: Vec<Sitting>,
    pub places: Option<u32>,
    pub rules: Rules,
    pub stage: Stage,
    pub reason: Option<String>,
    pub reminded: bool,
    /// Whoever signed up, in the order in which they did; those beyond the places wait.
    pub signed_up: Vec<PersonId>,
    pub papers: Vec<Paper>,
    /// The digest of the papers since the door opened.
    pub frozen: Option<String>,
    pub items: Vec<String>,
    pub topics: Vec<Topic>,
    pub carried: Vec<Decision>,
    pub read: Vec<Read>,
    pub judged: BTreeMap<DecisionId, BTreeMap<PersonId, bool>>,
    /// Who is entitled, as of the day of the first sitting; `None` where everybody is invited.
    pub roll: Option<BTreeSet<PersonId>>,
    /// Who was there, at which sittings.
    pub present: BTreeMap<PersonId, BTreeMap<usize, Presence>>,
    pub made_up: BTreeSet<PersonId>,
    pub motions: Vec<Motion>,
    pub decisions: Vec<Decision>,
    pub minutes: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Entries folded so far.
    pub length: i64,
}

/// Something to be read before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub title: String,
    pub text: String,
}

/// What a worker wants to be spoken of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub text: String,
    pub by: PersonId,
    /// Others who want it too; never whoever raised it.
    pub support: BTreeSet<PersonId>,
}

/// That somebody was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub at: Timestamp,
    pub way: Way,
}

/// Something that is voted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Motion {
    pub text: String,
    pub secret: bool,
    pub majority_percent: u32,
    pub of: Base,
    /// Votes by show of hands; empty when it is secret.
    pub votes: BTreeMap<PersonId, Choice>,
    /// From the end of the last sitting on.
    pub counted: Option<Counted>,
}

/// What time will do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    Remind,
    Open,
    Close,
    Settle,
}

/// The gathering that these entries tell; `None` unless they begin with its being called.
pub fn fold<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Option<Gathering> {
    let mut entries = entries.into_iter();
    let first = entries.next()?;
    let What::Called(called) = &first.what else { return None };
    let mut gathering = Gathering::begin(called, first.at);
    for entry in entries {
        gathering.apply(entry);
    }
    Some(gathering)
}

/// A reminder comes so long before the first sitting.
const REMIND_HOURS: i64 = 24;

impl Gathering {
    /// After the first entry.
    pub fn begin(called: &Called, at: Timestamp) -> Self {
        let called = called.clone();
        Self {
            kind: called.kind,
            unit: called.unit,
            area: called.area,
            title: called.title,
            series: called.series,
            sittings: called.sittings,
            places: called.places,
            rules: called.rules,
            stage: Stage::Called,
            reason: None,
            reminded: false,
            signed_up: Vec::new(),
            papers: Vec::new(),
            frozen: None,
            items: Vec::new(),
            topics: Vec::new(),
            carried: called.carried,
            read: Vec::new(),
            judged: BTreeMap::new(),
            roll: None,
            present: BTreeMap::new(),
            made_up: BTreeSet::new(),
            motions: Vec::new(),
            decisions: Vec::new(),
            minutes: None,
            created_at: at,
            updated_at: at,
            length: 1,
        }
    }

    /// Takes one more entry in; it has been admitted.
    pub fn apply(&mut self, entry: &Entry) {
        self.updated_at = entry.at;
        self.length = entry.seq;
        match entry.what.clone() {
            What::Called(_) => {}
            What::Moved { sittings } => (self.sittings, self.reminded) = (sittings, false),
            What::CalledOff { reason } => {
                (self.stage, self.reason) = (Stage::CalledOff, Some(reason));
            }
            What::Reminded => self.reminded = true,
            What::SignedUp { person } => self.signed_up.push(person),
            What::Cancelled { person } => self.signed_up.retain(|one| *one != person),
            What::PaperAdded { title, text } => self.papers.push(Paper { title, text }),
            What::ItemAdded { text } => self.items.push(text),
            What::TopicRaised { person, text } => {
                self.topics.push(Topic { text, by: person, support: BTreeSet::new() });
            }
            What::TopicSupported { topic, person } => {
                self.topics.get_mut(topic).map(|topic| topic.support.insert(person));
            }
            What::Opened { roll, papers, carried, read } => {
                self.stage = Stage::Open;
                self.carried.extend(carried);
                self.roll = roll.map(|roll| roll.into_iter().collect());
                (self.frozen, self.read) = (Some(papers), read);
            }
            What::SignedIn { person, sitting, shown_at, way } => {
                let presence = Presence { at: shown_at, way };
                self.present.entry(person).or_default().insert(sitting, presence);
                self.made_up.remove(&person);
            }
            What::MotionPut { text, secret, majority_percent, of } => {
                let (votes, counted) = (BTreeMap::new(), None);
                self.motions.push(Motion { text, secret, majority_percent, of, votes, counted });
            }
            What::Voted { motion, person, choice } => {
                self.motions.get_mut(motion).map(|motion| motion.votes.insert(person, choice));
            }
            What::Judged { decision, person, solved } => {
                self.judged.entry(decision).or_default().insert(person, solved);
            }
            What::Decided(decision) => self.decisions.push(*decision),
            What::MinutesKept { text } => self.minutes = Some(text),
            What::Closed { counted } => {
                self.stage = Stage::Closed;
                for counted in counted {
                    if let Some(motion) = self.motions.get_mut(counted.motion) {
                        motion.counted = Some(counted);
                    }
                }
            }
            What::Settled => self.stage = Stage::Settled,
            What::MadeUp { person } => {
                self.made_up.insert(person);
            }
        }
    }

    /// When the first sitting begins. A gathering is called with one and never loses it.
    pub fn starts_at(&self) -> Timestamp {
        self.sittings.first().map_or(self.created_at, |sitting| sitting.from)
    }

    /// When the last sitting ends.
    pub fn ends_at(&self) -> Timestamp {
        self.sittings.last().map_or(self.created_at, |sitting| sitting.until)
    }

    /// When the door of the first sitting opens.
    pub fn opens_at(&self) -> Timestamp {
        self.starts_at().plus_minutes(-i64::from(self.rules.early_minutes))
    }

    /// Until when what was signed in without a network may be handed in.
    pub fn settles_at(&self) -> Timestamp {
        self.ends_at().plus_hours(self.rules.upload_hours.into())
    }

    /// When time will next do something to it, and what; `None` when it never will.
    pub fn next_tick(&self) -> Option<(Timestamp, Tick)> {
        match self.stage {
            Stage::Called => {
                let remind = self.starts_at().plus_hours(-REMIND_HOURS);
                let told = self.reminded || remind <= self.created_at || remind >= self.opens_at();
                Some(if told { (self.opens_at(), Tick::Open) } else { (remind, Tick::Remind) })
            }
            Stage::Open => Some((self.ends_at(), Tick::Close)),
            Stage::Closed => Some((self.settles_at(), Tick::Settle)),
            Stage::Settled | Stage::CalledOff => None,
        }
    }

    /// The sitting whose door is open at an instant; where two doors are, the one that is nearer.
    pub fn sitting_at(&self, at: Timestamp) -> Option<usize> {
        let early = i64::from(self.rules.early_minutes);
        let mut open = self.sittings.iter().enumerate().filter(|(_, sitting)| {
            sitting.from.plus_minutes(-early) <= at && at <= sitting.until.plus_minutes(early)
        });
        let held = |sitting: &Sitting| sitting.from <= at && at <= sitting.until;
        let mut best = open.next()?;
        for other in open {
            if held(other.1) || !held(best.1) {
                best = other;
            }
        }
        Some(best.0)
    }

    /// Whether somebody who signed up has a place; the others wait.
    pub fn has_place(&self, person: PersonId) -> bool {
        let at = self.signed_up.iter().position(|one| *one == person);
        at.is_some_and(|at| self.places.is_none_or(|places| kernel::count::to_u32(at) < places))
    }

    /// How many wait before somebody, from 1; `None` for whoever has a place or did not sign up.
    pub fn waiting(&self, person: PersonId) -> Option<usize> {
        let places = usize::try_from(self.places?).unwrap_or(usize::MAX);
        let at = self.signed_up.iter().position(|one| *one == person)?;
        (at >= places).then(|| at - places + 1)
    }

    /// Who moves up when somebody cancels.
    pub fn moves_up(&self, leaver: PersonId) -> Option<PersonId> {
        let places = usize::try_from(self.places?).unwrap_or(usize::MAX);
        self.has_place(leaver).then(|| self.signed_up.get(places).copied()).flatten()
    }

    /// Whether somebody may vote: entitled, and at any of the sittings.
    pub fn may_vote(&self, person: PersonId) -> bool {
        self.present.contains_key(&person) && self.is_entitled(person)
    }

    /// Whether somebody is on the roll; where everybody is invited, everybody is.
    pub fn is_entitled(&self, person: PersonId) -> bool {
        self.roll.as_ref().is_none_or(|roll| roll.contains(&person))
    }

    /// Whether a decision that was read out needs no more reading: its case is closed, and not more
    /// of those who were there say that it is unsolved than that it is solved.
    pub fn is_resolved(&self, decision: DecisionId) -> bool {
        let closed = self.read.iter().any(|read| read.decision == decision && read.is_closed);
        let said = self.judged.get(&decision);
        let unsolved = said.map_or(0, |said| said.values().filter(|solved| !**solved).count());
        let all = said.map_or(0, BTreeMap::len);
        closed && unsolved * 2 <= all
    }
}
