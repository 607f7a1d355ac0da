//! What other domains do for this one; the binary wires the real ones in.

use kernel::Day;
use storage::{Db, Error};

/// How often something was looked for in vain in a cell at an hour. Nobody is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// H3 index, hexadecimal.
    pub cell: String,
    /// Civil hour in Asia/Shanghai, 0 to 23.
    pub hour: i64,
    pub searches: i64,
}

/// Searches in vain.
pub trait Searches: Send + Sync {
    /// Those since a day (Shanghai), in groups of at least `least`.
    ///
    /// # Errors
    /// When the store fails.
    fn missing(&self, db: &mut Db<'_>, since: Day, least: i64) -> Result<Vec<Search>, Error>;
}
