//! The third figure: how many closings are false, estimated from cases that were drawn by lot and
//! looked at on the spot. Only draws that are closed are counted, and no small ones.

use kernel::{AreaCode, Timestamp, sample};
use storage::{Db, Error, params};

/// A closed draw of the whole deployment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Checked {
    /// Cases closed from here
    pub from: Timestamp,
    /// to here.
    pub to: Timestamp,
    pub closed_at: Timestamp,
    /// Cases drawn; those that were decided are the sample of [`Self::share`].
    pub drawn: i64,
    /// Decided, but not by all checkers alike.
    pub split: i64,
    /// The share of false closings.
    pub share: sample::Share,
}

/// The newest closed draws of an area as a whole, newest first; those with fewer than `k` decided
/// cases are not shown.
pub fn newest(
    db: &mut Db<'_>,
    area: &AreaCode,
    k: i64,
    limit: usize,
) -> Result<Vec<Checked>, Error> {
    let rows = db.query(
        "SELECT from_at, to_at, closed_at, drawn, population, solved, unsolved, split
         FROM pub_cases_checks
         WHERE area = $1 AND closed_at IS NOT NULL AND solved + unsolved >= $2
         ORDER BY closed_at DESC, draw DESC LIMIT $3",
        params![area.as_str(), k, limit],
        |row| {
            let (solved, unsolved): (i64, i64) = (row.get(5)?, row.get(6)?);
            let share = sample::share(row.get(4)?, solved + unsolved, unsolved);
            Ok(share.map(|share| {
                Ok::<_, Error>(Checked {
                    from: row.get(0)?,
                    to: row.get(1)?,
                    closed_at: row.get(2)?,
                    drawn: row.get(3)?,
                    split: row.get(7)?,
                    share,
                })
            }))
        },
    )?;
    rows.into_iter().flatten().collect()
}
