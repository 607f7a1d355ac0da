//! The parts' rows: written with the entry that changed them, read by the units' inboxes.

use contracts::{CaseId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, Value, params};

use super::{
    fact::Fact,
    part::{Joint, Part},
};
use crate::{
    case::Case,
    entry::{Entry, What},
    holder::Holder,
    store::take_part,
};

/// A part that waits for one of the reader's units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub case: CaseId,
    pub number: String,
    pub title: String,
    pub part: i64,
    pub unit: UnitId,
    pub state: String,
    pub due_at: Option<Timestamp>,
}

/// Keeps the rows of the parts that the entry changed.
pub(crate) fn keep(tx: &mut Tx<'_>, id: CaseId, entry: &Entry, case: &Case) -> Result<(), Error> {
    let Some(joint) = &case.joint else { return Ok(()) };
    for part in joint.parts.iter().filter(|part| part.seq == entry.seq) {
        keep_part(tx, id, part)?;
        take_part(tx, id, part.unit)?;
    }
    match &entry.what {
        What::Joint(Fact::Called { .. }) => {
            take_part(tx, id, joint.lead)?;
            take_part(tx, id, joint.street)
        }
        What::Joint(Fact::Escalated { part, stage, silent, told }) => {
            if let Some(told) = told {
                take_part(tx, id, *told)?;
            }
            tx.put(
                "INSERT INTO cases_joint_silences (case_id, seq, part, stage, unit, told)
                 VALUES ($1, $2, $3, $4, $5, $6)",
                params![id, entry.seq, *part, stage.as_str(), *silent, *told],
            )
        }
        _ => Ok(()),
    }
}

fn keep_part(tx: &mut Tx<'_>, id: CaseId, part: &Part) -> Result<(), Error> {
    tx.put(
        "INSERT INTO cases_joint_parts (case_id, part, unit, state, holder, due_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (case_id, part) DO UPDATE SET unit = excluded.unit, state = excluded.state,
             holder = excluded.holder, due_at = excluded.due_at",
        params![id, part.number, part.unit, part.state.as_str(), holder(part), part.due()],
    )
}

const fn unit_of(holder: Holder) -> Option<UnitId> {
    match holder {
        Holder::Unit(unit) => Some(unit),
        Holder::Member(_) | Holder::Worker | Holder::Nobody => None,
    }
}

fn holder(part: &Part) -> Option<UnitId> {
    unit_of(part.holder())
}

/// Whether the rows say what the case says.
pub(crate) fn is_kept(db: &mut Db<'_>, id: CaseId, case: &Case) -> Result<bool, Error> {
    let rows = db.query(
        "SELECT part, unit, state, holder, due_at FROM cases_joint_parts WHERE case_id = $1
         ORDER BY part",
        params![id],
        |row| {
            let (part, unit): (i64, UnitId) = (row.get(0)?, row.get(1)?);
            let (state, holder): (String, Option<UnitId>) = (row.get(2)?, row.get(3)?);
            let due_at: Option<Timestamp> = row.get(4)?;
            Ok((part, unit, state, holder, due_at))
        },
    )?;
    let parts = case.joint.iter().flat_map(|joint: &Joint| &joint.parts);
    let told = parts.map(|part| {
        (part.number, part.unit, part.state.as_str().to_owned(), holder(part), part.due())
    });
    Ok(told.eq(rows))
}

/// Parts of which it is these units' turn, by deadline; what waits for the street's word last.
pub fn waiting(db: &mut Db<'_>, units: &[UnitId], limit: usize) -> Result<Vec<Waiting>, Error> {
    let places: Vec<String> = (1..=units.len()).map(|at| format!("p.holder = ${at}")).collect();
    let held = if places.is_empty() { "1 = 0".to_owned() } else { places.join(" OR ") };
    let mut params: Vec<Value> = units.iter().map(|unit| Value::from(*unit)).collect();
    params.push(limit.into());
    let sql = format!(
        "SELECT c.id, c.number, c.title, p.part, p.unit, p.state, p.due_at
         FROM cases_joint_parts p JOIN cases_cases c ON c.id = p.case_id
         WHERE {held}
         ORDER BY CASE WHEN p.due_at IS NULL THEN 1 ELSE 0 END, p.due_at, c.id, p.part LIMIT ${}",
        params.len()
    );
    db.query(&sql, &params, waits)
}

fn waits(row: &Row<'_>) -> Result<Waiting, Error> {
    Ok(Waiting {
        case: row.get(0)?,
        number: row.get(1)?,
        title: row.get(2)?,
        part: row.get(3)?,
        unit: row.get(4)?,
        state: row.get(5)?,
        due_at: row.get(6)?,
    })
}
