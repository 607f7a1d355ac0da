//! The units at one moment, with the indexes by which they are asked for.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound::{Excluded, Unbounded},
};

use contracts::UnitId;
use kernel::{AreaCode, Level};

use crate::unit::Unit;

/// Every unit at one version of the store.
#[derive(Debug)]
pub struct Snapshot {
    version: i64,
    operator: UnitId,
    /// In the order of areas, then of age.
    units: Vec<Unit>,
    by_id: HashMap<UnitId, usize>,
    /// Open units by the area they serve.
    by_area: BTreeMap<AreaCode, Vec<usize>>,
}

impl Snapshot {
    /// `None` when no unit is the operator.
    pub(crate) fn new(version: i64, units: Vec<Unit>) -> Option<Self> {
        let operator = units.iter().find(|unit| unit.operator)?.id;
        let by_id = units.iter().enumerate().map(|(index, unit)| (unit.id, index)).collect();
        let mut by_area: BTreeMap<AreaCode, Vec<usize>> = BTreeMap::new();
        for (index, unit) in units.iter().enumerate().filter(|(_, unit)| unit.is_open()) {
            by_area.entry(unit.area).or_default().push(index);
        }
        Some(Self { version, operator, units, by_id, by_area })
    }

    pub(crate) const fn version(&self) -> i64 {
        self.version
    }

    /// Every unit, closed ones too, in the order of areas, then of age.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    pub fn find(&self, id: UnitId) -> Option<&Unit> {
        self.by_id.get(&id).and_then(|index| self.units.get(*index))
    }

    pub const fn operator(&self) -> UnitId {
        self.operator
    }

    /// The open unit of `kind` that serves exactly `area`. Where several do, as firms may, none is
    /// meant: a person has to choose.
    pub fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        let mut found = self.in_area(area).filter(|unit| unit.kind == kind);
        let first = found.next()?;
        found.next().is_none().then_some(first.id)
    }

    /// The open unit that answers for everything in the area of `level` in which `area` lies.
    pub fn in_charge(&self, level: Level, area: &AreaCode) -> Option<UnitId> {
        let area = area.at(level)?;
        self.in_area(&area).find(|unit| unit.in_charge).map(|unit| unit.id)
    }

    /// Open units that serve `area` or one above it, the nearest first; then those of areas inside
    /// it, such as a street's residents' committees and property managers.
    pub fn candidates(&self, area: &AreaCode) -> Vec<&Unit> {
        let mut found: Vec<&Unit> = self.in_area(area).collect();
        for above in area.ancestors() {
            found.extend(self.in_area(&above));
        }
        found.extend(self.inside(*area));
        found
    }

    /// Open units directly under another.
    pub fn under(&self, parent: UnitId) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.parent == Some(parent) && unit.is_open())
    }

    fn in_area(&self, area: &AreaCode) -> impl Iterator<Item = &Unit> + use<'_> {
        let here = self.by_area.get(area).map_or(&[][..], Vec::as_slice);
        here.iter().filter_map(|index| self.units.get(*index))
    }

    fn inside(&self, area: AreaCode) -> impl Iterator<Item = &Unit> + use<'_> {
        self.by_area
            .range((Excluded(area), Unbounded))
            .take_while(move |(below, _)| area.contains(below))
            .flat_map(|(_, here)| here)
            .filter_map(|index| self.units.get(*index))
    }
}
