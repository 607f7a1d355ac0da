//! What of the heat a reader may see: an office all releases, within its area; a firm its own.

use access::{Action, Actor, Reach, reach};
use kernel::{AreaBook, AreaCode, Wgs84};
use storage::{Db, Error};

use crate::store::{self, Held, Place};

/// A reader's part of the heat.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    within: Reach,
    /// The deployment's whole area.
    city: AreaCode,
}

impl Sight {
    pub fn of(actor: &Actor, city: AreaCode) -> Self {
        Self { within: reach(actor, Action::HeatRead), city }
    }

    fn is_office(&self) -> bool {
        self.within.everything || !self.within.areas.is_empty()
    }

    /// The releases that the reader may look at, the newest first.
    pub fn releases(&self, db: &mut Db<'_>) -> Result<Vec<Held>, Error> {
        let mut found = store::releases(db)?;
        let own = |held: &Held| held.unit.is_some_and(|unit| self.within.units.contains(&unit));
        found.retain(|held| self.is_office() || own(held));
        Ok(found)
    }

    /// The area of a cell, if the reader may see it there. A firm sees all of its own release.
    pub fn area(&self, areas: &AreaBook, at: Place) -> Option<AreaCode> {
        let near = Wgs84::new(at.1, at.0).ok().and_then(|at| areas.nearest(at));
        let area = near.unwrap_or(self.city);
        let seen = !self.is_office() || self.within.holds(Some(&area), &[], None);
        seen.then_some(area)
    }

    /// Whether searches in vain are for this reader: they are the offices' own figures.
    pub fn shows_searches(&self) -> bool {
        self.is_office()
    }
}
