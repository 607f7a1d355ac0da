//! Other domains, as this one needs to know them; the binary wires the real ones in.

use contracts::{CaseId, UnitId};
use kernel::{AreaCode, Day, Wgs84};
use storage::{Db, Error, Tx};

use crate::Fault;

/// A release of protected heat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub id: String,
    /// Who handed it in, and about which days.
    pub name: String,
    /// How many hours it tells apart: 168 from Monday midnight, 24, or 1.
    pub hours: u16,
    /// SHA-256 of its guarantee.
    pub digest: String,
    pub epsilon: String,
    pub k: u32,
}

/// Noisy workers in a cell at an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// H3 index, hexadecimal.
    pub cell: String,
    pub hour: i64,
    pub occupation: String,
    pub weight: i64,
}

/// Protected heat.
pub trait Heat: Send + Sync {
    /// Every release, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    fn releases(&self, db: &mut Db<'_>) -> Result<Vec<Release>, Error>;

    /// Its figures of at least so many workers, always in the same order.
    ///
    /// # Errors
    /// When the store fails.
    fn figures(&self, db: &mut Db<'_>, release: &str, least: i64) -> Result<Vec<Figure>, Error>;
}

/// A place that stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub at: Wgs84,
    /// `opening_hours` of OpenStreetMap; empty while nobody knows.
    pub hours: String,
}

/// Places that are kept.
pub trait Places: Send + Sync {
    /// Those of these kinds in an area, by code.
    ///
    /// # Errors
    /// When the store fails.
    fn of_kinds(
        &self,
        db: &mut Db<'_>,
        area: &AreaCode,
        kinds: &[String],
    ) -> Result<Vec<Stand>, Error>;
}

/// A site that is to be set up.
#[derive(Debug, Clone)]
pub struct NewTask {
    pub id: CaseId,
    pub owner: UnitId,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    /// By the end of this day (Asia/Shanghai).
    pub due_on: Day,
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub number: String,
    /// The key of the words, such as `state-in-hand`.
    pub state: String,
}

/// Tasks, which are cases.
pub trait Tasks: Send + Sync {
    /// Opens one in the caller's transaction; one with this id is made once.
    ///
    /// # Errors
    /// When the store fails.
    fn open(&self, tx: &mut Tx<'_>, new: NewTask) -> Result<(), Fault>;

    /// `None` when there is no such task.
    ///
    /// # Errors
    /// When the store fails.
    fn standing(&self, db: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error>;
}
