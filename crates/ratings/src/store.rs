//! All SQL of the ratings. Nothing here is sorted by minutes.

pub mod groups;
pub mod improvements;
pub mod releases;

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Tx, params};

use crate::{
    group::Voice,
    rating::{Rating, RatingId},
};

const RATING: &str = "SELECT id, unit, rider, minutes, reason, band, state, at, window_ends_at
    FROM ratings_ratings";

/// Holds everybody else off a merchant's ratings until this transaction ends.
pub fn hold(tx: &mut Tx<'_>, unit: UnitId) -> Result<(), Error> {
    tx.lock(format!("ratings:{unit}").as_bytes())
}

pub fn find(db: &mut Db<'_>, id: RatingId) -> Result<Option<Rating>, Error> {
    db.query_opt(&format!("{RATING} WHERE id = $1"), params![id], rating)
}

/// A rider's last rating of a merchant, whatever became of it.
pub fn last_of(db: &mut Db<'_>, rider: PersonId, unit: UnitId) -> Result<Option<Rating>, Error> {
    let sql = format!("{RATING} WHERE rider = $1 AND unit = $2 ORDER BY at DESC, id DESC LIMIT 1");
    db.query_opt(&sql, params![rider, unit], rating)
}

/// A rider's own ratings, newest first.
pub fn mine(db: &mut Db<'_>, rider: PersonId, limit: usize) -> Result<Vec<Rating>, Error> {
    let sql = format!(
        "{RATING} WHERE rider = $1 AND state <> 'replaced' ORDER BY at DESC, id DESC LIMIT $2"
    );
    db.query(&sql, params![rider, limit], rating)
}

pub fn insert(
    tx: &mut Tx<'_>,
    new: &Rating,
    area: &str,
    note: Option<Vec<u8>>,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO ratings_ratings (id, unit, area, rider, minutes, reason, band, note, state,
             at, window_ends_at, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'live', $9, $10, NULL)",
        params![
            new.id,
            new.unit,
            area,
            new.rider,
            new.minutes,
            new.reason.as_str(),
            new.band.as_str(),
            note,
            new.at,
            new.window_ends_at,
        ],
    )
}

/// A rating counts no more: `replaced` or `withdrawn`.
pub fn end(tx: &mut Tx<'_>, id: RatingId, state: &str) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE ratings_ratings SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'live'",
        params![id, state, now],
    )
}

pub fn end_all(tx: &mut Tx<'_>, rider: PersonId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE ratings_ratings SET state = 'withdrawn', ended_at = $2
         WHERE rider = $1 AND state = 'live'",
        params![rider, now],
    )
}

/// The merchants that a rider has rated, in the order in which they are held.
pub fn units_of(db: &mut Db<'_>, rider: PersonId) -> Result<Vec<UnitId>, Error> {
    let sql = "SELECT DISTINCT unit FROM ratings_ratings WHERE rider = $1 ORDER BY unit";
    db.query(sql, params![rider], |row| row.get(0))
}

/// Merchants of which a batch has something to work out: rated since, or still published.
pub fn units(db: &mut Db<'_>, since: Timestamp) -> Result<Vec<UnitId>, Error> {
    db.query(
        "SELECT unit FROM ratings_ratings WHERE at > $1
         UNION SELECT r.unit FROM ratings_releases r WHERE r.riders > 0 AND r.seq =
             (SELECT MAX(l.seq) FROM ratings_releases l WHERE l.unit = r.unit)
         UNION SELECT unit FROM ratings_improvements WHERE closed_at IS NULL",
        params![since],
        |row| row.get(0),
    )
}

/// Live ratings of a merchant whose window had ended by `cutoff`, given after `since`.
pub fn ripe(
    db: &mut Db<'_>,
    unit: UnitId,
    since: Timestamp,
    cutoff: Timestamp,
) -> Result<Vec<(Voice, i64)>, Error> {
    db.query(
        "SELECT at, rider, id, minutes FROM ratings_ratings
         WHERE unit = $1 AND state = 'live' AND at > $2 AND window_ends_at <= $3 ORDER BY at, id",
        params![unit, since, cutoff],
        |row| Ok((voice(row)?, row.get(3)?)),
    )
}

/// A note to the street, without its writer's name.
pub struct Note {
    pub unit: UnitId,
    pub rider: PersonId,
    pub minutes: i64,
    pub reason: String,
    pub at: Timestamp,
    pub sealed: Vec<u8>,
}

/// Notes to the street from these areas, newest first; only of windows that have ended.
pub fn notes(
    db: &mut Db<'_>,
    area: &AreaCode,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Note>, Error> {
    let (low, high) = area.range();
    db.query(
        "SELECT unit, rider, minutes, reason, at, note FROM ratings_ratings
         WHERE area BETWEEN $1 AND $2 AND state = 'live' AND note IS NOT NULL
             AND window_ends_at <= $3 ORDER BY at DESC, id DESC LIMIT $4",
        params![low, high, now, limit],
        |row| {
            Ok(Note {
                unit: row.get(0)?,
                rider: row.get(1)?,
                minutes: row.get(2)?,
                reason: row.get(3)?,
                at: row.get(4)?,
                sealed: row.get(5)?,
            })
        },
    )
}

/// `at, rider, id` of a row.
fn voice(row: &Row<'_>) -> Result<Voice, Error> {
    Ok(Voice { at: row.get(0)?, rider: row.get(1)?, rating: row.get(2)? })
}

fn rating(row: &Row<'_>) -> Result<Rating, Error> {
    Ok(Rating {
        id: row.get(0)?,
        unit: row.get(1)?,
        rider: row.get(2)?,
        minutes: row.get(3)?,
        reason: row.get(4)?,
        band: row.parse(5)?,
        live: row.get::<String>(6)? == "live",
        at: row.get(7)?,
        window_ends_at: row.get(8)?,
    })
}
