//! All SQL of the heat maps.

use contracts::UnitId;
use heat::{Cell, Fold, Guarantee};
use kernel::{Id, Timestamp};
use storage::{Db, Error, Tx, params};

use crate::layer::Asked;

/// The name of release ids.
pub enum ReleaseName {}
pub type ReleaseId = Id<ReleaseName>;

/// Longitude and latitude, WGS-84 degrees.
pub(crate) type Place = (f64, f64);

/// A release that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id: ReleaseId,
    /// Who handed it in, as they are called.
    pub source: String,
    /// The same as a unit of this deployment, where it is one.
    pub unit: Option<UnitId>,
    pub guarantee: Guarantee,
    pub imported_at: Timestamp,
}

/// A kept figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub source: String,
    /// `week`, `day` or `whole`: what the hour counts.
    pub hours: String,
    /// H3 index, hexadecimal.
    pub cell: String,
    pub hour: i64,
    pub occupation: String,
    /// Noisy count of workers.
    pub weight: i64,
}

pub(crate) fn is_known(db: &mut Db<'_>, digest: &str) -> Result<bool, Error> {
    let found: Option<i64> = db.query_opt(
        "SELECT CAST(1 AS BIGINT) FROM heatmaps_releases WHERE digest = $1",
        params![digest],
        |row| row.get(0),
    )?;
    Ok(found.is_some())
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    guarantee: &Guarantee,
    (source, unit): (&str, Option<UnitId>),
) -> Result<(), Error> {
    let hours = match guarantee.hours {
        Fold::Week => "week",
        Fold::Day => "day",
        Fold::Whole => "whole",
    };
    let text =
        serde_json::to_string(guarantee).map_err(|error| Error::Corrupt(error.to_string()))?;
    let from = guarantee.period.map(|period| period.from.to_string());
    let until = guarantee.period.map(|period| period.until.to_string());
    let (now, resolution) = (tx.now(), i64::from(guarantee.resolution));
    tx.put(
        "INSERT INTO heatmaps_releases (id, digest, source, resolution, hours, from_day, until_day,
             guarantee, imported_at, unit)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            guarantee.digest.as_str(),
            source,
            resolution,
            hours,
            from,
            until,
            text,
            now,
            unit
        ],
    )
}

pub(crate) fn insert_cell(tx: &mut Tx<'_>, release: ReleaseId, cell: &Cell) -> Result<(), Error> {
    tx.put(
        "INSERT INTO heatmaps_cells (release, cell, hour, occupation, weight)
         VALUES ($1, $2, $3, $4, $5)",
        params![
            release,
            format!("{:x}", cell.cell),
            i64::from(cell.hour),
            cell.occupation.as_str(),
            cell.weight
        ],
    )
}

/// Everything kept, by source, cell, hour and occupation; releases about the same source are listed
/// one after the other, the newest last.
///
/// # Errors
/// When the store fails.
pub fn cells(db: &mut Db<'_>) -> Result<Vec<Slot>, Error> {
    db.query(
        "SELECT r.source, r.hours, c.cell, c.hour, c.occupation, c.weight
         FROM heatmaps_cells AS c JOIN heatmaps_releases AS r ON r.id = c.release
         ORDER BY r.source, r.imported_at, c.cell, c.hour, c.occupation",
        params![],
        |row| {
            Ok(Slot {
                source: row.get(0)?,
                hours: row.get(1)?,
                cell: row.get(2)?,
                hour: row.get(3)?,
                occupation: row.get(4)?,
                weight: row.get(5)?,
            })
        },
    )
}

/// Every release, the newest first.
///
/// # Errors
/// When the store fails, or a kept guarantee does not read.
pub fn releases(db: &mut Db<'_>) -> Result<Vec<Held>, Error> {
    db.query(
        "SELECT id, source, unit, guarantee, imported_at FROM heatmaps_releases
         ORDER BY imported_at DESC, id DESC",
        params![],
        |row| {
            let text: String = row.get(3)?;
            let guarantee =
                serde_json::from_str(&text).map_err(|error| Error::Corrupt(error.to_string()))?;
            Ok(Held {
                id: row.get(0)?,
                source: row.get(1)?,
                unit: row.get(2)?,
                guarantee,
                imported_at: row.get(4)?,
            })
        },
    )
}

/// The occupations that a release tells apart.
pub(crate) fn occupations(db: &mut Db<'_>, release: ReleaseId) -> Result<Vec<String>, Error> {
    db.query(
        "SELECT DISTINCT occupation FROM heatmaps_cells WHERE release = $1 ORDER BY occupation",
        params![release],
        |row| row.get(0),
    )
}

/// The hour with the most workers; `None` when the release has no cells.
pub(crate) fn busiest(db: &mut Db<'_>, release: ReleaseId) -> Result<Option<i64>, Error> {
    db.query_opt(
        "SELECT hour FROM heatmaps_cells WHERE release = $1
         GROUP BY hour ORDER BY SUM(weight) DESC, hour LIMIT 1",
        params![release],
        |row| row.get(0),
    )
}

/// What cells weigh at an hour or over all hours; figures below the least are left out one by one,
/// before anything is added up.
pub(crate) fn at(db: &mut Db<'_>, asked: &Asked) -> Result<Vec<(String, i64)>, Error> {
    let (first, last) = asked.hour.map_or((0, HOURS_MAX), |hour| (hour, hour));
    let occupation = asked.occupation.as_deref().unwrap_or_default();
    db.query(
        "SELECT cell, CAST(SUM(weight) AS BIGINT) FROM heatmaps_cells
         WHERE release = $1 AND hour BETWEEN $2 AND $3
             AND ($4 = '' OR occupation = $4) AND weight >= $5
         GROUP BY cell ORDER BY cell",
        params![asked.release, first, last, occupation, asked.least],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

const HOURS_MAX: i64 = 167;

/// Every figure of a release of at least so many, by cell, hour and occupation.
///
/// # Errors
/// When the store fails.
pub fn figures(
    db: &mut Db<'_>,
    release: ReleaseId,
    least: i64,
) -> Result<Vec<(String, i64, String, i64)>, Error> {
    db.query(
        "SELECT cell, hour, occupation, weight FROM heatmaps_cells
         WHERE release = $1 AND weight >= $2 ORDER BY cell, hour, occupation",
        params![release, least],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}
