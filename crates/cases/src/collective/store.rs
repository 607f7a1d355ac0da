//! All SQL of collective matters: entries with their cached row, the urn, the lists.

pub mod people;

use access::policy::{Columns, Reach};
use kernel::{Timestamp, case_number};
use storage::{Db, Error, Row, Tx, Value, jobs, params};

use super::{
    CollectiveId,
    fact::{Entry, What},
    fold::Collective,
    tick::COLLECTIVE_JOB,
    urn::Urn,
};
use crate::store::NUMBER_DRAWS;

/// A matter with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: CollectiveId,
    pub matter: Collective,
}

/// A matter about to change, held against everybody else until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: CollectiveId) -> Result<Option<Collective>, Error> {
    tx.lock(job_key(id).as_bytes())?;
    find(tx, id)
}

/// The matter as its row has it.
pub fn find(db: &mut Db<'_>, id: CollectiveId) -> Result<Option<Collective>, Error> {
    let sql = "SELECT folded FROM cases_collective WHERE id = $1";
    db.query_opt(sql, params![id], |row| folded(row, 0))
}

/// The history, oldest first.
pub fn entries(db: &mut Db<'_>, id: CollectiveId) -> Result<Vec<Entry>, Error> {
    db.query(
        "SELECT seq, at, actor, unit, role, payload FROM cases_collective_entries
         WHERE matter = $1 ORDER BY seq",
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

/// Every matter's id after `after`, for checks that read everything.
pub fn ids_after(
    db: &mut Db<'_>,
    after: CollectiveId,
    limit: usize,
) -> Result<Vec<CollectiveId>, Error> {
    db.query(
        "SELECT id FROM cases_collective WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
        |row| row.get(0),
    )
}

/// Writes the first entry of a matter. False when there is one with this id already.
pub fn insert(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    entry: &mut Entry,
    matter: &mut Collective,
) -> Result<bool, Error> {
    let mut draws = NUMBER_DRAWS;
    while !begin(tx, id, matter)? {
        if find(tx, id)?.is_some() {
            return Ok(false);
        }
        draws -= 1;
        if draws == 0 {
            return Err(Error::Busy(format!("the number {} is taken", matter.number)));
        }
        matter.number = case_number::new(&tx.moment().at(matter.created_at));
        if let What::Raised(raised) = &mut entry.what {
            raised.number.clone_from(&matter.number);
        }
    }
    append_entry(tx, id, entry)?;
    schedule(tx, id, matter)?;
    Ok(true)
}

/// The row of a fresh matter; false when its id or its number stands already.
fn begin(tx: &mut Tx<'_>, id: CollectiveId, matter: &Collective) -> Result<bool, Error> {
    let made = tx.execute(
        "INSERT INTO cases_collective (id, number, area, owner, stage, due_at, ended, created_at,
             updated_at, length, folded)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $7, 1, $8)
         ON CONFLICT DO NOTHING",
        params![
            id,
            matter.number.as_str(),
            matter.area.as_str(),
            matter.owner,
            matter.stage.as_str(),
            matter.due.map(|due| due.by),
            matter.created_at,
            json(matter)?,
        ],
    )?;
    Ok(made > 0)
}

/// Writes one more entry and the row as it is after it.
pub fn append(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    entry: &Entry,
    matter: &Collective,
) -> Result<(), Error> {
    append_entry(tx, id, entry)?;
    tx.put(
        "UPDATE cases_collective SET stage = $2, due_at = $3, ended = $4, updated_at = $5,
             length = $6, folded = $7
         WHERE id = $1",
        params![
            id,
            matter.stage.as_str(),
            matter.due.map(|due| due.by),
            matter.stage.is_ended(),
            matter.updated_at,
            matter.length,
            json(matter)?,
        ],
    )?;
    schedule(tx, id, matter)
}

fn append_entry(tx: &mut Tx<'_>, id: CollectiveId, entry: &Entry) -> Result<(), Error> {
    tx.put(
        "INSERT INTO cases_collective_entries (matter, seq, at, actor, unit, role, kind, payload)
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

/// One job per matter: the next thing that time will do to it.
fn schedule(tx: &mut Tx<'_>, id: CollectiveId, matter: &Collective) -> Result<(), Error> {
    let key = job_key(id);
    match matter.next_tick() {
        Some((at, _)) => jobs::schedule(tx, COLLECTIVE_JOB, &key, at, &id.to_string()),
        None => jobs::cancel(tx, &key),
    }
}

fn job_key(id: CollectiveId) -> String {
    format!("collective:{id}")
}

/// Whether the columns by which lists are made say what the matter says.
pub fn has_columns_of(
    db: &mut Db<'_>,
    id: CollectiveId,
    matter: &Collective,
) -> Result<bool, Error> {
    let due = matter.due.map(|due| due.by);
    let found = db.query_opt(
        "SELECT due_at FROM cases_collective WHERE id = $1 AND number = $2 AND area = $3
             AND owner = $4 AND stage = $5 AND ended = $6 AND created_at = $7 AND updated_at = $8
             AND length = $9",
        params![
            id,
            matter.number.as_str(),
            matter.area.as_str(),
            matter.owner,
            matter.stage.as_str(),
            matter.stage.is_ended(),
            matter.created_at,
            matter.updated_at,
            matter.length,
        ],
        |row| row.get::<Option<Timestamp>>(0),
    )?;
    Ok(found == Some(due))
}

/// What is in the urn of a round; an empty one before the first ballot.
pub fn urn(db: &mut Db<'_>, id: CollectiveId, round: i64) -> Result<Urn, Error> {
    let sql = "SELECT ballots FROM cases_collective_urns WHERE matter = $1 AND round = $2";
    let found = db.query_opt(sql, params![id, round], |row| read(row, 0))?;
    Ok(found.unwrap_or_default())
}

/// Keeps the urn as it is now: one text, rewritten as a whole.
pub fn keep_urn(tx: &mut Tx<'_>, id: CollectiveId, round: i64, urn: &Urn) -> Result<(), Error> {
    tx.put(
        "INSERT INTO cases_collective_urns (matter, round, ballots) VALUES ($1, $2, $3)
         ON CONFLICT (matter, round) DO UPDATE SET ballots = $3",
        params![id, round, json(urn)?],
    )
}

/// Matters of the city, those under way first, the newest first.
pub fn newest(db: &mut Db<'_>, limit: usize) -> Result<Vec<Kept>, Error> {
    db.query(
        "SELECT id, folded FROM cases_collective ORDER BY ended, created_at DESC, id DESC LIMIT $1",
        params![limit],
        kept,
    )
}

/// Matters that somebody may tend or answer, those with a deadline first.
pub fn within(db: &mut Db<'_>, reaches: [&Reach; 2], limit: usize) -> Result<Vec<Kept>, Error> {
    let columns = Columns { area: Some("area"), unit: Some("owner"), ..Columns::default() };
    let (one, mut values) = reaches[0].sql(&columns, 1);
    let (other, more) = reaches[1].sql(&columns, values.len() + 1);
    values.extend(more);
    values.push(Value::from(limit));
    let last = values.len();
    let sql = format!(
        "SELECT id, folded FROM cases_collective WHERE {one} OR {other}
         ORDER BY ended, CASE WHEN due_at IS NULL THEN 1 ELSE 0 END, due_at, created_at DESC
         LIMIT ${last}"
    );
    db.query(&sql, &values, kept)
}

fn kept(row: &Row<'_>) -> Result<Kept, Error> {
    Ok(Kept { id: row.get(0)?, matter: folded(row, 1)? })
}

fn folded(row: &Row<'_>, column: usize) -> Result<Collective, Error> {
    read(row, column)
}

fn read<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, Error> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| Error::Corrupt(format!("a collective matter: {error}")))
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(error.to_string()))
}
