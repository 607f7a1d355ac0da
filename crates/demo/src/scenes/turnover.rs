//! Turnover: 15,190 people, all of whom leave within five months and are followed by others. Every
//! firm sends its roster each day; nothing else tells who came and who went. Duties find new holders,
//! riders keep a contact, and what somebody earned stays theirs.

mod firms;
mod house;
mod own;
mod town;

use std::path::Path;

use kernel::count::ratio;
use serde::Serialize;

use crate::{dice::Dice, error::Error};
use town::Town;
pub use town::{Late, Wiring};

/// As many as work in the district that tells of its turnover.
pub const PEOPLE: usize = 15_190;
/// Five months.
pub const DAYS: i32 = 150;
/// A duty may be without a holder for so many days.
pub const DUTY_DAYS: i32 = 3;
/// Of a hundred riders so many have a contact on every day.
pub const COVERED: f64 = 95.0;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turnover {
    pub seed: u64,
    pub people: usize,
    pub days: i32,
    /// People on the rosters of the last day, and those of them who were there on the first.
    pub people_in_the_end: usize,
    pub still_there: usize,
    /// Duties that must be carried, how many were ended by a leaving, and the longest time that one
    /// of them had no holder.
    pub duties: usize,
    pub duties_ended: usize,
    pub duty_days_open: i32,
    /// Duties that somebody carries who has left: none.
    pub duties_of_leavers: usize,
    /// The lowest share of riders with a contact on any day, in percent.
    pub covered_least: f64,
    /// Points that people had earned when they still worked, and what they have in the end.
    pub points: i64,
    pub points_in_the_end: i64,
    /// Cases that were open when their reporters left, and those that their reporters still see.
    pub cases: usize,
    pub cases_seen: usize,
}

impl Turnover {
    /// Whether it went as it must.
    pub fn holds(&self) -> bool {
        self.people_in_the_end == self.people
            && self.still_there == 0
            && self.duty_days_open <= DUTY_DAYS
            && self.duties_of_leavers == 0
            && self.covered_least >= COVERED
            && self.points > 0
            && self.points_in_the_end == self.points
            && self.cases > 0
            && self.cases_seen == self.cases
    }
}

/// Plays the scene with so many people in a fresh folder.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(seed: u64, people: usize, folder: &Path, wiring: &Wiring) -> Result<Turnover, Error> {
    let mut dice = Dice::of(seed, "turnover", 0);
    let mut town = Town::found(seed, people, folder, wiring)?;
    let first = town.people.clone();
    let days = usize::try_from(DAYS).unwrap_or(1);
    let cases = own::report(&town, &mut dice)?;
    let points = own::points(&town, &first)?;
    let mut leaving: Vec<usize> = (0..people).collect();
    for place in (1..people).rev() {
        leaving.swap(place, dice.below(place + 1));
    }
    let (mut covered_least, mut duty_days_open) = (100.0_f64, 0);
    for (number, day) in (0..days).zip(1..) {
        let today = town.stage.from.plus(day);
        let share = people * number / days..people * (number + 1) / days;
        town.change(today, leaving.get(share).unwrap_or_default())?;
        town.pass(today.at(9, 0))?;
        duty_days_open = duty_days_open.max(firms::fill_duties(&town, today, &mut dice)?);
        house::renew(&mut town, today, &mut dice)?;
        town.pass(today.at(11, 0))?;
        let (riders, covered) = house::covered(&town, today.at(12, 0))?;
        covered_least = covered_least.min(100.0 * ratio(covered, riders));
    }
    let last = town.stage.from.plus(DAYS);
    let here = firms::on_roster(&town, last)?;
    let was_here = first.iter().filter(|one| here.contains(&one.number)).count();
    let (duties, duties_ended, duties_of_leavers) = firms::duties(&town, last, &first)?;
    Ok(Turnover {
        seed,
        people,
        days: DAYS,
        people_in_the_end: here.len(),
        still_there: was_here,
        duties,
        duties_ended,
        duty_days_open,
        duties_of_leavers,
        covered_least,
        points,
        points_in_the_end: own::points(&town, &first)?,
        cases: cases.len(),
        cases_seen: own::seen(&town, &cases)?,
    })
}
