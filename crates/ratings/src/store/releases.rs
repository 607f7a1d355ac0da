//! What was published, and what the merchant answered.

use std::collections::BTreeSet;

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Tx, params};

use crate::{
    figure::Figure,
    rating::{GroupId, ReleaseId, ReleaseName},
};

/// A release as anybody may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub id: ReleaseId,
    pub unit: UnitId,
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// `None`: too few riders to show anything.
    pub figure: Option<Figure>,
    pub reply: Option<(String, Timestamp)>,
}

const RELEASE: &str =
    "SELECT r.id, r.unit, r.seq, r.at, r.riders, r.minutes, r.reasons, a.text, a.at
    FROM ratings_releases r LEFT JOIN ratings_replies a ON a.release = r.id";

/// The release of a merchant that stands.
pub fn last(db: &mut Db<'_>, unit: UnitId) -> Result<Option<Release>, Error> {
    let sql = format!("{RELEASE} WHERE r.unit = $1 ORDER BY r.seq DESC LIMIT 1");
    db.query_opt(&sql, params![unit], release)
}

/// Every release of a merchant, the first first.
pub fn all(db: &mut Db<'_>, unit: UnitId) -> Result<Vec<Release>, Error> {
    db.query(&format!("{RELEASE} WHERE r.unit = $1 ORDER BY r.seq"), params![unit], release)
}

/// The releases that stand in an area, in no order of worth.
pub fn standing(db: &mut Db<'_>, area: &AreaCode) -> Result<Vec<Release>, Error> {
    let (low, high) = area.range();
    let sql = format!(
        "{RELEASE} WHERE r.area BETWEEN $1 AND $2 AND r.seq =
             (SELECT MAX(l.seq) FROM ratings_releases l WHERE l.unit = r.unit) ORDER BY r.unit"
    );
    db.query(&sql, params![low, high], release)
}

pub fn find(db: &mut Db<'_>, id: ReleaseId) -> Result<Option<Release>, Error> {
    db.query_opt(&format!("{RELEASE} WHERE r.id = $1"), params![id], release)
}

/// Publishes: the release that stands from now on.
pub fn insert(
    tx: &mut Tx<'_>,
    (unit, area): (UnitId, &AreaCode),
    seq: i64,
    figure: Option<&Figure>,
    groups: &BTreeSet<GroupId>,
) -> Result<ReleaseId, Error> {
    let (id, now) = (tx.id::<ReleaseName>(), tx.now());
    let reasons = figure.map_or(&[][..], |figure| &figure.reasons);
    let reasons = serde_json::to_string(reasons)
        .map_err(|error| Error::Refused(format!("reasons cannot be written: {error}")))?;
    tx.put(
        "INSERT INTO ratings_releases (id, unit, area, seq, at, riders, minutes, reasons)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            id,
            unit,
            area.as_str(),
            seq,
            now,
            figure.map_or(0, |figure| figure.riders),
            figure.map(|figure| figure.minutes),
            reasons,
        ],
    )?;
    for group in groups {
        tx.put(
            "INSERT INTO ratings_released (release, group_id) VALUES ($1, $2)",
            params![id, *group],
        )?;
    }
    Ok(id)
}

/// Keeps the merchant's reply; false when there is one already.
pub fn reply(tx: &mut Tx<'_>, release: ReleaseId, by: PersonId, text: &str) -> Result<bool, Error> {
    let now = tx.now();
    let kept = tx.execute(
        "INSERT INTO ratings_replies (release, text, replied_by, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (release) DO NOTHING",
        params![release, text, by, now],
    )?;
    Ok(kept == 1)
}

fn release(row: &Row<'_>) -> Result<Release, Error> {
    let reasons = serde_json::from_str::<Vec<String>>(&row.get::<String>(6)?)
        .map_err(|error| Error::Corrupt(format!("reasons of a release: {error}")))?;
    let (riders, minutes) = (row.get::<i64>(4)?, row.get::<Option<i64>>(5)?);
    let text = row.get::<Option<String>>(7)?;
    Ok(Release {
        id: row.get(0)?,
        unit: row.get(1)?,
        seq: row.get(2)?,
        at: row.get(3)?,
        figure: minutes.map(|minutes| Figure { riders, minutes, reasons }),
        reply: text.zip(row.get::<Option<Timestamp>>(8)?),
    })
}
