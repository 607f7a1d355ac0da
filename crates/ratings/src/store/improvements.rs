//! Cases that the figures opened.

use contracts::{Case, CaseId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Tx, params};

/// A case for improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Improvement {
    pub case: CaseId,
    pub unit: UnitId,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

const IMPROVEMENT: &str = "SELECT case_id, unit, opened_at, closed_at FROM ratings_improvements";

/// The improvement of a merchant that is open.
pub fn open_of(db: &mut Db<'_>, unit: UnitId) -> Result<Option<Improvement>, Error> {
    let sql = format!("{IMPROVEMENT} WHERE unit = $1 AND closed_at IS NULL");
    db.query_opt(&sql, params![unit], improvement)
}

/// Those of an area, the newest first.
pub fn list(db: &mut Db<'_>, area: &AreaCode, limit: usize) -> Result<Vec<Improvement>, Error> {
    let (low, high) = area.range();
    let sql = format!(
        "{IMPROVEMENT} WHERE area BETWEEN $1 AND $2 ORDER BY opened_at DESC, case_id LIMIT $3"
    );
    db.query(&sql, params![low, high, limit], improvement)
}

pub fn open(tx: &mut Tx<'_>, unit: UnitId, area: &AreaCode) -> Result<CaseId, Error> {
    let (id, now) = (tx.id::<Case>(), tx.now());
    tx.put(
        "INSERT INTO ratings_improvements (case_id, unit, area, opened_at, closed_at)
         VALUES ($1, $2, $3, $4, NULL)",
        params![id, unit, area.as_str(), now],
    )?;
    Ok(id)
}

/// The case is closed.
pub fn close(tx: &mut Tx<'_>, case: CaseId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE ratings_improvements SET closed_at = $2 WHERE case_id = $1 AND closed_at IS NULL",
        params![case, now],
    )
}

fn improvement(row: &Row<'_>) -> Result<Improvement, Error> {
    Ok(Improvement {
        case: row.get(0)?,
        unit: row.get(1)?,
        opened_at: row.get(2)?,
        closed_at: row.get(3)?,
    })
}
