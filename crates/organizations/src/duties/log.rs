//! The log of a day at an office with a roster (工作日报): put together from what happened anyway, so
//! that nobody writes it. A day without anybody on duty stands in it as a gap.

use std::collections::BTreeMap;

use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::{Db, Error, journal};

use super::{Duty, ShownAs, store};

/// The duty that makes a roster.
pub const ROSTER: &str = "on-duty";

/// A day at an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    pub day: Day,
    /// Who was on duty, as workers were shown them; a deputy where the bearer was away.
    pub there: Vec<ShownAs>,
    /// Somebody has a roster here and nobody was there.
    pub gap: bool,
    /// What those on duty did that day, by the first part of the journal's verb: `case`, `visit`.
    pub acts: BTreeMap<String, i64>,
    /// Visits that were written down for that day by those who carry a duty for the unit, by kind.
    pub visits: BTreeMap<String, i64>,
}

/// What happened on a day at a unit.
///
/// # Errors
/// When the store fails.
pub fn of_day(db: &mut Db<'_>, unit: UnitId, day: Day) -> Result<Log, Error> {
    let all = store::of_unit(db, unit)?;
    let roster = |duty: &&Duty| duty.duty == ROSTER;
    let today: Vec<&Duty> = all.iter().filter(roster).filter(|duty| duty.runs_on(day)).collect();
    let present: Vec<PersonId> = today.iter().filter_map(|duty| there(duty, day)).collect();
    let begun = all.iter().filter(roster).any(|duty| duty.from <= day);
    let mut acts: BTreeMap<String, i64> = BTreeMap::new();
    for (action, count) in journal::acts(db, &present, day.start(), day.plus(1).start())? {
        let verb = action.split('.').next().unwrap_or_default().to_owned();
        *acts.entry(verb).or_default() += count;
    }
    Ok(Log {
        day,
        there: today.iter().filter_map(|duty| duty.shown_on(day).cloned()).collect(),
        gap: begun && present.is_empty(),
        acts,
        visits: store::visits_of(db, unit, day)?,
    })
}

/// Who was there for a duty: the bearer, or in their absence the deputy.
fn there(duty: &Duty, day: Day) -> Option<PersonId> {
    if duty.is_away(day) { duty.deputy } else { duty.person }
}
