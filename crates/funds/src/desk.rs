//! What every use case consults: declarations and units.

use std::sync::Arc;

use access::{Action, Actor, Permit, Target};
use catalogue::Catalogue;
use contracts::{UnitId, Units};
use web::{Answer, App, Problem};

use crate::{Fault, port::Names};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub units: Arc<dyn Units>,
    pub names: Arc<dyn Names>,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary hung no units or no names on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("no units or no names are hung on the app");
        let units = app.get::<Arc<dyn Units>>().ok_or_else(missing)?;
        let names = app.get::<Arc<dyn Names>>().ok_or_else(missing)?;
        Ok(Self { catalogue: app.catalogue(), units: Arc::clone(units), names: Arc::clone(names) })
    }

    /// The unit meant by an id or by a name that only one has.
    ///
    /// # Errors
    /// [`Fault::Invalid`] of `field`.
    pub fn unit(&self, field: &'static str, typed: &str) -> Result<UnitId, Fault> {
        let typed = typed.trim();
        if let Some(card) = typed.parse().ok().and_then(|id| self.units.unit(id)) {
            return Ok(card.id);
        }
        match *self.names.named(typed) {
            [one] => Ok(one),
            [] => Err(Fault::invalid(field, "funds-unit-unknown")),
            _ => Err(Fault::invalid(field, "funds-unit-several")),
        }
    }

    /// The area of a unit, for the journal.
    pub(crate) fn area(&self, unit: UnitId) -> String {
        self.units.unit(unit).map(|card| card.area.to_string()).unwrap_or_default()
    }
}

/// Asks policy about units that take part; for whoever may not, there is nothing there.
pub(crate) fn permit(
    actor: &Actor,
    action: Action,
    units: impl IntoIterator<Item = UnitId>,
) -> Result<Permit, Fault> {
    access::permit(actor, action, &Target::none().with_units(units)).map_err(|_| Fault::NotFound)
}
