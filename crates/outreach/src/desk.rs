//! What every use case consults: the city's declarations, its areas, its units, and cases.

use std::sync::Arc;

use catalogue::{Catalogue, Category};
use contracts::{UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Level};
use web::{Answer, App, Problem};

use crate::{Fault, port::Cases};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
    pub cases: Arc<dyn Cases>,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary hung no units or no cases on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("no units or no cases are hung on the app");
        let units = app.get::<Arc<dyn Units>>().ok_or_else(missing)?;
        let cases = app.get::<Arc<dyn Cases>>().ok_or_else(missing)?;
        Ok(Self {
            catalogue: app.catalogue(),
            areas: app.areas(),
            units: Arc::clone(units),
            cases: Arc::clone(cases),
        })
    }

    /// A street or what lies below it, in the city.
    pub(crate) fn area(&self, area: AreaCode) -> Result<AreaCode, Fault> {
        let here = self.catalogue.city().area.contains(&area);
        if here && area.level() >= Level::Street && self.areas.knows(&area) {
            Ok(area)
        } else {
            Err(Fault::invalid("area", "area-unknown"))
        }
    }

    pub(crate) fn unit(&self, field: &'static str, id: UnitId) -> Result<UnitId, Fault> {
        self.units.unit(id).map(|card| card.id).ok_or(Fault::invalid(field, "unit-unknown"))
    }

    /// The branches for which notes of `area` can be collected: the Party's units there; where
    /// there is none, the street office.
    pub fn branches(&self, area: &AreaCode) -> Vec<UnitCard> {
        let is_party = |card: &UnitCard| {
            let kind = self.catalogue.unit_kind(&card.kind);
            kind.is_some_and(|kind| kind.category == Category::Party)
        };
        let mut found = self.units.candidates(area);
        found.retain(is_party);
        if found.is_empty() {
            let street = area.at(Level::Street);
            let office = street.and_then(|area| self.units.in_charge(Level::Street, &area));
            let office = office.or_else(|| Some(self.units.operator()));
            found.extend(office.and_then(|unit| self.units.unit(unit)));
        }
        found
    }
}
