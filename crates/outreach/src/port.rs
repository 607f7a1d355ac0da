//! Cases, as this domain needs to know them; the binary wires the real ones in.

use access::Permit;
use contracts::CaseId;
use kernel::AreaCode;
use storage::{Db, Error, Tx};

use crate::Fault;

/// A line that becomes a case.
#[derive(Debug, Clone)]
pub struct NewCase {
    pub id: CaseId,
    pub matter: String,
    pub area: AreaCode,
    pub text: String,
    /// The site, as the case's address.
    pub site: String,
}

/// Where a case stands, for people who were visited: nobody's name is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub number: String,
    /// The key of the words, such as `state-in-hand`.
    pub state: &'static str,
    /// The handler's answer stands, or the worker confirmed.
    pub is_closed: bool,
}

/// What cases do for this domain.
pub trait Cases: Send + Sync {
    /// Opens a case in the caller's transaction; a case with this id is made once.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when the matter or the area is none.
    fn open(&self, tx: &mut Tx<'_>, permit: &Permit, new: NewCase) -> Result<(), Fault>;

    /// Where it stands.
    ///
    /// # Errors
    /// When the store fails.
    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error>;
}
