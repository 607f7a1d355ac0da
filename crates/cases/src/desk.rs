//! What every use case consults: the city's declarations, its calendar, its units, its areas.

use std::sync::Arc;

use catalogue::{Catalogue, Category, Matter};
use contracts::{UnitId, Units};
use kernel::{AreaBook, AreaCode, Level, Timestamp, calendar::WorkCalendar};

use crate::{clock, entry::Deadline};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub calendar: Arc<WorkCalendar>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
}

impl Desk {
    /// The declaration of a case's matter; one that was removed since is treated as the catch-all.
    pub fn matter(&self, code: &str) -> Option<&Matter> {
        self.catalogue
            .matter(code)
            .or_else(|| self.catalogue.matter(self.catalogue.catch_all_matter()))
    }

    /// By when it must be accepted, counted from `from`.
    pub fn accept_deadline(&self, matter: &Matter, from: Timestamp) -> Deadline {
        clock::deadline(&self.calendar, from, matter.deadlines.accept, None)
    }

    /// By when it must be answered, counted from `from`.
    pub fn answer_deadline(&self, matter: &Matter, from: Timestamp) -> Deadline {
        let warn_after = matter.deadlines.warn_after();
        clock::deadline(&self.calendar, from, matter.deadlines.answer, Some(warn_after))
    }

    /// When an answer given at `from` is closed by silence.
    pub fn lapse_at(&self, from: Timestamp) -> Timestamp {
        from.plus_days(self.catalogue.city().silence_days.into())
    }

    /// Until when the worker may judge or reopen what happened at `from`.
    pub fn verdict_until(&self, from: Timestamp) -> Timestamp {
        from.plus_days(self.catalogue.city().confirm_days.into())
    }

    /// What sort of body a unit is.
    pub fn category(&self, unit: UnitId) -> Option<Category> {
        let card = self.units.unit(unit)?;
        self.catalogue.unit_kind(&card.kind).map(|kind| kind.category)
    }

    /// Whether a unit is of the kind that contact members belong to.
    pub fn is_branch(&self, unit: UnitId) -> bool {
        let kind = self.catalogue.chain().map(|chain| chain.branch_kind.as_str());
        self.units.unit(unit).is_some_and(|card| Some(card.kind.as_str()) == kind)
    }

    /// The unit that silence passes a case to, with its deadline; `None` at the top.
    pub fn above(
        &self,
        matter: &Matter,
        unit: UnitId,
        area: &AreaCode,
        from: Timestamp,
    ) -> Option<(UnitId, Deadline)> {
        let mut level = self.units.unit(unit).map_or(Level::Community, |card| card.area.level());
        if self.category(unit) == Some(Category::Firm) || self.is_branch(unit) {
            // However wide a firm's or a branch's own area is, the offices of the case's stand
            // above it, from the street on.
            level = level.max(Level::Community);
        }
        while let Some(climb) = matter.climb_above(level) {
            level = climb.level;
            let target = area.at(level).and_then(|area| self.units.in_charge(level, &area));
            if let Some(to) = target.filter(|to| *to != unit) {
                let next = clock::deadline(&self.calendar, from, climb.limit, None);
                return Some((to, next));
            }
        }
        None
    }
}
