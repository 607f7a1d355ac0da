//! SQL of searches in vain and of visits: numbers without anybody in them.

use kernel::Day;
use nearby::Demand;
use storage::{Db, Error, Tx, params};

use crate::PlaceId;

/// Counts searches that found nothing.
pub(crate) fn add_demand(
    tx: &mut Tx<'_>,
    demand: &Demand,
    need: &str,
    searches: i64,
) -> Result<(), Error> {
    let (day, cell) = (demand.day.to_string(), demand.cell.to_string());
    tx.put(
        "INSERT INTO places_demand (day, hour, cell, need, searches) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (day, hour, cell, need)
         DO UPDATE SET searches = places_demand.searches + $5",
        params![day, i64::from(demand.hour), cell, need, searches],
    )
}

/// What was missing where, at which hour of the day, over all days since one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// H3 index of resolution 8, in hexadecimal.
    pub cell: String,
    /// Civil hour in Asia/Shanghai, 0 to 23.
    pub hour: i64,
    /// Codes of what was looked for, joined by `+`; empty for anything at all.
    pub need: String,
    pub searches: i64,
}

/// Searches in vain, the most frequent first; groups of fewer than `least` are held back.
pub fn missing(
    db: &mut Db<'_>,
    since: Day,
    least: i64,
    limit: usize,
) -> Result<Vec<Missing>, Error> {
    db.query(
        "SELECT cell, hour, need, CAST(SUM(searches) AS BIGINT) FROM places_demand
         WHERE day >= $1 GROUP BY cell, hour, need HAVING SUM(searches) >= CAST($2 AS BIGINT)
         ORDER BY 4 DESC, cell, hour, need LIMIT $3",
        params![since.to_string(), least, limit],
        |row| {
            Ok(Missing {
                cell: row.get(0)?,
                hour: row.get(1)?,
                need: row.get(2)?,
                searches: row.get(3)?,
            })
        },
    )
}

/// Counts more visits of a place on a day.
pub(crate) fn add_visits(
    tx: &mut Tx<'_>,
    place: PlaceId,
    day: Day,
    visits: i64,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO places_visits (place, day, visits) VALUES ($1, $2, $3)
         ON CONFLICT (place, day) DO UPDATE SET visits = places_visits.visits + $3",
        params![place, day.to_string(), visits],
    )
}

/// Visits of a place from a day on.
pub fn visits(db: &mut Db<'_>, place: PlaceId, since: Day) -> Result<i64, Error> {
    db.query_one(
        "SELECT CAST(COALESCE(SUM(visits), 0) AS BIGINT) FROM places_visits
         WHERE place = $1 AND day >= $2",
        params![place, since.to_string()],
        |row| row.get(0),
    )
}
