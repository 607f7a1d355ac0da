//! All SQL of results.

use contracts::{CaseId, PersonId};
use storage::{Db, Error, Tx, params};

use super::{Deliverable, ResultId};
use crate::case::Case;

/// The case that a result belongs to.
pub fn owner_of(db: &mut Db<'_>, result: ResultId) -> Result<Option<CaseId>, Error> {
    db.query_opt("SELECT case_id FROM cases_results WHERE id = $1", params![result], |row| {
        row.get(0)
    })
}

/// Writes the row of one result as the case now has it.
pub fn keep(tx: &mut Tx<'_>, id: CaseId, case: &Case, result: ResultId) -> Result<(), Error> {
    let Some(one) = case.results.iter().find(|one| one.what.id == result) else { return Ok(()) };
    let what = &one.what;
    tx.execute(
        "INSERT INTO cases_results (id, case_id, area, kind, quantity, lat, lon, address, unit,
             recorded_at, seen_there, seen_missing, struck)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (id) DO UPDATE SET seen_there = $11, seen_missing = $12, struck = $13",
        params![
            what.id,
            id,
            case.area.as_str(),
            what.kind.as_str(),
            what.quantity,
            what.place.map(kernel::geo::Wgs84::lat),
            what.place.map(kernel::geo::Wgs84::lon),
            what.address.as_str(),
            one.unit,
            one.at,
            one.there(),
            one.missing(),
            one.struck,
        ],
    )?;
    Ok(())
}

/// Writes who has looked.
pub fn keep_look(
    tx: &mut Tx<'_>,
    result: ResultId,
    person: PersonId,
    there: bool,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO cases_results_checks (result, person, there, at) VALUES ($1, $2, $3, $4)",
        params![result, person, there, now],
    )?;
    Ok(())
}

/// Whether the rows of a case's results say what the case says.
pub fn agree(db: &mut Db<'_>, id: CaseId, case: &Case) -> Result<bool, Error> {
    let rows = db.query(
        "SELECT id, seen_there, seen_missing, struck, quantity FROM cases_results
         WHERE case_id = $1",
        params![id],
        |row| {
            Ok((
                row.get::<ResultId>(0)?,
                row.get::<usize>(1)?,
                row.get::<usize>(2)?,
                row.get::<bool>(3)?,
                row.get::<i64>(4)?,
            ))
        },
    )?;
    let of = |one: &Deliverable| {
        (one.what.id, one.there(), one.missing(), one.struck, one.what.quantity)
    };
    let all_known = case.results.iter().all(|one| rows.contains(&of(one)));
    Ok(all_known && rows.len() == case.results.len())
}
