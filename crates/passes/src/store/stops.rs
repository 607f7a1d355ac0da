//! Merchants whose offers are stopped.

use contracts::PlaceId;
use kernel::Timestamp;
use storage::{Db, Error, Tx, params};

/// Since when a merchant's offers are stopped.
pub fn since(db: &mut Db<'_>, place: Option<PlaceId>) -> Result<Option<Timestamp>, Error> {
    let Some(place) = place else { return Ok(None) };
    let sql = "SELECT since FROM passes_stops WHERE place = $1";
    db.query_opt(sql, params![place], |row| row.get(0))
}

pub fn stop(tx: &mut Tx<'_>, place: PlaceId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO passes_stops (place, since) VALUES ($1, $2) ON CONFLICT (place) DO NOTHING",
        params![place, now],
    )
}

pub fn resume(tx: &mut Tx<'_>, place: PlaceId) -> Result<(), Error> {
    tx.put("DELETE FROM passes_stops WHERE place = $1", params![place])
}
