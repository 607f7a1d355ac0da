//! What every use case consults: the city's declarations, its areas and units, and other domains.

use std::sync::Arc;

use access::Vault;
use catalogue::{Catalogue, GatheringKind};
use contracts::{UnitId, Units};
use kernel::{AreaBook, AreaCode};
use web::{Answer, App, Problem};

use crate::{
    Fault,
    port::{Cases, Members, Passes},
};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
    pub cases: Arc<dyn Cases>,
    pub members: Arc<dyn Members>,
    pub passes: Arc<dyn Passes>,
    pub vault: Vault,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary did not hang every port on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("a port of gatherings is not hung on the app");
        Ok(Self {
            catalogue: app.catalogue(),
            areas: app.areas(),
            units: Arc::clone(app.get::<Arc<dyn Units>>().ok_or_else(missing)?),
            cases: Arc::clone(app.get::<Arc<dyn Cases>>().ok_or_else(missing)?),
            members: Arc::clone(app.get::<Arc<dyn Members>>().ok_or_else(missing)?),
            passes: Arc::clone(app.get::<Arc<dyn Passes>>().ok_or_else(missing)?),
            vault: (**app.vault()).clone(),
        })
    }

    /// An area of the city.
    pub(crate) fn area(&self, area: AreaCode) -> Result<AreaCode, Fault> {
        let here = self.catalogue.city().area.contains(&area);
        if here && self.areas.knows(&area) {
            Ok(area)
        } else {
            Err(Fault::invalid("area", "area-unknown"))
        }
    }

    pub(crate) fn kind(&self, code: &str) -> Result<&GatheringKind, Fault> {
        let kind = self.catalogue.gathering_kind(code);
        kind.ok_or(Fault::invalid("kind", "gathering-kind-unknown"))
    }

    /// Whether a unit may call gatherings of a kind.
    pub fn may_call(&self, unit: UnitId, kind: &GatheringKind) -> bool {
        let card = self.units.unit(unit);
        let sort = card.and_then(|card| Some(self.catalogue.unit_kind(&card.kind)?.category));
        sort.is_some_and(|sort| kind.callers.contains(&sort))
    }

    pub(crate) fn unit(&self, field: &'static str, id: UnitId) -> Result<UnitId, Fault> {
        self.units.unit(id).map(|card| card.id).ok_or(Fault::invalid(field, "unit-unknown"))
    }
}
