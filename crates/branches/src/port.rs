//! The tree of organizations, as this domain needs to know it; the binary wires the real one in.

use contracts::UnitId;
use kernel::AreaCode;
use storage::Tx;

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
}
