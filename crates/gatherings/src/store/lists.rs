//! Lists of gatherings: a person's own, what is open to everybody, an organizer's.

use access::policy::{Columns, Reach};
use contracts::{PersonId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Value, params};

use super::{Kept, read};
use crate::SeriesId;

/// Gatherings of somebody, from an instant on, in their order.
pub fn of_person(
    db: &mut Db<'_>,
    person: PersonId,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    db.query(
        "SELECT s.id, s.folded FROM gatherings_people p JOIN gatherings_sessions s
             ON s.id = p.gathering
         WHERE p.person = $1 AND p.starts_at >= $2 ORDER BY p.starts_at, s.id LIMIT $3",
        params![person, since, limit],
        kept,
    )
}

/// Private gatherings of units, of which nobody else is told.
pub fn of_units(
    db: &mut Db<'_>,
    units: &[UnitId],
    since: Timestamp,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    let mut found = Vec::new();
    for unit in units {
        found.extend(db.query(
            "SELECT id, folded FROM gatherings_sessions
             WHERE unit = $1 AND private = 1 AND starts_at >= $2 ORDER BY starts_at, id LIMIT $3",
            params![*unit, since, limit],
            kept,
        )?);
    }
    Ok(found)
}

/// What everybody is invited to and is not over, the soonest first.
pub fn open(db: &mut Db<'_>, now: Timestamp, limit: usize) -> Result<Vec<Kept>, Error> {
    db.query(
        "SELECT id, folded FROM gatherings_sessions
         WHERE private = 0 AND ends_at >= $1 AND stage <> 'called-off'
         ORDER BY ends_at, id LIMIT $2",
        params![now, limit],
        kept,
    )
}

/// Gatherings that somebody keeps, private ones by a reach of their own; the newest first.
pub fn within(
    db: &mut Db<'_>,
    keep: &Reach,
    party: &Reach,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    let columns = Columns { area: Some("area"), unit: Some("unit"), ..Columns::default() };
    let (one, mut values) = keep.sql(&columns, 1);
    let (other, more) = party.sql(&columns, values.len() + 1);
    values.extend(more);
    values.push(Value::from(limit));
    let last = values.len();
    let sql = format!(
        "SELECT id, folded FROM gatherings_sessions
         WHERE (private = 0 AND ({one})) OR (private = 1 AND ({other}))
         ORDER BY starts_at DESC, id DESC LIMIT ${last}"
    );
    db.query(&sql, &values, kept)
}

/// Gatherings of a series, the newest first.
pub fn of_series(db: &mut Db<'_>, series: SeriesId, limit: usize) -> Result<Vec<Kept>, Error> {
    db.query(
        "SELECT id, folded FROM gatherings_sessions WHERE series = $1
         ORDER BY starts_at DESC, id DESC LIMIT $2",
        params![series, limit],
        kept,
    )
}

/// How many gatherings of a kind a unit held in a span of time: from `from`, before `until`.
pub fn held(
    db: &mut Db<'_>,
    unit: UnitId,
    kind: &str,
    from: Timestamp,
    until: Timestamp,
) -> Result<i64, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM gatherings_sessions WHERE unit = $1 AND kind = $2
             AND starts_at >= $3 AND starts_at < $4 AND stage IN ('open', 'closed', 'settled')",
        params![unit, kind, from, until],
        |row| row.get(0),
    )
}

fn kept(row: &Row<'_>) -> Result<Kept, Error> {
    Ok(Kept { id: row.get(0)?, gathering: read(row, 1)? })
}
