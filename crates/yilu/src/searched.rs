//! Searches in vain for the heat map.

use heatmaps::port::{Search, Searches};
use kernel::Day;
use places::store::counts;
use storage::{Db, Error};

/// What places count when somebody finds nothing.
pub struct Counted;

/// Rows of a month: cells by hour and need.
const ROWS_MAX: usize = 100_000;

impl Searches for Counted {
    fn missing(&self, db: &mut Db<'_>, since: Day, least: i64) -> Result<Vec<Search>, Error> {
        let found = counts::missing(db, since, least, ROWS_MAX)?.into_iter();
        Ok(found
            .map(|one| Search { cell: one.cell, hour: one.hour, searches: one.searches })
            .collect())
    }
}
