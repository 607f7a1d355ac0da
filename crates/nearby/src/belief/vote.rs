//! What somebody said, and what it turned out to be worth.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Policy, Trust, chain::bounded};

/// What was said: of a door that it is open or shut, of an amenity that it works or is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    Works,
    Fails,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// Who runs the place, or the office that answers for it: may close it alone.
    Keeper,
    /// A known person, by a number that the caller keeps; the engine needs no name.
    Reporter(u64),
    /// Somebody unknown. All of them together are one voice.
    Anyone,
}

/// A one-tap report as it comes in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report {
    pub at: Timestamp,
    pub said: Said,
    pub by: By,
}

/// Who made a report, with what the past says of that person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum By {
    Keeper,
    Reporter { number: u64, trust: Trust },
    Anyone,
}

/// A word judged by what others said around it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The reporter's number.
    pub reporter: u64,
    pub said: Said,
    /// When it was said.
    pub at: Timestamp,
    /// How likely it worked then, by everybody else's words (0 to 1).
    pub works: f64,
}

/// A word as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Vote {
    pub at: Timestamp,
    pub voice: Voice,
    pub said: Said,
    /// By how much the word multiplies the odds that it works.
    pub odds: f64,
    /// A verdict was given, or could not be.
    pub settled: bool,
}

/// The odds that an unknown person's word moves.
const ANYONE: [f64; 2] = [1.5, 0.5];
/// The odds that a keeper's word moves.
const KEEPER: [f64; 2] = [100.0, 0.01];

impl Report {
    pub(super) const fn voice(&self) -> Voice {
        match self.by {
            By::Keeper => Voice::Keeper,
            By::Reporter { number, .. } => Voice::Reporter(number),
            By::Anyone => Voice::Anyone,
        }
    }
}

impl Vote {
    pub(super) fn of(report: &Report, policy: &Policy) -> Self {
        let pick = |[works, fails]: [f64; 2]| match report.said {
            Said::Works => works,
            Said::Fails => fails,
        };
        let odds = match report.by {
            By::Keeper => pick(KEEPER),
            By::Anyone => pick(ANYONE),
            By::Reporter { trust, .. } => {
                trust.odds(report.said).clamp(policy.weight_max.recip(), policy.weight_max)
            }
        };
        let Report { at, said, .. } = *report;
        Self { at, voice: report.voice(), said, odds, settled: false }
    }

    /// Whether it says that it fails, with at least this weight.
    pub(super) fn is_against(&self, weight: f64) -> bool {
        self.said == Said::Fails && self.odds * weight <= 1.0
    }

    pub(super) fn verdict(&self, works: f64) -> Option<Verdict> {
        let Voice::Reporter(reporter) = self.voice else { return None };
        Some(Verdict { reporter, said: self.said, at: self.at, works: bounded(works) })
    }
}
