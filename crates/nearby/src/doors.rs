//! Twenty thousand doors: a fortnight of a city in which 5 % of all doors change every day, played
//! from a seed through the same [`Belief`](crate::Belief) that a deployment uses.
//!
//! What is assumed of the world ([`World`]) decides what can be reached, so it is said here:
//!
//! - Each day 1,000 doors drawn by lot change at a random minute: who was open shuts against the
//!   published hours, who was shut opens again. The engine does not know that rate; it starts from
//!   [`Rates::door`](crate::Rates::door) and learns.
//! - A door that is told open is visited 12 times a day on the mean, some doors twenty times as
//!   often as others (log-normal); half as often when told "uncertain". A door told closed is
//!   visited by nobody, but one in ten of those visitors would pass in sight of it and look.
//! - Who finds what was told taps 15 times in 100; who stands before a shut door that was told open
//!   taps 50 times in 100; where the page asks ("uncertain"), 40 in 100. A passer-by who sees a door
//!   open that was told closed taps 30 times in 100. One honest tap in fifty is a slip.
//! - 10 % of the people are lazy: they tap what the page says without looking. 2 % are hostile: they
//!   always say the contrary of what is, and tap at half of their visits.
//! - Two doors in five have a keeper, who tells half of the changes within two hours.
//! - Somebody is asked to look at 2,857 doors a day, as many as would see each once a week, but
//!   sent to those not told open of which nobody has spoken for the longest. Lazy and hostile
//!   people are among those asked.
//!
//! Measured on the fifteenth day, at each full hour from 08:00 to 21:00, over the doors that are
//! open by their hours.

mod chance;
mod city;
mod measure;
mod people;

use serde::Serialize;

pub use measure::Measured;

/// How the world is made; see the module.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct World {
    pub doors: usize,
    pub people: usize,
    pub days: u32,
    /// The share of doors that change in a day.
    pub change: f64,
    pub lazy: f64,
    pub hostile: f64,
    /// Visits a day to a door that is told open, on the mean.
    pub visits: f64,
    /// Looks by people who were asked, a day.
    pub checks: usize,
    /// The share of doors with a keeper.
    pub kept: f64,
}

impl Default for World {
    fn default() -> Self {
        Self {
            doors: 20_000,
            people: 100_000,
            days: 14,
            change: 0.05,
            lazy: 0.10,
            hostile: 0.02,
            visits: 12.0,
            checks: 2_857,
            kept: 0.4,
        }
    }
}

/// What came of it. Shares are between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Doors {
    pub seed: u64,
    pub world: World,
    /// Taps and looks that came in, keepers' words among them.
    pub words: usize,
    #[serde(flatten)]
    pub measured: Measured,
    /// Open doors that one hostile reporter with a spotless past tapped shut as often as is
    /// allowed, for three days, while nobody else spoke; and how many left the list by it.
    pub attacked_alone: usize,
    pub closed_alone: usize,
}

impl Doors {
    /// Whether it went as it must: fewer than 2 in 100 doors told open are shut, fewer than 5 in
    /// 100 open doors are told closed, and nobody closed a door alone.
    pub fn holds(&self) -> bool {
        let Measured { false_open, missed_open, .. } = self.measured;
        false_open < 0.02 && missed_open < 0.05 && self.closed_alone == 0
    }
}

/// Plays the world from a seed.
pub fn run(seed: u64, world: World) -> Doors {
    let mut city = city::City::found(seed, world);
    for day in 0..world.days {
        city.live(day, None);
    }
    let mut tally = measure::Tally::default();
    city.live(world.days, Some(&mut tally));
    let (attacked_alone, closed_alone) = city.attack_alone();
    Doors { seed, world, words: city.words, measured: tally.told(), attacked_alone, closed_alone }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five worlds, none of them chosen, of a tenth of the doors and people each, so that the test
    /// is quick; together they are half of a whole one, which `yilu simulate doors` plays.
    #[test]
    fn false_open_and_missed_open_stay_small_with_lazy_and_hostile_reporters() {
        let whole = World::default();
        let (doors, people, checks) = (whole.doors / 10, whole.people / 10, whole.checks / 10);
        let told = [1, 2, 3, 4, 5].map(|seed| run(seed, World { doors, people, checks, ..whole }));
        let mean = |figure: fn(&Measured) -> f64| {
            told.iter().map(|told| figure(&told.measured)).sum::<f64>() / 5.0
        };
        let (false_open, missed_open) =
            (mean(|told| told.false_open), mean(|told| told.missed_open));
        assert!(false_open < 0.02 && missed_open < 0.05, "{false_open} {missed_open}: {told:#?}");
        assert!(told.iter().all(|told| told.attacked_alone > 100 && told.closed_alone == 0));
    }

    #[test]
    fn a_seed_plays_the_same_again() {
        let short = World { doors: 200, people: 1_000, days: 3, checks: 28, ..World::default() };
        assert_eq!(run(1, short), run(1, short));
        assert_ne!(run(1, short).measured, run(2, short).measured);
    }
}
