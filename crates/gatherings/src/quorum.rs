//! Quorum and results, over all sittings of a gathering: whoever was at both counts once. Pure.

use crate::{
    fact::{Base, Choice, Tally},
    gathering::{Gathering, Motion, Stage},
};

/// Whether enough came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// On the roll of the day.
    pub entitled: i64,
    /// Of these, at any sitting; nobody is counted twice.
    pub present: i64,
    /// The least number that is more than the share asked for.
    pub needed: i64,
}

impl Quorum {
    pub const fn is_reached(&self) -> bool {
        self.present >= self.needed
    }
}

/// What a motion comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The last sitting has not ended.
    Open,
    /// Too few came, whatever the votes say.
    NoQuorum,
    Carried,
    Lost,
}

impl Outcome {
    /// The stable name, used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NoQuorum => "no-quorum",
            Self::Carried => "carried",
            Self::Lost => "lost",
        }
    }
}

impl Gathering {
    /// The quorum as it stands; `None` before the door opened, and where none is asked for.
    pub fn quorum(&self) -> Option<Quorum> {
        let (percent, roll) = (self.rules.quorum_percent?, self.roll.as_ref()?);
        let entitled = kernel::count::to_i64(roll.len());
        let present = roll.iter().filter(|person| self.present.contains_key(person)).count();
        let needed = entitled * i64::from(percent) / 100 + 1;
        Some(Quorum { entitled, present: kernel::count::to_i64(present), needed })
    }

    /// How many people were there and entitled; nobody is counted twice.
    pub fn attended(&self) -> i64 {
        let there = self.present.keys().filter(|person| self.is_entitled(**person));
        kernel::count::to_i64(there.count())
    }

    /// What a motion comes to. Whoever's sign-in arrives late counts for the quorum from then on.
    pub fn outcome(&self, motion: &Motion) -> Outcome {
        let Some(counted) = &motion.counted else { return Outcome::Open };
        if self.quorum().is_some_and(|quorum| !quorum.is_reached()) {
            return Outcome::NoQuorum;
        }
        let base = match (motion.of, &self.roll) {
            (Base::Entitled, Some(roll)) => kernel::count::to_i64(roll.len()),
            _ => self.attended(),
        };
        let wanted = base * i64::from(motion.majority_percent);
        if counted.tally.yes * 100 > wanted { Outcome::Carried } else { Outcome::Lost }
    }

    /// Whether who was there can still change.
    pub fn is_provisional(&self) -> bool {
        matches!(self.stage, Stage::Open | Stage::Closed)
    }
}

impl Motion {
    /// What hands say so far.
    pub fn hands(&self) -> Tally {
        let count = |choice| {
            kernel::count::to_i64(self.votes.values().filter(|one| **one == choice).count())
        };
        Tally {
            yes: count(Choice::For),
            against: count(Choice::Against),
            abstain: count(Choice::Abstain),
        }
    }
}
