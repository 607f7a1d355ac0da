//! All SQL of the heat maps.

use heat::{Cell, Fold, Guarantee};
use kernel::Id;
use storage::{Db, Error, Tx, params};

/// The name of release ids.
pub enum ReleaseName {}
pub type ReleaseId = Id<ReleaseName>;

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
    source: &str,
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
             guarantee, imported_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![id, guarantee.digest.as_str(), source, resolution, hours, from, until, text, now],
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
