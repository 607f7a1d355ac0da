//! SQL of series.

use access::policy::{Columns, Reach};
use contracts::PersonId;
use storage::{Db, Error, Row, Tx, Value, params, value::parsed};

use super::{json, read};
use crate::{SeriesId, series::Series};

const SERIES: &str = "SELECT id, kind, unit, area, title, plan, called, next_on
    FROM gatherings_series";

/// One series.
pub fn find(db: &mut Db<'_>, id: SeriesId) -> Result<Option<Series>, Error> {
    db.query_opt(&format!("{SERIES} WHERE id = $1"), params![id], series)
}

/// Series of these kinds, those still held first, the newest first.
pub fn newest(db: &mut Db<'_>, kinds: &[&str], limit: usize) -> Result<Vec<Series>, Error> {
    let mut found = Vec::new();
    for kind in kinds {
        let sql = format!("{SERIES} WHERE kind = $1 ORDER BY made_at DESC, id DESC LIMIT $2");
        found.extend(db.query(&sql, params![*kind, limit], series)?);
    }
    found.sort_by_key(|series| series.next_on.is_none());
    Ok(found)
}

/// Series that somebody keeps.
pub fn within(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Series>, Error> {
    let columns = Columns { area: Some("area"), unit: Some("unit"), ..Columns::default() };
    let (held, mut values) = reach.sql(&columns, 1);
    values.push(Value::from(limit));
    let last = values.len();
    let sql = format!("{SERIES} WHERE {held} ORDER BY made_at DESC, id DESC LIMIT ${last}");
    db.query(&sql, &values, series)
}

pub(crate) fn insert(tx: &mut Tx<'_>, series: &Series, by: PersonId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO gatherings_series (id, kind, unit, area, title, plan, called, next_on,
             made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            series.id,
            series.kind.as_str(),
            series.unit,
            series.area.as_str(),
            series.title.as_str(),
            json(&series.plan)?,
            series.called,
            series.next_on.map(|day| day.to_string()),
            by,
            now,
        ],
    )
}

pub(crate) fn step(tx: &mut Tx<'_>, series: &Series) -> Result<(), Error> {
    tx.put(
        "UPDATE gatherings_series SET called = $2, next_on = $3 WHERE id = $1",
        params![series.id, series.called, series.next_on.map(|day| day.to_string())],
    )
}

fn series(row: &Row<'_>) -> Result<Series, Error> {
    let next: Option<String> = row.get(7)?;
    Ok(Series {
        id: row.get(0)?,
        kind: row.get(1)?,
        unit: row.get(2)?,
        area: row.parse(3)?,
        title: row.get(4)?,
        plan: read(row, 5)?,
        called: row.get(6)?,
        next_on: next.map(|day| parsed(&day, "next_on")).transpose()?,
    })
}
