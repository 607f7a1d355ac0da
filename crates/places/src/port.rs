//! What other domains do for this one; the binary wires the real ones in.

use access::Permit;
use contracts::{CaseId, PlaceId};
use kernel::{AreaCode, Day, Timestamp, Wgs84};
use storage::{Db, Error, Tx};

use crate::Fault;

/// What a merchant gives to holders of a warm card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub title: String,
    /// So often per card
    pub times: i64,
    /// within each `day`, `week` or `month`.
    pub period: &'static str,
    /// How often it was taken since the instant asked about.
    pub served: i64,
}

/// Offers of merchants.
pub trait Offers: Send + Sync {
    /// What a merchant gives on a day; nothing while its offers are stopped.
    ///
    /// # Errors
    /// When the store fails.
    fn of(
        &self,
        db: &mut Db<'_>,
        place: PlaceId,
        day: Day,
        since: Timestamp,
    ) -> Result<Vec<Offer>, Error>;
}

/// A rider's complaint that becomes a case.
#[derive(Debug, Clone)]
pub struct NewCase {
    pub id: CaseId,
    pub matter: String,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    pub at: Wgs84,
    pub address: String,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStanding {
    pub number: String,
    /// The key of the words, such as `state-in-hand`.
    pub state: &'static str,
}

/// Cases, as this domain needs to know them.
pub trait Cases: Send + Sync {
    /// Reports in the caller's transaction, in the name of whoever holds the permit; a case with
    /// this id is made once.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when text or area are none.
    fn report(&self, tx: &mut Tx<'_>, permit: &Permit, new: NewCase) -> Result<(), Fault>;

    /// Where it stands.
    ///
    /// # Errors
    /// When the store fails.
    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<CaseStanding>, Error>;
}
