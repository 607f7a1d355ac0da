//! Rosters: who worked for whom on a day, as it was known at an instant.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::UnitId;
use kernel::{AreaCode, Day, Timestamp};
use storage::{Db, Error};

use crate::{
    RecordId, SourceNo,
    fact::{self, State},
    record,
    term::{self, Job, Term},
};

/// Which roster is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub source: SourceNo,
    /// On which day it is to hold.
    pub true_on: Day,
    /// What was known by then.
    pub known_at: Timestamp,
}

/// Whose jobs are wanted; what is left out is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Only {
    /// Work in this area or below it.
    pub area: Option<AreaCode>,
    /// A unit anywhere in the chain.
    pub unit: Option<UnitId>,
}

/// Somebody on a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnRoster {
    pub record: RecordId,
    pub state: State,
}

/// A roster and what its facts point to.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// In the order of their records.
    pub people: Vec<OnRoster>,
    pub terms: HashMap<i64, Term>,
}

impl Roster {
    /// A job by the number of its term.
    pub fn job(&self, term: i64) -> Option<&Job> {
        match self.terms.get(&term) {
            Some(Term::Job(job)) => Some(job),
            _ => None,
        }
    }

    /// Jobs held, by occupation; one person may hold several.
    pub fn jobs_by_occupation(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for job in self.people.iter().flat_map(|one| one.state.jobs.keys()) {
            let occupation = self.job(*job).and_then(|job| job.occupation.clone());
            *counts.entry(occupation.unwrap_or_default()).or_insert(0) += 1;
        }
        counts
    }
}

/// The roster of a source.
///
/// # Errors
/// When the store fails.
pub fn roster(db: &mut Db<'_>, asked: Asked, only: Only) -> Result<Roster, Error> {
    let terms = term::all(db)?;
    let wanted: Option<BTreeSet<i64>> = (only != Only::default()).then(|| {
        let fits = |term: &Term| matches!(term, Term::Job(job) if fits(job, only));
        terms.iter().filter(|(_, term)| fits(term)).map(|(id, _)| *id).collect()
    });
    let (day, known) = (asked.true_on.number(), asked.known_at.micros());
    let mut people = Vec::new();
    record::each(db, asked.source, |record, facts| {
        let mut state = fact::state(&facts, day, known);
        if let Some(wanted) = &wanted {
            state.jobs.retain(|job, _| wanted.contains(job));
        }
        if !state.jobs.is_empty() {
            people.push(OnRoster { record, state });
        }
        Ok(())
    })?;
    Ok(Roster { people, terms })
}

fn fits(job: &Job, only: Only) -> bool {
    let inside = |area: AreaCode| job.area.is_some_and(|own| area.contains(&own));
    only.area.is_none_or(inside) && only.unit.is_none_or(|unit| job.units().any(|one| one == unit))
}

/// Who came to a roster and who went from it between two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turnover {
    pub before: usize,
    pub came: usize,
    pub went: usize,
    pub after: usize,
}

/// How a source's roster changed from one day to another, as known at `known_at`.
///
/// # Errors
/// When the store fails.
pub fn turnover(
    db: &mut Db<'_>,
    source: SourceNo,
    [from, to]: [Day; 2],
    known_at: Timestamp,
) -> Result<Turnover, Error> {
    let mut found = Turnover::default();
    record::each(db, source, |_, facts| {
        let held = |day: Day| !fact::state(&facts, day.number(), known_at.micros()).jobs.is_empty();
        let (before, after) = (held(from), held(to));
        found.before += usize::from(before);
        found.after += usize::from(after);
        found.came += usize::from(after && !before);
        found.went += usize::from(before && !after);
        Ok(())
    })?;
    Ok(found)
}
