//! What every use case consults: the city's declarations, its areas, its units.

use std::sync::Arc;

use catalogue::{Catalogue, LabelRule, Places};
use contracts::{UnitId, Units};
use kernel::{AreaBook, AreaCode, Level, WorkCalendar};
use web::{Answer, App, Problem};

use crate::{Fault, Place};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub calendar: Arc<WorkCalendar>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary hung no units on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("no units are hung on the app");
        Ok(Self {
            catalogue: app.catalogue(),
            calendar: app.calendar(),
            areas: app.areas(),
            units: Arc::clone(app.get::<Arc<dyn Units>>().ok_or_else(missing)?),
        })
    }

    pub fn rules(&self) -> &Places {
        self.catalogue.places()
    }

    /// Whether a place is a merchant: discounts hang on its label, and it may pause itself.
    pub fn is_merchant(&self, place: &Place) -> bool {
        self.rules().kind(&place.kind).is_some_and(|kind| kind.merchant)
    }

    /// Whether a place is a group of other places.
    pub fn is_street(&self, place: &Place) -> bool {
        self.rules().kind(&place.kind).is_some_and(|kind| kind.street)
    }

    /// The label that a place may earn.
    pub(crate) fn label_of(&self, place: &Place) -> Result<&LabelRule, Fault> {
        self.rules().label_of(&place.kind).ok_or(Fault::NotFound)
    }

    /// An area of the city, known by name.
    pub(crate) fn area(&self, area: AreaCode) -> Result<AreaCode, Fault> {
        let here = self.catalogue.city().area.contains(&area) && self.areas.knows(&area);
        if here { Ok(area) } else { Err(Fault::invalid("area", "places-area-unknown")) }
    }

    /// The smallest area that a position can be given to.
    pub(crate) fn area_of(&self, at: kernel::Wgs84) -> AreaCode {
        self.areas.nearest(at).unwrap_or(self.catalogue.city().area)
    }

    pub(crate) fn unit(&self, id: UnitId) -> Result<UnitId, Fault> {
        self.units
            .unit(id)
            .map(|card| card.id)
            .ok_or(Fault::invalid("owner", "places-unit-unknown"))
    }

    /// Who keeps a place that names no owner: the street office, or whoever runs the deployment.
    pub fn keeper(&self, area: &AreaCode) -> UnitId {
        let street = area.at(Level::Street);
        let office = street.and_then(|street| self.units.in_charge(Level::Street, &street));
        office.unwrap_or_else(|| self.units.operator())
    }
}
