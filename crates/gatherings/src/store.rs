//! All SQL of gatherings: entries with their cached row, people, the lists.

pub mod door;
pub mod drafts;
pub mod feeds;
pub mod lists;
pub mod people;
pub mod series;
pub mod urns;

use contracts::{CaseId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, jobs, params};

use crate::{
    DecisionId, GatheringId, SeriesId,
    fact::{Decision, Entry, What},
    gathering::Gathering,
    tick::JOB,
};

/// A gathering with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: GatheringId,
    pub gathering: Gathering,
}

/// A gathering about to change, held against everybody else until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: GatheringId) -> Result<Option<Gathering>, Error> {
    tx.lock(job_key(id).as_bytes())?;
    find(tx, id)
}

/// The gathering as its row has it.
pub fn find(db: &mut Db<'_>, id: GatheringId) -> Result<Option<Gathering>, Error> {
    let sql = "SELECT folded FROM gatherings_sessions WHERE id = $1";
    db.query_opt(sql, params![id], |row| read(row, 0))
}

/// The history, oldest first.
pub fn entries(db: &mut Db<'_>, id: GatheringId) -> Result<Vec<Entry>, Error> {
    db.query(
        "SELECT seq, at, actor, unit, role, payload FROM gatherings_entries
         WHERE gathering = $1 ORDER BY seq",
        params![id],
        |row| {
            Ok(Entry {
                seq: row.get(0)?,
                at: row.get(1)?,
                actor: row.get(2)?,
                unit: row.get(3)?,
                role: row.get(4)?,
                what: read(row, 5)?,
            })
        },
    )
}

/// Every gathering's id after `after`, for checks that read everything.
pub fn ids_after(
    db: &mut Db<'_>,
    after: GatheringId,
    limit: usize,
) -> Result<Vec<GatheringId>, Error> {
    db.query(
        "SELECT id FROM gatherings_sessions WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
        |row| row.get(0),
    )
}

/// Writes the first entry. False when there is a gathering with this id, or with this place in its
/// series, already.
pub fn insert(
    tx: &mut Tx<'_>,
    id: GatheringId,
    entry: &Entry,
    gathering: &Gathering,
) -> Result<bool, Error> {
    let made = tx.execute(
        "INSERT INTO gatherings_sessions (id, series, place_in_series, kind, unit, area, private,
             stage, starts_at, ends_at, length, folded)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11) ON CONFLICT DO NOTHING",
        params![
            id,
            gathering.series.map(|series| series.id),
            gathering.series.map(|series| series.number),
            gathering.kind.as_str(),
            gathering.unit,
            gathering.area.as_str(),
            gathering.rules.private,
            gathering.stage.as_str(),
            gathering.starts_at(),
            gathering.ends_at(),
            json(gathering)?,
        ],
    )?;
    if made == 0 {
        return Ok(false);
    }
    append_entry(tx, id, entry)?;
    schedule(tx, id, gathering)?;
    Ok(true)
}

/// Writes one more entry, and the row and the lists as they are after it.
pub fn append(
    tx: &mut Tx<'_>,
    id: GatheringId,
    entry: &Entry,
    gathering: &Gathering,
) -> Result<(), Error> {
    append_entry(tx, id, entry)?;
    tx.put(
        "UPDATE gatherings_sessions SET stage = $2, starts_at = $3, ends_at = $4, length = $5,
             folded = $6
         WHERE id = $1",
        params![
            id,
            gathering.stage.as_str(),
            gathering.starts_at(),
            gathering.ends_at(),
            gathering.length,
            json(gathering)?,
        ],
    )?;
    people::follow(tx, id, gathering, &entry.what)?;
    if let What::Decided(decision) = &entry.what {
        insert_decision(tx, id, gathering, decision, entry.at)?;
    }
    schedule(tx, id, gathering)
}

fn append_entry(tx: &mut Tx<'_>, id: GatheringId, entry: &Entry) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_entries (gathering, seq, at, actor, unit, role, kind, payload)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            id,
            entry.seq,
            entry.at,
            entry.actor,
            entry.unit,
            entry.role.as_str(),
            entry.what.kind(),
            json(&entry.what)?,
        ],
    )
}

/// One job per gathering: the next thing that time will do to it.
pub(crate) fn schedule(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &Gathering,
) -> Result<(), Error> {
    let key = job_key(id);
    match gathering.next_tick() {
        Some((at, _)) => jobs::schedule(tx, JOB, &key, at, &id.to_string()),
        None => jobs::cancel(tx, &key),
    }
}

fn job_key(id: GatheringId) -> String {
    format!("gathering:{id}")
}

fn insert_decision(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &Gathering,
    decision: &Decision,
    at: Timestamp,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_decisions (id, gathering, series, number, owner, due_on, case_id,
             text, made_at, resolved)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
        params![
            decision.id,
            id,
            gathering.series.map(|series| series.id),
            decision.number,
            decision.owner,
            decision.due_on.to_string(),
            decision.case,
            decision.text.as_str(),
            at,
        ],
    )
}

/// Decisions that those who were there hold to be solved are not carried on any more.
pub(crate) fn resolve(tx: &mut Tx<'_>, gathering: &Gathering) -> Result<(), Error> {
    for read in gathering.read.iter().filter(|read| gathering.is_resolved(read.decision)) {
        tx.put(
            "UPDATE gatherings_decisions SET resolved = 1 WHERE id = $1",
            params![read.decision],
        )?;
    }
    Ok(())
}

/// A decision with whether it has been read out as solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub gathering: GatheringId,
    pub decision: Decision,
    pub resolved: bool,
}

const DECISION: &str = "SELECT id, gathering, number, owner, due_on, case_id, text, resolved FROM gatherings_decisions";

/// Every decision of a series, the newest first.
pub fn decisions_of(db: &mut Db<'_>, series: SeriesId, limit: usize) -> Result<Vec<Told>, Error> {
    let sql = format!("{DECISION} WHERE series = $1 ORDER BY made_at DESC, id DESC LIMIT $2");
    db.query(&sql, params![series, limit], told)
}

/// What the next gathering of a series has to read out: what is due or overdue longest first.
pub fn unresolved(db: &mut Db<'_>, series: SeriesId, limit: usize) -> Result<Vec<Told>, Error> {
    let sql = format!(
        "{DECISION} WHERE series = $1 AND resolved = 0 ORDER BY due_on, made_at, id LIMIT $2"
    );
    db.query(&sql, params![series, limit], told)
}

/// What a unit has to read out of all that its gatherings decided, of whatever series or none: what
/// is due or overdue longest first. Without `private` nothing of what is held for members only.
pub fn unresolved_of_unit(
    db: &mut Db<'_>,
    unit: UnitId,
    private: bool,
    limit: usize,
) -> Result<Vec<Told>, Error> {
    let held = "SELECT id FROM gatherings_sessions WHERE unit = $1 AND (private = 0 OR $2 = 1)";
    let sql = format!(
        "{DECISION} WHERE resolved = 0 AND gathering IN ({held})
         ORDER BY due_on, made_at, id LIMIT $3"
    );
    db.query(&sql, params![unit, private, limit], told)
}

/// The decisions of one gathering, for the check of its row.
pub fn decisions_in(db: &mut Db<'_>, id: GatheringId) -> Result<Vec<Told>, Error> {
    let sql = format!("{DECISION} WHERE gathering = $1 ORDER BY number");
    db.query(&sql, params![id], told)
}

fn told(row: &Row<'_>) -> Result<Told, Error> {
    let (id, case): (DecisionId, CaseId) = (row.get(0)?, row.get(5)?);
    Ok(Told {
        gathering: row.get(1)?,
        decision: Decision {
            id,
            number: row.get(2)?,
            owner: row.get(3)?,
            due_on: row.parse(4)?,
            case,
            text: row.get(6)?,
        },
        resolved: row.get(7)?,
    })
}

/// Whether the columns by which lists are made say what the gathering says.
pub fn has_columns_of(
    db: &mut Db<'_>,
    id: GatheringId,
    gathering: &Gathering,
) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM gatherings_sessions WHERE id = $1 AND kind = $2 AND unit = $3 AND area = $4
             AND private = $5 AND stage = $6 AND starts_at = $7 AND ends_at = $8 AND length = $9",
        params![
            id,
            gathering.kind.as_str(),
            gathering.unit,
            gathering.area.as_str(),
            gathering.rules.private,
            gathering.stage.as_str(),
            gathering.starts_at(),
            gathering.ends_at(),
            gathering.length,
        ],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<T, Error> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| Error::Corrupt(format!("a gathering: {error}")))
}

pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(error.to_string()))
}
