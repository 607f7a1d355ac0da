//! Other domains, as this one needs to know them; the binary wires the real ones in.

use contracts::{CaseId, PersonId, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use storage::{Db, Error, Tx};

use crate::Fault;

/// A decision that is to be worked on.
#[derive(Debug, Clone)]
pub struct NewCase {
    pub id: CaseId,
    pub owner: UnitId,
    /// Others who do it with the owner, each with a task of its own.
    pub with: Vec<UnitId>,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    /// By the end of this day (Asia/Shanghai).
    pub due_on: Day,
    /// Whether nobody but the owner and the office of the area may read it.
    pub private: bool,
}

/// Where a case stands; nobody's name is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub number: String,
    /// The key of the words, such as `state-in-hand`.
    pub state: String,
    /// Whether the handler's answer stands.
    pub is_closed: bool,
    /// What the handler answered last; empty before.
    pub answer: String,
    /// Where several do it together, those whose part is still open.
    pub open: Vec<UnitId>,
}

/// What cases do for this domain.
pub trait Cases: Send + Sync {
    /// Opens a case in the caller's transaction; a case with this id is made once.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when the owner or the area is none.
    fn open(&self, tx: &mut Tx<'_>, new: NewCase) -> Result<(), Fault>;

    /// Where it stands; `None` when there is no such case.
    ///
    /// # Errors
    /// When the store fails.
    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error>;
}

/// Who belongs to a unit, as whoever keeps the rolls knows it.
pub trait Members: Send + Sync {
    /// Who is entitled in a unit on a day; nobody twice.
    ///
    /// # Errors
    /// When the store fails.
    fn entitled(&self, db: &mut Db<'_>, unit: UnitId, day: Day) -> Result<Vec<PersonId>, Error>;

    /// The units in which somebody is entitled on a day.
    ///
    /// # Errors
    /// When the store fails.
    fn units_of(&self, db: &mut Db<'_>, person: PersonId, day: Day) -> Result<Vec<UnitId>, Error>;
}

/// A pass whose changing code was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub person: PersonId,
    /// The id of the day's token.
    pub cti: [u8; 8],
    /// The number of the code's span of 30 seconds since 1970.
    pub step: u32,
}

/// What passes do for this domain.
pub trait Passes: Send + Sync {
    /// Whose pass showed this text at this instant; `None` unless the pass is good in `area` and its
    /// code was the right one then.
    ///
    /// # Errors
    /// When the store fails.
    fn read(
        &self,
        tx: &mut Tx<'_>,
        area: AreaCode,
        text: &str,
        at: Timestamp,
    ) -> Result<Option<Seen>, Error>;
}
