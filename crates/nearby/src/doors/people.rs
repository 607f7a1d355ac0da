//! Who taps, when and what.

use super::chance::Chance;
use crate::belief::{Said, Trust, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    Honest,
    /// Taps what the page says, without looking.
    Lazy,
    /// Says the contrary of what is.
    Hostile,
}

pub(super) struct Person {
    pub nature: Nature,
    pub trust: Trust,
}

/// The share of honest taps that slip.
const SLIP: f64 = 0.02;

impl Person {
    pub fn born(chance: &mut Chance, lazy: f64, hostile: f64) -> Self {
        let lot = chance.unit();
        let nature = match lot {
            lot if lot < hostile => Nature::Hostile,
            lot if lot < hostile + lazy => Nature::Lazy,
            _ => Nature::Honest,
        };
        Self { nature, trust: Trust::default() }
    }

    /// What a visitor taps, if at all, before a door of which the page says `told`.
    pub fn taps(&self, chance: &mut Chance, told: Word, open: bool) -> Option<Said> {
        let share = match (self.nature, told) {
            (Nature::Hostile, _) => 0.5,
            (Nature::Honest, Word::Uncertain) => 0.4,
            (Nature::Honest, Word::Closed) if open => 0.3,
            (Nature::Honest, told) if told.tells_open() && !open => 0.5,
            _ => 0.15,
        };
        chance.hits(share).then(|| self.says(chance, told, open))
    }

    /// What somebody says who was asked.
    pub fn says(&self, chance: &mut Chance, told: Word, open: bool) -> Said {
        let works = match self.nature {
            Nature::Honest => open != chance.hits(SLIP),
            Nature::Lazy => told != Word::Closed,
            Nature::Hostile => !open,
        };
        if works { Said::Works } else { Said::Fails }
    }
}
