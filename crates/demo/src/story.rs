//! What happens to one case, step by step, written beforehand: every step is later done through
//! the use case that a page would call. Deadlines come from the city's own rules, so the story
//! knows when silence will pass a case upwards, and leaves that to the job that does it.

mod act;
mod fate;
mod flow;
mod opening;
mod script;
mod stage;

use std::sync::Arc;

use access::Actor;
use cases::Desk;
use contracts::CaseId;
use kernel::Timestamp;

use crate::{cast::Cast, offices::Offices, photos::Photos, place::Places, words::Teller};

pub use act::{Act, perform};
pub use stage::{DAYS as STAGED_DAYS, minute, staged};

/// What every story is written with.
pub struct Plot {
    pub desk: Desk,
    pub cast: Arc<Cast>,
    pub offices: Offices,
    pub places: Places,
    pub photos: Photos,
    pub seed: u64,
    /// Nothing happens after it.
    pub now: Timestamp,
}

/// One act of one person at one instant.
pub struct Step {
    pub at: Timestamp,
    pub case: CaseId,
    pub actor: Actor,
    pub act: Act,
    /// Of the ids and numbers that the act draws.
    pub seed: u64,
}

/// A story: its steps in order, and the instants at which time itself may act.
#[derive(Default)]
pub struct Story {
    pub steps: Vec<Step>,
    pub ticks: Vec<Timestamp>,
}

impl Plot {
    /// The story of the `number`-th case, reported at `at`.
    pub fn story(&self, number: u64, at: Timestamp, teller: &mut Teller) -> Story {
        let mut dice = crate::dice::Dice::of(self.seed, "case", number);
        let fate = fate::Fate::drawn(&mut dice, self.now.seconds_since(at) / 86_400);
        let Some(opening) = opening::Opening::drawn(self, at, fate.mis_sorted, &mut dice) else {
            return Story::default();
        };
        flow::tell(self, opening, &fate, teller, dice)
    }
}
