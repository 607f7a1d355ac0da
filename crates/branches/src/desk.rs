//! What every use case consults: declarations, areas, units and their tree, the vault.

use std::{collections::BTreeSet, sync::Arc};

use access::{Action, Actor, Permit, Target, Vault, reach};
use catalogue::{Catalogue, Category};
use contracts::{UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Level};
use web::{Answer, App, Problem};

use crate::{Fault, port::Tree};

/// A snapshot of what a use case consults; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub units: Arc<dyn Units>,
    pub tree: Arc<dyn Tree>,
    pub vault: Vault,
}

impl Desk {
    /// As it stands for this request.
    ///
    /// # Errors
    /// 500 when the binary hung no units or no tree on the app.
    pub fn of(app: &App) -> Answer<Self> {
        let missing = || Problem::internal("no units or no tree are hung on the app");
        let units = app.get::<Arc<dyn Units>>().ok_or_else(missing)?;
        let tree = app.get::<Arc<dyn Tree>>().ok_or_else(missing)?;
        Ok(Self {
            catalogue: app.catalogue(),
            areas: app.areas(),
            units: Arc::clone(units),
            tree: Arc::clone(tree),
            vault: (**app.vault()).clone(),
        })
    }

    /// Whether a kind of unit is the Party's.
    pub fn is_party_kind(&self, kind: &str) -> bool {
        self.catalogue.unit_kind(kind).is_some_and(|kind| kind.category == Category::Party)
    }

    /// A unit of the Party, in which members can be.
    ///
    /// # Errors
    /// [`Fault::Invalid`] of `field` for any other unit.
    pub fn branch(&self, field: &'static str, id: UnitId) -> Result<UnitCard, Fault> {
        let found = self.units.unit(id).filter(|card| self.is_party_kind(&card.kind));
        found.ok_or(Fault::invalid(field, "branches-no-branch"))
    }

    /// What policy is asked about: the branch and the Party's units above it. Whatever else stands
    /// above it (a firm, an office) is left out, and so is its area: neither opens it.
    pub fn target(&self, branch: UnitId) -> Target {
        let line = std::iter::once(branch).chain(self.tree.above(branch));
        Target::none().with_units(line.filter(|unit| self.is_party(*unit)))
    }

    fn is_party(&self, unit: UnitId) -> bool {
        self.units.unit(unit).is_some_and(|card| self.is_party_kind(&card.kind))
    }

    /// Asks policy about a branch; for whoever may not, there is none.
    ///
    /// # Errors
    /// [`Fault::NotFound`].
    pub fn permit(&self, actor: &Actor, action: Action, branch: UnitId) -> Result<Permit, Fault> {
        access::permit(actor, action, &self.target(branch)).map_err(|_| Fault::NotFound)
    }

    /// The branches that an actor may do something to: those of the own posts in the Party's units
    /// and all below them, by area and name.
    pub fn branches_of(&self, actor: &Actor, action: Action) -> Vec<UnitCard> {
        let own = reach(actor, action).units.into_iter().filter(|unit| self.is_party(*unit));
        let all: BTreeSet<UnitId> = own
            .flat_map(|unit| std::iter::once(unit).chain(self.tree.below(unit)))
            .filter(|unit| self.is_party(*unit))
            .collect();
        let mut cards: Vec<UnitCard> =
            all.into_iter().filter_map(|unit| self.units.unit(unit)).collect();
        cards.sort_by(|a, b| (a.area, &a.name_zh, a.id).cmp(&(b.area, &b.name_zh, b.id)));
        cards
    }

    /// A street or what lies below it, in the city.
    ///
    /// # Errors
    /// [`Fault::Invalid`] of `area`.
    pub fn area(&self, area: AreaCode) -> Result<AreaCode, Fault> {
        let here = self.catalogue.city().area.contains(&area);
        if here && area.level() >= Level::Street && self.areas.knows(&area) {
            Ok(area)
        } else {
            Err(Fault::invalid("area", "area-unknown"))
        }
    }

    /// The Party's units that serve an area, the nearest first.
    pub fn branches_near(&self, area: &AreaCode) -> Vec<UnitCard> {
        let mut found = self.units.candidates(area);
        found.retain(|card| self.is_party_kind(&card.kind));
        found.sort_by(|a, b| {
            (b.area.level(), &a.name_zh, a.id).cmp(&(a.area.level(), &b.name_zh, b.id))
        });
        found
    }

    /// The Party's unit that answers for an area where no branch does: the nearest one above;
    /// the operator where the Party has none.
    pub fn answering(&self, area: &AreaCode) -> UnitId {
        self.branches_near(area).first().map_or_else(|| self.units.operator(), |card| card.id)
    }
}
