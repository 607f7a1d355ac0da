//! What every use case consults: declarations, areas, units and firms, the vault.

use std::sync::Arc;

use access::{Action, Actor, Permit, Target, Vault};
use catalogue::Catalogue;
use contracts::Units;
use kernel::AreaBook;
use web::{Answer, App, Problem};

use crate::{Fault, port::Firms, source::Source};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
    pub firms: Arc<dyn Firms>,
    pub vault: Vault,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary hung no units or no firms on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("no units or no firms are hung on the app");
        let units = app.get::<Arc<dyn Units>>().ok_or_else(missing)?;
        let firms = app.get::<Arc<dyn Firms>>().ok_or_else(missing)?;
        Ok(Self {
            catalogue: app.catalogue(),
            areas: app.areas(),
            units: Arc::clone(units),
            firms: Arc::clone(firms),
            vault: (**app.vault()).clone(),
        })
    }

    /// What policy is asked about a source: its area, the unit that keeps it and the firm that it is
    /// about. A firm's clerk reaches the own rosters and no others.
    pub fn target(source: &Source) -> Target {
        let units = std::iter::once(source.owner).chain(source.firm);
        Target::area(source.area).with_units(units)
    }

    /// Asks policy about a source; for whoever may not, there is none.
    ///
    /// # Errors
    /// [`Fault::NotFound`].
    pub fn permit(actor: &Actor, action: Action, source: &Source) -> Result<Permit, Fault> {
        access::permit(actor, action, &Self::target(source)).map_err(|_| Fault::NotFound)
    }
}
