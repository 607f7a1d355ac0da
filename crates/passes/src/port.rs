//! Merchants on the map, as this domain needs to know them; the binary wires the real ones in.

use contracts::{PlaceId, UnitId};
use kernel::AreaCode;
use storage::{Db, Error};

/// A merchant whose counter may take the warm card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    pub place: PlaceId,
    pub area: AreaCode,
    /// Who keeps the place, and so runs its counter.
    pub keeper: UnitId,
}

/// What places do for this domain.
pub trait Merchants: Send + Sync {
    /// The merchant that people call by this code.
    ///
    /// # Errors
    /// When the store fails.
    fn of_code(&self, db: &mut Db<'_>, code: &str) -> Result<Option<Merchant>, Error>;
}
