//! The tree of organizations, as this domain needs to know it; the binary wires the real one in.

use contracts::UnitId;
use kernel::AreaCode;
use storage::{Db, Error, Tx};

use crate::Fault;

/// A branch to be founded when a split is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBranch {
    /// Made with the plan: founding it again changes nothing.
    pub id: UnitId,
    /// Code of the catalogue's unit kind.
    pub kind: String,
    pub area: AreaCode,
    pub name_zh: String,
    pub name_en: String,
    /// The unit above, if it has one.
    pub parent: Option<UnitId>,
}

/// Where an open unit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The unit directly above, if it has one.
    pub above: Option<UnitId>,
    /// The open units directly below.
    pub parts: Vec<UnitId>,
}

/// What stands above and below a unit, and how branches come and go.
pub trait Tree: Send + Sync {
    /// The units above, the nearest first.
    fn above(&self, unit: UnitId) -> Vec<UnitId>;

    /// Every open unit below, whatever its kind.
    fn below(&self, unit: UnitId) -> Vec<UnitId>;

    /// The open units that have exactly this name, in either language.
    fn named(&self, name: &str) -> Vec<UnitId>;

    /// Founds a branch in the caller's transaction; one with this id is founded once.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when kind, area or name do not fit.
    fn found(&self, tx: &mut Tx<'_>, new: &NewBranch) -> Result<(), Fault>;

    /// Where a unit stands as this transaction sees it; `None` for one that is closed or never was.
    ///
    /// # Errors
    /// When the store fails.
    fn place(&self, db: &mut Db<'_>, unit: UnitId) -> Result<Option<Place>, Error>;

    /// Whether a unit of this kind and area may stand under another one.
    fn fits(&self, kind: &str, area: &AreaCode, above: UnitId) -> bool;

    /// Gives a unit other names from today on.
    ///
    /// # Errors
    /// [`Fault::Invalid`] of `name_zh` or `name_en`.
    fn rename(&self, tx: &mut Tx<'_>, unit: UnitId, zh: &str, en: &str) -> Result<(), Fault>;

    /// Puts a unit under another one from today on.
    ///
    /// # Errors
    /// [`Fault::Invalid`] where it cannot stand there or is in transit.
    fn regroup(&self, tx: &mut Tx<'_>, unit: UnitId, above: UnitId) -> Result<(), Fault>;

    /// Closes a unit with today, and the posts in it.
    ///
    /// # Errors
    /// [`Fault::Invalid`] while units stand under it or it is in transit.
    fn dissolve(&self, tx: &mut Tx<'_>, unit: UnitId, reason: &str) -> Result<(), Fault>;
}
