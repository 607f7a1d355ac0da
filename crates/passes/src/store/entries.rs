//! What happened at gates, without who; marks of codes used; what syncing found.

use kernel::{Timestamp, Wgs84};
use storage::{Db, Error, Row, Tx, params};

use super::gates::position;
use crate::card::{EntryId, FindingId, FindingName, GateId};

/// Somebody came to a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub gate: GateId,
    pub at: Timestamp,
    /// Class number; 0 where the code could not be read.
    pub class: i64,
    /// `accept` or the code of a refusal.
    pub verdict: String,
    /// `code`, `paper` or `typed`.
    pub way: String,
}

/// False when it was uploaded before.
pub fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Error> {
    let rows = tx.execute(
        "INSERT INTO passes_entries (id, gate, at, class, verdict, way)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        params![
            entry.id,
            entry.gate,
            entry.at,
            entry.class,
            entry.verdict.as_str(),
            entry.way.as_str(),
        ],
    )?;
    Ok(rows == 1)
}

/// A gate's entries, latest first.
pub fn of_gate(db: &mut Db<'_>, gate: GateId, limit: usize) -> Result<Vec<Entry>, Error> {
    db.query(
        "SELECT id, gate, at, class, verdict, way FROM passes_entries
         WHERE gate = $1 ORDER BY at DESC, id DESC LIMIT $2",
        params![gate, limit],
        entry,
    )
}

/// Entries before `before`, oldest first.
pub fn ending(db: &mut Db<'_>, before: Timestamp, limit: usize) -> Result<Vec<Entry>, Error> {
    db.query(
        "SELECT id, gate, at, class, verdict, way FROM passes_entries
         WHERE at < $1 ORDER BY at, id LIMIT $2",
        params![before, limit],
        entry,
    )
}

pub fn erase(tx: &mut Tx<'_>, id: EntryId) -> Result<(), Error> {
    tx.put("DELETE FROM passes_entries WHERE id = $1", params![id])
}

/// How many entries there are before `before`.
pub fn count_before(db: &mut Db<'_>, before: Timestamp) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM passes_entries WHERE at < $1";
    db.query_one(sql, params![before], |row| row.get(0))
}

/// A pass was let in: which only its mark knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marked {
    pub gate: GateId,
    pub at: Timestamp,
    /// The step of a changing code.
    pub step: Option<u32>,
    /// Where the gate stands.
    pub place: Option<Wgs84>,
}

/// Where a marked pass was let in.
pub fn marked(db: &mut Db<'_>, mark: [u8; 32]) -> Result<Vec<Marked>, Error> {
    db.query(
        "SELECT m.gate, m.at, m.step, g.lat, g.lon FROM passes_marks m
         JOIN passes_gates g ON g.id = m.gate WHERE m.mark = $1 ORDER BY m.at, m.gate",
        params![mark],
        |row| {
            let step = u32::try_from(row.get::<i64>(2)?).unwrap_or(0);
            Ok(Marked {
                gate: row.get(0)?,
                at: row.get(1)?,
                step: (step > 0).then_some(step),
                place: position(row.get(3)?, row.get(4)?),
            })
        },
    )
}

/// Remembers that a pass was let in.
pub fn mark(tx: &mut Tx<'_>, mark: [u8; 32], seen: &Marked) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_marks (mark, gate, at, step) VALUES ($1, $2, $3, $4)
         ON CONFLICT (mark, gate, at) DO NOTHING",
        params![mark, seen.gate, seen.at, i64::from(seen.step.unwrap_or(0))],
    )
}

pub fn forget_marks(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), Error> {
    tx.put("DELETE FROM passes_marks WHERE at < $1", params![before])
}

/// Something that only showed once gates had synced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    /// `replay` or `over-limit`.
    pub kind: String,
    pub gate: GateId,
    pub other_gate: Option<GateId>,
    pub at: Timestamp,
    pub found_at: Timestamp,
}

pub fn find(
    tx: &mut Tx<'_>,
    kind: &str,
    gate: GateId,
    other: Option<GateId>,
    at: Timestamp,
) -> Result<(), Error> {
    let (id, now) = (tx.id::<FindingName>(), tx.now());
    tx.put(
        "INSERT INTO passes_findings (id, kind, gate, other_gate, at, found_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, kind, gate, other, at, now],
    )
}

/// What was found about a gate, latest first.
pub fn findings(db: &mut Db<'_>, gate: GateId, limit: usize) -> Result<Vec<Finding>, Error> {
    db.query(
        "SELECT id, kind, gate, other_gate, at, found_at FROM passes_findings
         WHERE gate = $1 OR other_gate = $1 ORDER BY found_at DESC, id DESC LIMIT $2",
        params![gate, limit],
        |row| {
            Ok(Finding {
                id: row.get(0)?,
                kind: row.get(1)?,
                gate: row.get(2)?,
                other_gate: row.get(3)?,
                at: row.get(4)?,
                found_at: row.get(5)?,
            })
        },
    )
}

pub fn forget_findings(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), Error> {
    tx.put("DELETE FROM passes_findings WHERE found_at < $1", params![before])
}

fn entry(row: &Row<'_>) -> Result<Entry, Error> {
    Ok(Entry {
        id: row.get(0)?,
        gate: row.get(1)?,
        at: row.get(2)?,
        class: row.get(3)?,
        verdict: row.get(4)?,
        way: row.get(5)?,
    })
}
