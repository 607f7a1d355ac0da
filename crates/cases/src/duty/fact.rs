//! What can happen to an alarm, and how it then stands. Pure.

use contracts::UnitId;
use kernel::{Level, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    case::Case,
    entry::{Entry, What},
    merge,
    rules::Refusal,
    state::State,
};

/// What happened to an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// The desk of a level rings; unless somebody takes the alarm by `pass_at`, the next one does.
    Rang { level: Level, unit: UnitId, pass_at: Timestamp },
    /// Every level was rung and nobody took it: the pages go on ringing.
    Unanswered,
    /// Somebody at a desk took it (接警).
    Acknowledged,
}

impl Fact {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Rang { .. } => "duty.rang",
            Self::Unanswered => "duty.unanswered",
            Self::Acknowledged => "duty.acknowledged",
        }
    }
}

/// The alarm of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The desks that were rung, one level after the other.
    pub rings: Vec<Ring>,
    /// When the next level is rung; `None` when none is left, or the alarm is over.
    pub pass_at: Option<Timestamp>,
    pub taken: Option<Taken>,
    /// Nobody took it, but the case ended or is urgent no more.
    pub dropped: bool,
}

/// A desk that was rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    pub level: Level,
    pub unit: UnitId,
    pub at: Timestamp,
}

/// Who took the alarm, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub unit: Option<UnitId>,
    pub at: Timestamp,
}

impl Duty {
    pub const fn is_ringing(&self) -> bool {
        self.taken.is_none() && !self.dropped
    }

    /// When it began to ring.
    pub fn rang_at(&self) -> Option<Timestamp> {
        self.rings.first().map(|ring| ring.at)
    }

    fn end(&mut self, taken: Option<Taken>) {
        self.dropped = taken.is_none();
        self.taken = taken;
        self.pass_at = None;
    }
}

/// Takes an entry into the alarm: its own facts, and what else tells that somebody has heard it.
pub fn apply(case: &mut Case, entry: &Entry) {
    let (at, unit) = (entry.at, entry.unit);
    if let What::Duty(Fact::Rang { level, unit, pass_at }) = &entry.what {
        let duty = case.duty.get_or_insert_with(|| Duty {
            rings: Vec::new(),
            pass_at: None,
            taken: None,
            dropped: false,
        });
        duty.rings.push(Ring { level: *level, unit: *unit, at });
        duty.pass_at = Some(*pass_at);
        return;
    }
    let Some(duty) = case.duty.as_mut().filter(|duty| duty.is_ringing()) else { return };
    match &entry.what {
        What::Duty(Fact::Unanswered) => duty.pass_at = None,
        // Whoever takes the case on has heard the alarm.
        What::Duty(_) | What::Accepted => duty.end(Some(Taken { unit, at })),
        // The case that it follows has been taken on.
        What::Merge(merge::Fact::Merged { standing, .. } | merge::Fact::Followed { standing })
            if standing.state != State::Reported =>
        {
            duty.end(Some(Taken { unit: Some(standing.owner), at }));
        }
        What::Resorted { urgent: false, .. } => duty.end(None),
        _ if case.state.is_ended() => duty.end(None),
        _ => {}
    }
}

/// Whether it may happen to the case's alarm now.
pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    let ringing = case.duty.as_ref().filter(|duty| duty.is_ringing());
    match (fact, ringing) {
        (Fact::Rang { .. }, _) if !case.state.is_with_unit() => Err(Refusal::Closed),
        (Fact::Rang { .. }, None) if case.duty.is_none() => Ok(()),
        (Fact::Rang { level, .. }, Some(duty))
            if duty.rings.iter().all(|ring| *level < ring.level) =>
        {
            Ok(())
        }
        (Fact::Unanswered | Fact::Acknowledged, Some(_)) => Ok(()),
        _ => Err(Refusal::NotRinging),
    }
}
