//! The tree of units in memory, on which a change is tried before it is made.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::Catalogue;
use contracts::UnitId;

use crate::unit::{Fact, Unit};
use kernel::{AreaCode, Day};

/// Units with whatever belongs to each. Closed ones are kept, but stand nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forest {
    units: BTreeMap<UnitId, Unit>,
    /// Open units by the open or closed unit they belong to.
    below: BTreeMap<UnitId, BTreeSet<UnitId>>,
}

impl Forest {
    pub fn new(units: impl IntoIterator<Item = Unit>) -> Self {
        let mut forest = Self::default();
        for unit in units {
            forest.put(unit);
        }
        forest
    }

    /// The tree as it stood on `day`, as far as had been stated by the end of `known`.
    pub fn as_of(facts: &BTreeMap<UnitId, Vec<Fact>>, day: Day, known: Day) -> Self {
        Self::new(facts.iter().filter_map(|(id, facts)| Unit::as_of(*id, facts, day, known)))
    }

    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    /// A unit, unless it was closed.
    pub fn open(&self, id: UnitId) -> Option<&Unit> {
        self.get(id).filter(|unit| unit.is_open())
    }

    /// Every open unit, by id.
    pub fn all_open(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(|unit| unit.is_open())
    }

    /// Open units that belong to none that is open here.
    pub fn roots(&self) -> impl Iterator<Item = &Unit> {
        self.all_open().filter(|unit| unit.parent.is_none_or(|above| self.open(above).is_none()))
    }

    /// Open units directly under another, by id.
    pub fn under(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        self.below.get(&id).into_iter().flatten().filter_map(|id| self.units.get(id))
    }

    /// An open unit and everything below it, each before its own parts.
    pub fn subtree(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = Vec::new();
        let mut waiting = Vec::from_iter(self.open(id).map(|unit| unit.id));
        while let Some(id) = waiting.pop() {
            found.push(id);
            waiting.extend(self.under(id).map(|unit| unit.id));
        }
        found
    }

    /// The units to which one belongs, the nearest first.
    pub fn above(&self, id: UnitId) -> Vec<UnitId> {
        let mut found = Vec::new();
        let mut next = self.get(id).and_then(|unit| unit.parent);
        while let Some(id) = next.filter(|id| !found.contains(id)) {
            found.push(id);
            next = self.get(id).and_then(|unit| unit.parent);
        }
        found
    }

    /// Whether `start` is `unit` or belongs to it, however indirectly.
    pub fn lies_under(&self, start: UnitId, unit: UnitId) -> bool {
        start == unit || self.above(start).contains(&unit)
    }

    /// Adds a unit, or takes in how one has changed.
    pub(crate) fn put(&mut self, unit: Unit) {
        let before = self.units.get(&unit.id).and_then(|before| before.parent);
        if let Some(parts) = before.and_then(|above| self.below.get_mut(&above)) {
            parts.remove(&unit.id);
        }
        if let Some(above) = unit.parent.filter(|_| unit.is_open()) {
            self.below.entry(above).or_default().insert(unit.id);
        }
        self.units.insert(unit.id, unit);
    }
}

/// Whether a unit of `kind` that serves `area` may belong to `above`: by the two kinds, and, unless
/// it follows an industry or a business, by the areas.
pub fn stands_under(catalogue: &Catalogue, kind: &str, area: &AreaCode, above: &Unit) -> bool {
    catalogue.unit_kind(kind).is_some_and(|kind| {
        kind.stands_under(&above.kind) && (kind.roams || above.area.contains(area))
    })
}
