//! What every use case consults: declarations, areas, units, and other domains through ports.

use std::sync::Arc;

use access::{Action, Actor, Permit, Target};
use catalogue::Catalogue;
use contracts::{UnitId, Units};
use kernel::{AreaBook, AreaCode, Level, Wgs84};
use web::{Answer, App, Problem};

use crate::{
    Fault,
    port::{Heat, Places, Tasks},
    study::Study,
};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
    pub heat: Arc<dyn Heat>,
    pub places: Arc<dyn Places>,
    pub tasks: Arc<dyn Tasks>,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary hung no units or ports on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("no units, heat, places or tasks are hung on the app");
        Ok(Self {
            catalogue: app.catalogue(),
            areas: app.areas(),
            units: Arc::clone(app.get::<Arc<dyn Units>>().ok_or_else(missing)?),
            heat: Arc::clone(app.get::<Arc<dyn Heat>>().ok_or_else(missing)?),
            places: Arc::clone(app.get::<Arc<dyn Places>>().ok_or_else(missing)?),
            tasks: Arc::clone(app.get::<Arc<dyn Tasks>>().ok_or_else(missing)?),
        })
    }

    /// What policy is asked about a study.
    pub fn target(study: &Study) -> Target {
        Target::area(study.area).with_units([study.owner])
    }

    /// Asks policy about a study; for whoever may not, there is none.
    ///
    /// # Errors
    /// [`Fault::NotFound`].
    pub fn permit(actor: &Actor, study: &Study) -> Result<Permit, Fault> {
        access::permit(actor, Action::SitePlan, &Self::target(study)).map_err(|_| Fault::NotFound)
    }

    /// The least number of people about whom a figure may be used.
    pub fn least(&self) -> i64 {
        i64::from(self.catalogue.city().privacy.group_min)
    }

    /// The street that a point is counted to, or a larger area where none is near.
    pub fn street(&self, at: Wgs84) -> AreaCode {
        let near = self.areas.nearest(at).unwrap_or(self.catalogue.city().area);
        near.at(Level::Street).unwrap_or(near)
    }

    /// Whoever answers for what is built in an area.
    pub fn in_charge(&self, area: &AreaCode) -> UnitId {
        let street = area.at(Level::Street);
        let office = street.and_then(|street| self.units.in_charge(Level::Street, &street));
        office.unwrap_or_else(|| self.units.operator())
    }
}
