//! A collective matter is the fold of its entries, and time does one thing after the other to it.
//! Pure.

use contracts::{CaseId, UnitId};
use kernel::{AreaCode, Timestamp};
use serde::{Deserialize, Serialize};

use super::fact::{Answer, Decision, Entry, Figure, Outcome, Raised, Stage, Tally, Trial, What};
use crate::entry::Deadline;

/// A matter as it stands after its last entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collective {
    pub number: String,
    pub kind: String,
    pub area: AreaCode,
    pub title: String,
    pub change: String,
    pub whom: String,
    pub judged: String,
    pub owner: UnitId,
    pub opener: UnitId,
    /// Reports gathered.
    pub cases: Vec<CaseId>,
    pub stage: Stage,
    /// The deadline that runs, if the unit has to do something.
    pub due: Option<Deadline>,
    pub warned: bool,
    /// A deadline passed; who was told of it.
    pub overdue: Option<Overdue>,
    /// From the answer on; a second one once it was reopened.
    pub rounds: Vec<Round>,
    pub withdrawn: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Entries folded so far.
    pub length: i64,
}

/// That a deadline passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdue {
    pub at: Timestamp,
    pub above: Option<UnitId>,
}

/// One way from the deadline for an answer to the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// What came to light, if it was reopened.
    pub facts: Option<String>,
    pub begun_at: Timestamp,
    pub answer: Option<Answered>,
    pub extended: Option<Extended>,
    pub measured: Option<Measured>,
    pub vote: Option<Vote>,
    pub decided: Option<Decided>,
}

/// The unit's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub answer: Answer,
    pub reason: String,
    pub trial: Option<Trial>,
    pub at: Timestamp,
}

/// That the trial was extended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    pub reason: String,
    pub at: Timestamp,
}

/// What the measures say after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    pub after: Vec<Figure>,
    pub note: String,
    pub at: Timestamp,
}

/// A vote: its rules, and once closed what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub opened_at: Timestamp,
    pub closes_at: Timestamp,
    pub eligible: i64,
    /// So many must have voted.
    pub needed: i64,
    /// More than so many percent of yes and no must be yes.
    pub majority: i64,
    pub outcome: Option<Outcome>,
    /// Unless too few voted to be counted aloud.
    pub tally: Option<Tally>,
    pub digest: Option<String>,
}

/// The unit's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub decision: Decision,
    pub reason: String,
    pub at: Timestamp,
}

impl Decided {
    /// Whether it is against what the vote said.
    pub fn is_against(&self, outcome: Outcome) -> bool {
        match self.decision {
            Decision::Adopted => outcome == Outcome::Drop,
            Decision::Dropped => outcome == Outcome::Keep,
            Decision::Adjusted => false,
        }
    }
}

/// What time will do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    Warn,
    /// The deadline for an answer or a decision passes.
    Pass,
    EndTrial,
    OpenVote,
    CloseVote,
}

/// The matter that these entries tell; `None` unless they begin with its being raised.
pub fn fold<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Option<Collective> {
    let mut entries = entries.into_iter();
    let first = entries.next()?;
    let What::Raised(raised) = &first.what else { return None };
    let mut matter = Collective::begin(raised, first.at);
    for entry in entries {
        matter.apply(entry);
    }
    Some(matter)
}

impl Collective {
    pub fn begin(raised: &Raised, at: Timestamp) -> Self {
        let raised = raised.clone();
        Self {
            number: raised.number,
            kind: raised.kind,
            area: raised.area,
            title: raised.title,
            change: raised.change,
            whom: raised.whom,
            judged: raised.judged,
            owner: raised.owner,
            opener: raised.opener,
            cases: raised.cases,
            stage: Stage::Raised,
            due: Some(raised.answer),
            warned: false,
            overdue: None,
            rounds: vec![Round::begin(at, None)],
            withdrawn: None,
            created_at: at,
            updated_at: at,
            length: 1,
        }
    }

    /// Takes one more entry in; it has been admitted.
    pub fn apply(&mut self, entry: &Entry) {
        let at = entry.at;
        self.updated_at = at;
        self.length = entry.seq;
        match &entry.what {
            What::Raised(_) => {}
            What::Gathered { case } => self.cases.push(*case),
            What::Warned => self.warned = true,
            What::Overdue { above } => self.overdue = Some(Overdue { at, above: *above }),
            What::Answered { answer, reason, trial } => {
                let (reason, trial) = (reason.clone(), trial.as_deref().cloned());
                let to = if trial.is_some() { Stage::Trial } else { Stage::Declined };
                self.go(to, None);
                self.last().answer = Some(Answered { answer: *answer, reason, trial, at });
            }
            What::Extended { until, review, reason } => {
                let round = self.last();
                round.extended = Some(Extended { reason: reason.clone(), at });
                if let Some(trial) = round.answer.as_mut().and_then(|it| it.trial.as_mut()) {
                    (trial.until, trial.review) = (*until, *review);
                }
            }
            What::TrialEnded => self.go(Stage::Review, None),
            What::Measured { after, note } => {
                let (after, note) = (after.clone(), note.clone());
                self.last().measured = Some(Measured { after, note, at });
            }
            What::VoteOpened { eligible, needed, majority, closes_at } => {
                self.go(Stage::Vote, None);
                self.last().vote = Some(Vote {
                    opened_at: at,
                    closes_at: *closes_at,
                    eligible: *eligible,
                    needed: *needed,
                    majority: *majority,
                    outcome: None,
                    tally: None,
                    digest: None,
                });
            }
            What::VoteSkipped { decide } => self.go(Stage::Decide, Some(*decide)),
            What::VoteClosed { tally, outcome, digest, decide } => {
                self.go(Stage::Decide, Some(*decide));
                if let Some(vote) = &mut self.last().vote {
                    vote.tally = *tally;
                    vote.outcome = Some(*outcome);
                    vote.digest = Some(digest.clone());
                }
            }
            What::Decided { decision, reason } => {
                self.go(Stage::Decided, None);
                let (decision, reason) = (*decision, reason.clone());
                self.last().decided = Some(Decided { decision, reason, at });
            }
            What::Reopened { facts, answer } => {
                self.go(Stage::Raised, Some(*answer));
                self.rounds.push(Round::begin(at, Some(facts.clone())));
            }
            What::Withdrawn { reason } => {
                self.go(Stage::Withdrawn, None);
                self.withdrawn = Some(reason.clone());
            }
        }
    }

    fn go(&mut self, stage: Stage, due: Option<Deadline>) {
        self.stage = stage;
        self.due = due;
        self.warned = false;
        self.overdue = None;
    }

    /// The round under way. A matter is begun with one and never loses it.
    fn last(&mut self) -> &mut Round {
        if self.rounds.is_empty() {
            self.rounds.push(Round::begin(self.created_at, None));
        }
        let last = self.rounds.len() - 1;
        &mut self.rounds[last]
    }

    /// The round under way, or the last one.
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }
    /// Its number, from 1; tells one vote from the next.
    pub fn round_number(&self) -> i64 {
        kernel::count::to_i64(self.rounds.len())
    }
    pub fn trial(&self) -> Option<&Trial> {
        self.round()?.answer.as_ref()?.trial.as_ref()
    }
    pub fn vote(&self) -> Option<&Vote> {
        self.round()?.vote.as_ref()
    }
    pub fn measured(&self) -> Option<&Measured> {
        self.round()?.measured.as_ref()
    }
    pub fn decided(&self) -> Option<&Decided> {
        self.round()?.decided.as_ref()
    }
    /// Whether new facts have brought it back; once is allowed.
    pub fn was_reopened(&self) -> bool {
        self.rounds.len() > 1
    }

    /// When time will next do something to it, and what; `None` when it never will.
    pub fn next_tick(&self) -> Option<(Timestamp, Tick)> {
        match self.stage {
            Stage::Raised | Stage::Decide if self.overdue.is_none() => {
                let due = self.due?;
                Some(match due.warn_at {
                    Some(at) if !self.warned => (at, Tick::Warn),
                    _ => (due.by, Tick::Pass),
                })
            }
            Stage::Trial => Some((self.trial()?.ends_at(), Tick::EndTrial)),
            Stage::Review => Some((self.trial()?.review_at(), Tick::OpenVote)),
            Stage::Vote => Some((self.vote()?.closes_at, Tick::CloseVote)),
            _ => None,
        }
    }
}

impl Round {
    const fn begin(at: Timestamp, facts: Option<String>) -> Self {
        Self {
            facts,
            begun_at: at,
            answer: None,
            extended: None,
            measured: None,
            vote: None,
            decided: None,
        }
    }
}
