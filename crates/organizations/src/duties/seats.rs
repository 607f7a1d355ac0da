//! Seats in bodies: how many of each category sit at which level, who of them votes, and which bodies
//! are complete. All of it follows from the duties of a day.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Catalogue, DutyKind};
use contracts::{PersonId, UnitId};
use kernel::{Day, Level};
use storage::{Db, Error};

use super::{Duty, store, watch::is_at};
use crate::directory::Snapshot;

/// Seats of one category at one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Code of the seat.
    pub seat: String,
    pub level: Level,
    /// Held on the day.
    pub held: usize,
    /// Whether they vote.
    pub votes: bool,
}

/// What the bodies of one kind of duty look like on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// In the order of the catalogue's seats, then by level.
    pub rows: Vec<Row>,
    /// Bodies there are.
    pub bodies: usize,
    /// Those in which every seat is held.
    pub complete: usize,
}

/// Seats of one kind of duty, in the bodies that `within` admits.
pub fn table(
    units: &Snapshot,
    catalogue: &Catalogue,
    kind: &DutyKind,
    all: &[Duty],
    day: Day,
    within: impl Fn(UnitId) -> bool,
) -> Table {
    let mut held: BTreeMap<(usize, Level), usize> = BTreeMap::new();
    let mut seated: BTreeMap<UnitId, BTreeSet<usize>> = BTreeMap::new();
    for duty in all.iter().filter(|duty| duty.duty == kind.code && duty.runs_on(day)) {
        let number = kind.seats.iter().position(|seat| Some(&seat.code) == duty.seat.as_ref());
        let unit = units.find(duty.unit).filter(|unit| unit.is_open() && within(unit.id));
        if let Some((number, unit)) = number.zip(unit) {
            *held.entry((number, unit.area.level())).or_default() += 1;
            seated.entry(unit.id).or_default().insert(number);
        }
    }
    let bodies = units.units().iter().filter(|unit| unit.is_open() && within(unit.id));
    let row = |((number, level), held): ((usize, Level), usize)| {
        let seat = kind.seats.get(number)?;
        Some(Row { seat: seat.code.clone(), level, held, votes: seat.votes })
    };
    Table {
        rows: held.into_iter().filter_map(row).collect(),
        bodies: bodies.filter(|unit| is_at(catalogue, kind, unit)).count(),
        complete: seated.values().filter(|seats| seats.len() == kind.seats.len()).count(),
    }
}

/// Who votes in a unit by a seat of theirs on a day, each once.
///
/// # Errors
/// When the store fails.
pub fn voters(
    db: &mut Db<'_>,
    catalogue: &Catalogue,
    unit: UnitId,
    day: Day,
) -> Result<Vec<PersonId>, Error> {
    let held = store::of_unit(db, unit)?;
    let voting = held.into_iter().filter(|duty| duty.runs_on(day) && votes(catalogue, duty));
    let people: BTreeSet<PersonId> = voting.filter_map(|duty| duty.person).collect();
    Ok(people.into_iter().collect())
}

/// The units in which somebody votes by a seat on a day.
///
/// # Errors
/// When the store fails.
pub fn votes_in(
    db: &mut Db<'_>,
    catalogue: &Catalogue,
    person: PersonId,
    day: Day,
) -> Result<Vec<UnitId>, Error> {
    let held = store::of_person(db, person)?;
    let voting = held.into_iter().filter(|duty| duty.runs_on(day) && votes(catalogue, duty));
    let units: BTreeSet<UnitId> = voting.map(|duty| duty.unit).collect();
    Ok(units.into_iter().collect())
}

fn votes(catalogue: &Catalogue, duty: &Duty) -> bool {
    let seats = catalogue.duty(&duty.duty).map(|kind| kind.seats.as_slice()).unwrap_or_default();
    seats.iter().any(|seat| seat.votes && Some(&seat.code) == duty.seat.as_ref())
}
