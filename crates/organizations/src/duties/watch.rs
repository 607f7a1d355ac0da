//! What is missing among the duties: units without a bearer, seats without a party, days without
//! anybody on duty, terms that are about to end. All of it follows from the facts of a day.

use std::collections::BTreeSet;

use catalogue::{Catalogue, DutyKind};
use contracts::UnitId;
use kernel::Day;

use super::{Duty, DutyId};
use crate::{coverage::responsible, directory::Snapshot, unit::Unit};

/// A duty that nobody carries although somebody must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyGap {
    pub unit: UnitId,
    /// Code of the catalogue's duty.
    pub duty: String,
    /// Code of the seat or party that is missing, where there are such.
    pub seat: Option<String>,
    /// Who has to see to it.
    pub owner: UnitId,
    /// The day since which nobody carries it, or fewer than must.
    pub since: Day,
}

/// A term that ends soon, without another that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    pub id: DutyId,
    pub unit: UnitId,
    pub duty: String,
    /// The first day on which it counts no more.
    pub until: Day,
}

/// Required duties that nobody carries on `day`, the longest missing first. `all` are duties, past
/// ones too.
pub fn gaps(units: &Snapshot, catalogue: &Catalogue, all: &[Duty], day: Day) -> Vec<DutyGap> {
    let mut found = Vec::new();
    for kind in catalogue.duties().iter().filter(|kind| kind.required) {
        for unit in units.units().iter().filter(|unit| unit.is_open()) {
            if is_at(catalogue, kind, unit) {
                missing(units, catalogue, (kind, unit), all, day, &mut found);
            }
        }
    }
    found.sort_by_key(|gap| (gap.since, gap.unit));
    found
}

fn missing(
    units: &Snapshot,
    catalogue: &Catalogue,
    (kind, unit): (&DutyKind, &Unit),
    all: &[Duty],
    day: Day,
    found: &mut Vec<DutyGap>,
) {
    // Whoever looks after a firm looks after its parts.
    let mut places = BTreeSet::from([unit.id]);
    let mut above = unit.parent;
    while let Some(one) = above.and_then(|id| units.find(id)).filter(|one| places.insert(one.id)) {
        if !is_at(catalogue, kind, one) {
            places.remove(&one.id);
        }
        above = one.parent;
    }
    let here = |duty: &&Duty| duty.duty == kind.code && places.contains(&duty.unit);
    let seats: Vec<Option<&str>> = if kind.seats.is_empty() {
        vec![None]
    } else {
        kind.seats.iter().map(|seat| Some(seat.code.as_str())).collect()
    };
    for seat in seats {
        let of_seat = |duty: &&Duty| duty.seat.as_deref() == seat;
        let mine: Vec<&Duty> = all.iter().filter(here).filter(of_seat).collect();
        let least = usize::try_from(kind.least).unwrap_or(usize::MAX);
        let running = mine.iter().filter(|duty| duty.runs_on(day)).count();
        if running >= least {
            continue;
        }
        let over = mine.iter().filter_map(|duty| duty.ended.or(duty.until));
        let last = over.filter(|end| *end <= day).max();
        found.push(DutyGap {
            unit: unit.id,
            duty: kind.code.clone(),
            seat: seat.map(str::to_owned),
            owner: responsible(units, catalogue, unit).owner,
            since: last.unwrap_or(unit.from),
        });
    }
}

pub(super) fn is_at(catalogue: &Catalogue, kind: &DutyKind, unit: &Unit) -> bool {
    let category = catalogue.unit_kind(&unit.kind).map(|kind| kind.category);
    category.is_some_and(|category| kind.is_at(&unit.kind, category))
}

/// Terms whose renewal is due on `day`, the first to end first.
pub fn renewals(catalogue: &Catalogue, all: &[Duty], day: Day) -> Vec<Renewal> {
    let follows = |duty: &Duty, until: Day| {
        all.iter().any(|next| {
            (next.unit, &next.duty, &next.seat) == (duty.unit, &duty.duty, &duty.seat)
                && (next.person, next.bearer) == (duty.person, duty.bearer)
                && next.runs_on(until)
        })
    };
    let mut found: Vec<Renewal> = all
        .iter()
        .filter(|duty| duty.runs_on(day))
        .filter_map(|duty| {
            let until = duty.until?;
            let days = i32::try_from(catalogue.duty(&duty.duty)?.renew_days).ok()?;
            let due = day >= until.plus(-days) && !follows(duty, until);
            due.then(|| Renewal { id: duty.id, unit: duty.unit, duty: duty.duty.clone(), until })
        })
        .collect();
    found.sort_by_key(|renewal| (renewal.until, renewal.id));
    found
}

/// Days from `from` on, `days` of them, on which nobody carries `duty` for a unit, nor stands in.
pub fn roster_gaps(all: &[Duty], duty: &str, unit: UnitId, from: Day, days: i32) -> Vec<Day> {
    let there = |day: Day| {
        all.iter().any(|one| {
            one.unit == unit
                && one.duty == duty
                && one.runs_on(day)
                && (!one.is_away(day) || one.deputy.is_some())
        })
    };
    (0..days).map(|later| from.plus(later)).filter(|day| !there(*day)).collect()
}
