//! Which cases ring, as a duty page lists them.

use access::policy::{Columns, Reach};
use contracts::CaseId;
use kernel::Timestamp;
use storage::{Db, Error, Tx, Value, params};

use crate::{
    case::Case,
    store::{Kept, folded},
};

/// Keeps the alarm's row beside the case's.
pub(crate) fn keep(tx: &mut Tx<'_>, id: CaseId, case: &Case) -> Result<(), Error> {
    let Some(duty) = &case.duty else { return Ok(()) };
    let Some(rang_at) = duty.rang_at() else { return Ok(()) };
    let taken_at = duty.taken.map(|taken| taken.at);
    tx.execute(
        "INSERT INTO cases_duty (case_id, rang_at, ringing, taken_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (case_id) DO UPDATE SET ringing = $3, taken_at = $4",
        params![id, rang_at, duty.is_ringing(), taken_at],
    )?;
    Ok(())
}

/// Alarms within reach that ring now, the oldest first.
pub fn ringing(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Kept>, Error> {
    list(db, reach, "d.ringing = 1", "d.rang_at, c.id", limit, Vec::new())
}

/// Alarms within reach that rang since, and ring no more; the newest first.
pub fn over_since(
    db: &mut Db<'_>,
    reach: &Reach,
    since: Timestamp,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    let condition = "d.ringing = 0 AND d.rang_at >= $1";
    list(db, reach, condition, "d.rang_at DESC, c.id DESC", limit, vec![since.into()])
}

fn list(
    db: &mut Db<'_>,
    reach: &Reach,
    condition: &str,
    order: &str,
    limit: usize,
    mut values: Vec<Value>,
) -> Result<Vec<Kept>, Error> {
    let held =
        "EXISTS (SELECT 1 FROM cases_participants p WHERE p.case_id = c.id AND p.unit IN {})";
    let columns = Columns { area: Some("c.area"), unit: Some(held), ..Columns::default() };
    let (within, more) = reach.sql(&columns, values.len() + 1);
    values.extend(more);
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let last = values.len();
    let sql = format!(
        "SELECT c.id, c.folded FROM cases_duty d JOIN cases_cases c ON c.id = d.case_id
         WHERE {condition} AND {within} ORDER BY {order} LIMIT ${last}"
    );
    db.query(&sql, &values, |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }))
}
