//! The parts as their facts tell them, and what time will do to them. Pure.

use contracts::UnitId;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::{Called, Fact, Limits, Place, Stage};
use crate::holder::{Holder, Holding};

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartState {
    /// The unit has not reported in.
    Called,
    Acknowledged,
    /// The street looks at the answer.
    Answered,
    /// The street wants another answer.
    Returned,
    /// The street must give it again.
    HandedBack,
    Closed,
    /// The worker took the report back before it was done.
    Dropped,
}

/// The joint side of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Joint {
    /// The unit that whistled.
    pub street: UnitId,
    pub lead: UnitId,
    pub parts: Vec<Part>,
    pub meetings: Vec<Meeting>,
}

/// One unit's part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// From 1.
    pub number: i64,
    /// The unit that has to do it.
    pub unit: UnitId,
    pub task: String,
    pub state: PartState,
    pub limits: Limits,
    pub acknowledged_at: Option<Timestamp>,
    /// The last answer, and when it was given.
    pub answer: Option<(String, Timestamp)>,
    /// Who handed it back; nobody may any more.
    pub handed_back: Option<UnitId>,
    /// What the street or the unit last wrote on returning, handing back or giving it.
    pub reason: String,
    /// Deadlines that units let pass.
    pub silences: Vec<Silence>,
    /// Which of the present deadlines have passed.
    pub passed: Vec<Stage>,
    /// Who had it, from when, without a gap from the call to the close.
    pub holdings: Vec<Holding>,
    /// The case's entry that last changed it.
    pub seq: i64,
}

/// A unit stayed silent, and who was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    pub stage: Stage,
    pub unit: UnitId,
    pub told: Option<UnitId>,
    pub at: Timestamp,
}

/// A meeting on the spot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    #[serde(flatten)]
    pub place: Place,
    /// The minutes and who was there, once it was held.
    pub held: Option<(String, Vec<UnitId>)>,
}

impl PartState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Called => "called",
            Self::Acknowledged => "acknowledged",
            Self::Answered => "answered",
            Self::Returned => "returned",
            Self::HandedBack => "handed-back",
            Self::Closed => "closed",
            Self::Dropped => "dropped",
        }
    }

    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Dropped)
    }

    /// The unit has to do something now.
    pub const fn is_with_unit(self) -> bool {
        matches!(self, Self::Called | Self::Acknowledged | Self::Returned)
    }
}

impl Part {
    fn new(number: i64, called: &Called, at: Timestamp) -> Self {
        Self {
            number,
            unit: called.unit,
            task: called.task.clone(),
            state: PartState::Called,
            limits: called.limits,
            acknowledged_at: None,
            answer: None,
            handed_back: None,
            reason: String::new(),
            silences: Vec::new(),
            passed: Vec::new(),
            holdings: vec![Holding { holder: Holder::Unit(called.unit), since: at }],
            seq: 0,
        }
    }

    pub fn holder(&self) -> Holder {
        self.holdings.last().map_or(Holder::Nobody, |last| last.holder)
    }

    /// The deadline against which the unit works now.
    pub const fn due(&self) -> Option<Timestamp> {
        match self.state {
            PartState::Called => Some(self.limits.acknowledge),
            PartState::Acknowledged | PartState::Returned => Some(self.limits.answer),
            _ => None,
        }
    }

    /// Whether one of its present deadlines has passed.
    pub fn is_late(&self) -> bool {
        self.state.is_with_unit() && !self.passed.is_empty()
    }

    /// When time will next do something to it.
    fn next_tick(&self) -> Option<(Timestamp, Stage)> {
        let waits = |stage, runs: bool| runs && !self.passed.contains(&stage);
        let report_in = waits(Stage::Acknowledge, self.state == PartState::Called)
            .then_some((self.limits.acknowledge, Stage::Acknowledge));
        let answer = waits(Stage::Answer, self.state.is_with_unit())
            .then_some((self.limits.answer, Stage::Answer));
        report_in.into_iter().chain(answer).min_by_key(|(at, _)| *at)
    }

    fn hold(&mut self, state: PartState, holder: Holder, since: Timestamp) {
        self.state = state;
        if self.holdings.last().is_none_or(|last| last.holder != holder) {
            self.holdings.push(Holding { holder, since });
        }
    }

    fn work(&mut self, state: PartState, since: Timestamp) {
        self.passed.clear();
        self.hold(state, Holder::Unit(self.unit), since);
    }
}

impl Joint {
    pub fn part(&self, number: i64) -> Option<&Part> {
        self.parts.iter().find(|part| part.number == number)
    }

    pub fn open(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.state.is_open())
    }

    /// The meeting that has been called and not been held.
    pub fn awaited(&self) -> Option<&Meeting> {
        self.meetings.last().filter(|meeting| meeting.held.is_none())
    }

    /// Every unit that has to do with it now, each once: the street, the lead, and the parts'.
    pub fn units(&self) -> Vec<UnitId> {
        let mut units = vec![self.street];
        for unit in [self.lead].into_iter().chain(self.parts.iter().map(|part| part.unit)) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        units
    }

    /// Which deadline of which part passes next.
    pub fn next_tick(&self) -> Option<(Timestamp, i64, Stage)> {
        let ticks = self.parts.iter().filter_map(|part| {
            let (at, stage) = part.next_tick()?;
            Some((at, part.number, stage))
        });
        ticks.min_by_key(|(at, number, _)| (*at, *number))
    }

    /// The joint side after a fact. Before the first there is none; `street` is who calls then.
    pub(crate) fn after(
        joint: Option<Self>,
        fact: &Fact,
        street: UnitId,
        (seq, at): (i64, Timestamp),
    ) -> Self {
        let mut joint = joint.unwrap_or_else(|| Self {
            street,
            lead: street,
            parts: Vec::new(),
            meetings: Vec::new(),
        });
        joint.take(fact, seq, at);
        joint
    }

    fn take(&mut self, fact: &Fact, seq: i64, at: Timestamp) {
        let street = Holder::Unit(self.street);
        match fact {
            Fact::Called { lead, parts } => {
                self.lead = lead.unwrap_or(self.lead);
                for (called, number) in parts.iter().zip(self.next_number()..) {
                    self.parts.push(Part { seq, ..Part::new(number, called, at) });
                }
            }
            Fact::Convened(place) => {
                // A meeting that is called again before it was held was moved.
                self.meetings.retain(|meeting| meeting.held.is_some());
                self.meetings.push(Meeting { place: place.clone(), held: None });
            }
            Fact::Met { minutes, units } => {
                if let Some(meeting) = self.meetings.last_mut() {
                    meeting.held = Some((minutes.clone(), units.clone()));
                }
            }
            of_part => {
                let mut parts = self.parts.iter_mut();
                let part = parts.find(|part| of_part.part() == Some(part.number));
                if let Some(part) = part {
                    part.seq = seq;
                    part.take(of_part, street, at);
                }
            }
        }
    }

    fn next_number(&self) -> i64 {
        self.parts.last().map_or(1, |last| last.number + 1)
    }

    /// The whole ended before its parts did.
    pub(crate) fn drop_open(&mut self, seq: i64, at: Timestamp) {
        for part in self.parts.iter_mut().filter(|part| part.state.is_open()) {
            part.seq = seq;
            part.hold(PartState::Dropped, Holder::Nobody, at);
        }
    }
}

impl Part {
    fn take(&mut self, fact: &Fact, street: Holder, at: Timestamp) {
        match fact {
            Fact::Acknowledged { .. } => {
                self.state = PartState::Acknowledged;
                self.acknowledged_at = Some(at);
            }
            Fact::Answered { text, .. } => {
                self.answer = Some((text.clone(), at));
                self.hold(PartState::Answered, street, at);
            }
            Fact::Closed { .. } => self.hold(PartState::Closed, Holder::Nobody, at),
            Fact::Returned { reason, answer, .. } => {
                self.reason.clone_from(reason);
                self.limits.answer = *answer;
                self.work(PartState::Returned, at);
            }
            Fact::HandedBack { reason, .. } => {
                self.reason.clone_from(reason);
                self.handed_back = Some(self.unit);
                self.hold(PartState::HandedBack, street, at);
            }
            Fact::Given { to, reason, limits, .. } => {
                self.reason.clone_from(reason);
                self.unit = *to;
                self.limits = *limits;
                self.acknowledged_at = None;
                self.work(PartState::Called, at);
            }
            Fact::Escalated { stage, silent, told, .. } => {
                self.passed.push(*stage);
                let (stage, unit, told) = (*stage, *silent, *told);
                self.silences.push(Silence { stage, unit, told, at });
            }
            Fact::Called { .. } | Fact::Convened(_) | Fact::Met { .. } => {}
        }
    }
}
