//! What can happen to a collective matter. Entries carry the deadlines and rules that were worked
//! out when they were written, so that reading them needs no calendar and no catalogue.

use std::{fmt, str::FromStr};

use contracts::{CaseId, PersonId, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{entry::Deadline, texts::texts};

/// One entry of a matter's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// Who acted; `None` when the program did.
    pub actor: Option<PersonId>,
    /// For which unit; `None` for the program.
    pub unit: Option<UnitId>,
    pub role: String,
    #[serde(flatten)]
    pub what: What,
}

/// The proposal itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raised {
    pub number: String,
    /// Code of the catalogue's kind.
    pub kind: String,
    pub area: AreaCode,
    pub title: String,
    /// What should change, in plain words.
    pub change: String,
    /// Whom it concerns.
    pub whom: String,
    /// By what one would see whether it helps.
    pub judged: String,
    /// The unit that can change it.
    pub owner: UnitId,
    /// The unit that opened it.
    pub opener: UnitId,
    /// Reports gathered from the start.
    pub cases: Vec<CaseId>,
    pub answer: Deadline,
}

texts! {
    /// Where a matter stands.
    Stage {
        /// The unit's answer is awaited.
        Raised = "raised",
        /// Being tried, or waiting for its first day.
        Trial = "trial",
        /// Tried; the vote opens on the review day.
        Review = "review",
        /// The urn is open.
        Vote = "vote",
        /// The unit's decision is awaited.
        Decide = "decide",
        /// Ended: the unit declined it.
        Declined = "declined",
        /// Ended: the unit has decided.
        Decided = "decided",
        /// Ended: taken back by who opened it.
        Withdrawn = "withdrawn",
    }
    /// What the unit answers.
    Answer {
        Accepted = "accepted",
        Partly = "partly",
        Declined = "declined",
    }
    /// Which way a measure should go.
    Better {
        Higher = "higher",
        Lower = "lower",
    }
    /// What a voter says about what was tried.
    Choice {
        Keep = "keep",
        Drop = "drop",
        Abstain = "abstain",
    }
    /// What the vote says.
    Outcome {
        Keep = "keep",
        Drop = "drop",
        /// Too few voted: it says neither.
        NoQuorum = "no-quorum",
    }
    /// What the unit decides in the end.
    Decision {
        /// It stays as it was tried.
        Adopted = "adopted",
        /// It stays, changed.
        Adjusted = "adjusted",
        /// It goes.
        Dropped = "dropped",
    }
    /// For whom somebody speaks who comments.
    Side {
        Worker = "worker",
        Resident = "resident",
        Merchant = "merchant",
    }
}

impl Stage {
    /// Nothing more is expected of anybody.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Declined | Self::Decided | Self::Withdrawn)
    }
    /// A unit has to do something by a deadline.
    pub const fn awaits_unit(self) -> bool {
        matches!(self, Self::Raised | Self::Decide)
    }
}

/// A measured value in thousandths, so that it is compared and shown exactly as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Figure(pub i64);

/// Neither more than three decimals nor more than twelve digits before them.
const DECIMALS: usize = 3;
const DIGITS_MAX: usize = 12;

/// The text is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number such as `28` or `27.5`, with at most three decimals")]
pub struct NoFigure;

impl FromStr for Figure {
    type Err = NoFigure;
    fn from_str(text: &str) -> Result<Self, NoFigure> {
        let text = text.trim();
        let (sign, plain) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = plain.split_once('.').unwrap_or((plain, "0"));
        let digits = |text: &str, max| {
            (1..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(whole, DIGITS_MAX) || !digits(part, DECIMALS) {
            return Err(NoFigure);
        }
        let value: i64 = format!("{whole}{part:0<3}").parse().map_err(|_| NoFigure)?;
        Ok(Self(sign * value))
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        let text = format!("{sign}{whole}.{part:03}");
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A measure chosen before the trial, with its value before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub name: String,
    /// What it counts: yuan an hour, minutes, percent.
    pub unit: String,
    pub better: Better,
    pub before: Figure,
}

impl Measure {
    /// Whether it went the way it should; `None` when it stayed the same.
    pub fn improved(&self, after: Figure) -> Option<bool> {
        match (self.better, after.cmp(&self.before)) {
            (_, std::cmp::Ordering::Equal) => None,
            (Better::Higher, order) => Some(order.is_gt()),
            (Better::Lower, order) => Some(order.is_lt()),
        }
    }
}

/// What is tried, where, for how long, and by what it is judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// What changes while it lasts.
    pub change: String,
    pub area: AreaCode,
    /// The first and the last day; both count.
    pub from: Day,
    pub until: Day,
    /// The day on which those concerned begin to vote.
    pub review: Day,
    pub measures: Vec<Measure>,
}

impl Trial {
    /// The instant at which its last day has ended.
    pub fn ends_at(&self) -> Timestamp {
        self.until.plus(1).start()
    }
    /// When the vote opens: nine o'clock of the review day.
    pub fn review_at(&self) -> Timestamp {
        self.review.at(9, 0)
    }
}

/// What was in the urn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    pub keep: i64,
    pub drop: i64,
    pub abstain: i64,
}

impl Tally {
    pub const fn cast(&self) -> i64 {
        self.keep + self.drop + self.abstain
    }

    /// What it says when `needed` must have voted and more than `majority` percent of keep and drop
    /// together must be keep.
    pub const fn outcome(&self, needed: i64, majority: i64) -> Outcome {
        if self.cast() < needed {
            Outcome::NoQuorum
        } else if self.keep * 100 > majority * (self.keep + self.drop) {
            Outcome::Keep
        } else {
            Outcome::Drop
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "kebab-case")]
pub enum What {
    Raised(Box<Raised>),
    /// One more report of the same.
    Gathered {
        case: CaseId,
    },
    /// The unit was told that a deadline comes near.
    Warned,
    /// A deadline passed: the unit is named to the one above, if there is one.
    Overdue {
        above: Option<UnitId>,
    },
    /// `trial` unless declined.
    Answered {
        answer: Answer,
        reason: String,
        trial: Option<Box<Trial>>,
    },
    Extended {
        until: Day,
        review: Day,
        reason: String,
    },
    TrialEnded,
    /// What the measures say after, in the order in which they were chosen.
    Measured {
        after: Vec<Figure>,
        note: String,
    },
    /// So many may vote; `needed` of them must; more than `majority` percent must say keep.
    VoteOpened {
        eligible: i64,
        needed: i64,
        majority: i64,
        closes_at: Timestamp,
    },
    /// Too few may vote for a secret vote.
    VoteSkipped {
        decide: Deadline,
    },
    /// `tally` unless too few voted to be counted aloud; `digest` is the urn's.
    VoteClosed {
        tally: Option<Tally>,
        outcome: Outcome,
        digest: String,
        decide: Deadline,
    },
    Decided {
        decision: Decision,
        reason: String,
    },
    Reopened {
        facts: String,
        answer: Deadline,
    },
    Withdrawn {
        reason: String,
    },
}

impl What {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Raised(_) => "raised",
            Self::Gathered { .. } => "gathered",
            Self::Warned => "warned",
            Self::Overdue { .. } => "overdue",
            Self::Answered { .. } => "answered",
            Self::Extended { .. } => "extended",
            Self::TrialEnded => "trial-ended",
            Self::Measured { .. } => "measured",
            Self::VoteOpened { .. } => "vote-opened",
            Self::VoteSkipped { .. } => "vote-skipped",
            Self::VoteClosed { .. } => "vote-closed",
            Self::Decided { .. } => "decided",
            Self::Reopened { .. } => "reopened",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_shown_as_it_was_typed() {
        for (typed, thousandths, shown) in [
            ("28", 28_000, "28"),
            ("27.50", 27_500, "27.5"),
            ("-0.125", -125, "-0.125"),
            ("0", 0, "0"),
        ] {
            assert_eq!(typed.parse(), Ok(Figure(thousandths)));
            assert_eq!(Figure(thousandths).to_string(), shown);
        }
        for wrong in ["", ".", "1.", ".5", "1.2345", "1e3", "+1", "--1", "1234567890123", "一"] {
            assert_eq!(wrong.parse::<Figure>(), Err(NoFigure), "{wrong}");
        }
    }

    #[test]
    fn quorum_first_then_more_than_the_majority_of_yes_and_no() {
        let tally = |keep, drop, abstain| Tally { keep, drop, abstain };
        for (tally, outcome) in [
            (tally(6, 3, 0), Outcome::NoQuorum),
            (tally(6, 4, 0), Outcome::Keep),
            (tally(5, 5, 0), Outcome::Drop),
            (tally(1, 0, 9), Outcome::Keep),
            (tally(0, 0, 10), Outcome::Drop),
        ] {
            assert_eq!(tally.outcome(10, 50), outcome, "{tally:?}");
        }
        assert_eq!(tally(66, 34, 0).outcome(10, 66), Outcome::Drop);
        assert_eq!(tally(67, 33, 0).outcome(10, 66), Outcome::Keep);
    }
}
