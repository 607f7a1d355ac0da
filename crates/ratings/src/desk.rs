//! What every use case consults.

use std::sync::Arc;

use access::Vault;
use catalogue::{Catalogue, Ratings};
use contracts::{UnitCard, UnitId, Units};
use kernel::{AreaCode, count};
use web::{Answer, App, Problem};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub units: Arc<dyn Units>,
    pub vault: Vault,
}

impl Desk {
    /// As things stand for this app.
    ///
    /// # Errors
    /// 500 when the binary hung no [`Units`] on it.
    pub fn of(app: &App) -> Answer<Self> {
        let units = app.get::<Arc<dyn Units>>();
        let units = units.ok_or_else(|| Problem::internal("no units are hung on the app"))?;
        Ok(Self {
            catalogue: app.catalogue(),
            units: Arc::clone(units),
            vault: (**app.vault()).clone(),
        })
    }

    pub fn rules(&self) -> &Ratings {
        self.catalogue.ratings()
    }

    /// Below this many riders nothing is published.
    pub fn k(&self) -> usize {
        count::to_usize(self.rules().riders_min.into())
    }

    /// The merchants in an area, by name.
    pub fn merchants(&self, area: &AreaCode) -> Vec<UnitCard> {
        let all = self.units.candidates(area).into_iter();
        let fits =
            |card: &UnitCard| card.kind == self.rules().unit_kind && area.contains(&card.area);
        let mut found: Vec<UnitCard> = all.filter(fits).collect();
        found.sort_by(|one, other| (&one.name_zh, one.id).cmp(&(&other.name_zh, other.id)));
        found
    }

    /// An open merchant.
    pub fn merchant(&self, id: UnitId) -> Option<UnitCard> {
        let card = self.units.unit(id)?;
        self.merchants(&card.area).into_iter().find(|one| one.id == id)
    }
}
