//! A case is the fold of its entries.
//!
//! Invariant: [`fold`] is pure; the row in the store is its cache, and `yilu verify` compares them.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp, geo::Wgs84};
use serde::{Deserialize, Serialize};

use crate::{
    chain::Chain,
    checks,
    entry::{Channel, Deadline, Entry, Outcome, Photo, Reported, Stage, What},
    holder::{Holder, Holding},
    joint::{self, Joint},
    mediation::Mediation,
    merge::Merge,
    money::Kit,
    photos, results,
    state::{State, Verdict},
};

/// A case as it stands after its last entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Case {
    pub number: String,
    pub matter: String,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    pub fields: Vec<(String, String)>,
    pub place: Option<Wgs84>,
    pub address: Option<String>,
    pub photos: Vec<Photo>,
    pub reporter: Option<PersonId>,
    pub urgent: bool,
    pub visibility: String,
    pub channel: Channel,
    pub source: String,
    pub source_number: Option<String>,

    pub state: State,
    pub verdict: Verdict,
    /// The unit that answers for it.
    pub owner: UnitId,
    /// Who had it, from when, one after the other without a gap.
    pub holdings: Vec<Holding>,
    /// The deadline that runs now.
    pub due: Option<Deadline>,
    pub warned: bool,
    /// When the worker was first promised an answer; never moved.
    pub promised_by: Timestamp,
    pub answer_due: Deadline,
    /// When silence will close it.
    pub lapse_at: Option<Timestamp>,
    pub answer: Option<Answer>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub first_answered_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub escalations: i64,
    /// A deadline passed and no level above is left.
    pub overdue: bool,
    /// The unit that gave it to the present owner, if a unit did: handing it there gives it back.
    pub given_by: Option<UnitId>,
    /// How often a unit has given it back; once is allowed.
    pub hand_backs: i64,
    pub disputes: i64,
    /// How often it has been confirmed; tells one posting of points from the next.
    pub confirmations: i64,
    pub scope_appealed: bool,
    /// The unit that found it out of scope: it does not decide the appeal.
    pub refused_by: Option<UnitId>,
    /// The right door, when it is out of scope.
    pub door: Option<String>,
    /// The wording released to the public page.
    pub released: Option<(String, String)>,
    /// The way through a contact member, if it went or was filed that way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
    /// Firms that the worker lets see name and phone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_with: Vec<UnitId>,
    /// What it left on the ground.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<results::Deliverable>,
    /// What workers found who looked on the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<checks::Found>,
    /// Photos as released to the public page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<photos::Shown>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Kit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<Mediation>,
    /// Its part in a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge: Option<Box<Merge>>,
    /// The matters that concern many of which it is part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub collective: Vec<crate::collective::Link>,
    /// Entries folded so far.
    pub length: i64,
    /// Its parts, once the street has whistled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<Joint>,
    /// The alarm at the duty desks, if it ever rang.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<crate::duty::Duty>,
    /// What is known of the group it was pasted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paste: Option<crate::paste::Paste>,
}

/// The answer that stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub text: String,
    pub outcome: Outcome,
    pub photos: Vec<Photo>,
    pub unit: Option<UnitId>,
    pub at: Timestamp,
}

/// The case that these entries tell; `None` unless they begin with a report.
pub fn fold<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Option<Case> {
    let mut entries = entries.into_iter();
    let first = entries.next()?;
    let What::Reported(report) = &first.what else { return None };
    let mut case = Case::begin(report, first.at);
    for entry in entries {
        case.apply(entry);
    }
    Some(case)
}

impl Case {
    /// The case right after its report.
    pub fn begin(report: &Reported, at: Timestamp) -> Self {
        let report = report.clone();
        Self {
            number: report.number,
            matter: report.matter,
            area: report.area,
            title: report.title,
            text: report.text,
            fields: report.fields,
            place: report.place,
            address: report.address,
            photos: report.photos,
            reporter: report.reporter,
            urgent: report.urgent,
            visibility: report.visibility,
            channel: report.channel,
            source: report.source,
            source_number: report.source_number,
            state: State::Reported,
            verdict: Verdict::Silent,
            owner: report.owner,
            holdings: vec![Holding { holder: Holder::Unit(report.owner), since: at }],
            due: Some(report.accept),
            warned: false,
            promised_by: report.answer.by,
            answer_due: report.answer,
            lapse_at: None,
            answer: None,
            created_at: at,
            updated_at: at,
            first_answered_at: None,
            closed_at: None,
            escalations: 0,
            overdue: false,
            given_by: None,
            hand_backs: 0,
            disputes: 0,
            confirmations: 0,
            scope_appealed: false,
            refused_by: None,
            door: None,
            released: None,
            chain: None,
            shared_with: Vec::new(),
            results: Vec::new(),
            checked: None,
            shown: Vec::new(),
            money: None,
            mediation: None,
            merge: None,
            collective: Vec::new(),
            length: 1,
            joint: None,
            duty: None,
            paste: None,
        }
    }

    /// Takes one more entry in.
    pub fn apply(&mut self, entry: &Entry) {
        self.length = entry.seq;
        self.updated_at = entry.at;
        let at = entry.at;
        match &entry.what {
            // A second report is no report: the rules refuse it and the fold ignores it.
            What::Reported(_) | What::Noted { .. } | What::Duty(_) => {}
            What::Accepted => self.work(State::Accepted, self.owner, self.answer_due, at),
            What::Assigned { to, back, answer, .. } => {
                self.hand_backs += i64::from(*back);
                self.given_by = Some(self.owner);
                let state = if *back { State::Accepted } else { State::InHand };
                self.work(state, *to, answer.unwrap_or(self.answer_due), at);
            }
            What::Answered { text, outcome, photos, lapse_at } => {
                let (text, photos) = (text.clone(), photos.clone());
                self.answer =
                    Some(Answer { text, outcome: *outcome, photos, unit: entry.unit, at });
                self.first_answered_at.get_or_insert(at);
                self.verdict = Verdict::Silent;
                self.lapse_at = Some(*lapse_at);
                self.rest(State::Answered, Holder::Worker, at);
            }
            What::Confirmed { .. } => {
                self.verdict = Verdict::Confirmed;
                self.confirmations += 1;
                self.end(State::Confirmed, at);
            }
            What::Disputed { answer, .. } => {
                self.verdict = Verdict::Disputed;
                self.disputes += 1;
                self.work(State::Disputed, self.owner, *answer, at);
            }
            What::Lapsed => self.end(State::Closed, at),
            What::Reopened { answer, .. } => {
                self.verdict = Verdict::Disputed;
                self.work(State::Reopened, self.owner, *answer, at);
            }
            What::Withdrawn { .. } => self.withdraw(entry),
            What::OutOfScope { door, .. } => {
                self.door = Some(door.clone());
                self.refused_by = entry.unit;
                self.end(State::OutOfScope, at);
            }
            What::ScopeAppealed { to, answer, .. } => {
                self.scope_appealed = true;
                self.work(State::ScopeAppealed, *to, *answer, at);
            }
            What::ScopeUpheld { .. } => self.end(State::OutOfScope, at),
            What::ScopeOverturned { to, answer, .. } => {
                self.door = None;
                self.work(State::InHand, *to, *answer, at);
            }
            What::Warned { .. } => self.warned = true,
            What::Escalated { stage, to, next, .. } => self.escalate(*stage, *to, *next, at),
            What::Overdue { .. } => {
                self.overdue = true;
                self.due = self.due.map(|due| Deadline { warn_at: None, ..due });
            }
            What::Resorted { matter, to, urgent, visibility, answer } => {
                self.matter.clone_from(matter);
                self.visibility.clone_from(visibility);
                self.urgent = *urgent;
                self.given_by = None;
                self.work(State::InHand, *to, *answer, at);
            }
            What::Released { title, text } => self.released = Some((title.clone(), text.clone())),
            other => self.apply_part(other, entry),
        }
        crate::duty::apply(self, entry);
    }

    /// What happens to one of its parts, each folded in its own folder.
    fn apply_part(&mut self, what: &What, entry: &Entry) {
        let at = entry.at;
        match what {
            What::Chain(fact) => self.apply_chain(fact, at),
            What::Contact(fact) => self.apply_contact(fact),
            What::Joint(fact) => self.take_joint(fact, entry),
            What::Paste(fact) => crate::paste::apply(self, fact, at),
            What::Result(fact) => results::apply(&mut self.results, entry, fact),
            What::Check(fact) => checks::apply(&mut self.checked, entry, fact),
            What::Photo(fact) => photos::apply(self, fact),
            What::Collective(fact) => crate::collective::link::apply(&mut self.collective, fact),
            What::Money(fact) => self.money.get_or_insert_default().apply(fact, entry),
            What::Mediation(fact) => Mediation::apply(&mut self.mediation, fact, at),
            What::Merge(fact) => self.apply_merge(fact, entry),
            _ => {}
        }
    }

    /// A unit works on it, against this deadline.
    fn work(&mut self, state: State, unit: UnitId, answer: Deadline, at: Timestamp) {
        self.state = state;
        self.owner = unit;
        self.answer_due = answer;
        self.due = Some(answer);
        self.warned = false;
        self.overdue = false;
        self.lapse_at = None;
        self.closed_at = None;
        self.hold(Holder::Unit(unit), at);
    }

    fn escalate(&mut self, stage: Stage, to: UnitId, next: Deadline, at: Timestamp) {
        self.escalations += 1;
        self.given_by = None;
        let state = self.state;
        let answer = if stage == Stage::Accept { self.answer_due } else { next };
        self.work(state, to, answer, at);
        self.due = Some(next);
    }

    /// No unit works on it for now.
    fn rest(&mut self, state: State, holder: Holder, at: Timestamp) {
        self.state = state;
        self.due = None;
        self.warned = false;
        self.overdue = false;
        self.hold(holder, at);
    }

    fn end(&mut self, state: State, at: Timestamp) {
        self.rest(state, Holder::Nobody, at);
        self.lapse_at = None;
        self.closed_at = Some(at);
    }

    /// The worker takes it back, and with it what was still open of its parts.
    fn withdraw(&mut self, entry: &Entry) {
        self.end(State::Withdrawn, entry.at);
        self.joint.iter_mut().for_each(|joint| joint.drop_open(entry.seq, entry.at));
    }

    fn take_joint(&mut self, fact: &joint::Fact, entry: &Entry) {
        let street = entry.unit.unwrap_or(self.owner);
        let joint = self.joint.take();
        self.joint = Some(Joint::after(joint, fact, street, (entry.seq, entry.at)));
    }

    pub(crate) fn hold(&mut self, holder: Holder, since: Timestamp) {
        if self.holdings.last().is_none_or(|last| last.holder != holder) {
            self.holdings.push(Holding { holder, since });
        }
    }

    /// From when the time to open it again runs: its closing, or what came to light since: that it
    /// was found not to be solved, or that an instalment did not come.
    pub fn reopens_from(&self) -> Option<Timestamp> {
        let found = self.checked.filter(|found| found.finding == checks::Finding::Unsolved);
        let rang = self.money.as_ref().and_then(Kit::rang_at);
        [self.closed_at, found.map(|found| found.at), rang]
            .into_iter()
            .flatten()
            .max()
            .filter(|_| self.closed_at.is_some())
    }

    /// Who has it now.
    pub fn holder(&self) -> Holder {
        self.holdings.last().map_or(Holder::Nobody, |last| last.holder)
    }
}
