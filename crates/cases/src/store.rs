//! All SQL of the cases: writing entries with their cached row, and the reads that pages need.

use contracts::{Case as CaseName, CaseId, PersonId, UnitId};
use kernel::{Id, case_number};
use storage::{Db, Error, Row, Tx, jobs, params};

use crate::{
    case::{Case, fold},
    entry::{Entry, What},
    holder::Holder,
    joint, merge,
};

pub mod drafts;
pub mod lists;
pub mod mine;

/// The kind of the job that watches a case's deadlines.
pub const CLOCK_JOB: &str = "case-clock";

/// Of thirty bits of chance a day, two draws in a row that meet another are rare beyond reckoning.
pub(crate) const NUMBER_DRAWS: usize = 4;

/// A case with its id.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub id: CaseId,
    pub case: Case,
}

/// A case about to change, held against everybody else until the transaction ends.
pub fn hold(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<Case>, Error> {
    tx.lock(job_key(id).as_bytes())?;
    find(tx, id)
}

/// The case as its row has it.
pub fn find(db: &mut Db<'_>, id: CaseId) -> Result<Option<Case>, Error> {
    db.query_opt("SELECT folded FROM cases_cases WHERE id = $1", params![id], |row| folded(row, 0))
}

/// The id of the case with this number.
pub fn id_of(db: &mut Db<'_>, number: &str) -> Result<Option<CaseId>, Error> {
    db.query_opt("SELECT id FROM cases_cases WHERE number = $1", params![number], |row| row.get(0))
}

/// The history, oldest first.
pub fn entries(db: &mut Db<'_>, id: CaseId) -> Result<Vec<Entry>, Error> {
    db.query(
        "SELECT seq, at, actor, unit, role, kind, payload FROM cases_entries WHERE case_id = $1
         ORDER BY seq",
        params![id],
        entry,
    )
}

/// Every case's id after `after`, for checks that read everything.
pub fn ids_after(db: &mut Db<'_>, after: CaseId, limit: usize) -> Result<Vec<CaseId>, Error> {
    db.query(
        "SELECT id FROM cases_cases WHERE id > $1 ORDER BY id LIMIT $2",
        params![after, limit],
        |row| row.get(0),
    )
}

/// Cases that changed since they were put into the search index, each with the length of its row.
pub fn unindexed(db: &mut Db<'_>, limit: usize) -> Result<Vec<(Kept, i64)>, Error> {
    db.query(
        "SELECT id, folded, length FROM cases_cases WHERE indexed = 0 ORDER BY id LIMIT $1",
        params![limit],
        |row| Ok((Kept { id: row.get(0)?, case: folded(row, 1)? }, row.get(2)?)),
    )
}

/// Whether `unit` has ever held the case.
pub fn took_part(db: &mut Db<'_>, id: CaseId) -> Result<Vec<UnitId>, Error> {
    db.query("SELECT unit FROM cases_participants WHERE case_id = $1", params![id], |row| {
        row.get(0)
    })
}

/// Writes the first entry of a case. False when there is a case with this id already. When another
/// case of the day has drawn the same number, this one draws again.
pub fn insert(
    tx: &mut Tx<'_>,
    id: CaseId,
    entry: &mut Entry,
    case: &mut Case,
) -> Result<bool, Error> {
    let mut draws = NUMBER_DRAWS;
    while !begin(tx, id, case)? {
        if find(tx, id)?.is_some() {
            return Ok(false);
        }
        draws -= 1;
        if draws == 0 {
            return Err(Error::Busy(format!("the number {} is taken", case.number)));
        }
        case.number = case_number::new(&tx.moment().at(case.created_at));
        if let What::Reported(reported) = &mut entry.what {
            reported.number.clone_from(&case.number);
        }
    }
    append_entry(tx, id, entry)?;
    take_part(tx, id, case.owner)?;
    merge::store::keep_place(tx, id, case)?;
    schedule(tx, id, case)?;
    Ok(true)
}

const INSERT: &str = "INSERT INTO cases_cases (id, number, area, matter, state, title, reporter,
         holder, owner, created_at, updated_at, due_at, handler_closed, verdict, escalations, urgent,
         visibility, source, source_number, length, folded, indexed)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, 0, $12, 0, $13, $14, $15, $16, 1,
         $17, 0)";

/// The row of a fresh case; false when its id or its number stands already.
fn begin(tx: &mut Tx<'_>, id: CaseId, case: &Case) -> Result<bool, Error> {
    let row = Columns::of(case)?;
    let values = params![
        id,
        case.number.as_str(),
        case.area.as_str(),
        case.matter.as_str(),
        case.state.as_str(),
        case.title.as_str(),
        case.reporter,
        row.holder,
        case.owner,
        case.created_at,
        row.due_at,
        case.verdict.as_str(),
        case.urgent,
        case.visibility.as_str(),
        case.source.as_str(),
        case.source_number.clone(),
        row.folded,
    ];
    if tx.is_trial() {
        return tx.add(INSERT, values).map(|()| true);
    }
    Ok(tx.execute(&format!("{INSERT} ON CONFLICT DO NOTHING"), values)? > 0)
}

/// Writes one more entry and the row as it is after it.
pub fn append(tx: &mut Tx<'_>, id: CaseId, entry: &Entry, case: &Case) -> Result<(), Error> {
    append_entry(tx, id, entry)?;
    let row = Columns::of(case)?;
    tx.put(
        "UPDATE cases_cases SET matter = $2, state = $3, holder = $4, owner = $5, updated_at = $6,
             due_at = $7, answered_at = $8, closed_at = $9, handler_closed = $10, verdict = $11,
             escalations = $12, urgent = $13, visibility = $14, length = $15, folded = $16,
             indexed = 0
         WHERE id = $1",
        params![
            id,
            case.matter.as_str(),
            case.state.as_str(),
            row.holder,
            case.owner,
            case.updated_at,
            row.due_at,
            case.first_answered_at,
            case.closed_at,
            case.state.is_closed_by_handler(),
            case.verdict.as_str(),
            case.escalations,
            case.urgent,
            case.visibility.as_str(),
            case.length,
            row.folded,
        ],
    )?;
    take_part(tx, id, case.owner)?;
    joint::store::keep(tx, id, entry, case)?;
    crate::duty::store::keep(tx, id, case)?;
    merge::store::keep(tx, id, &entry.what, case)?;
    schedule(tx, id, case)
}

/// What the row keeps beside the fold.
struct Columns {
    holder: Option<UnitId>,
    due_at: Option<kernel::Timestamp>,
    folded: String,
}

impl Columns {
    fn of(case: &Case) -> Result<Self, Error> {
        Ok(Self {
            holder: match case.holder() {
                Holder::Unit(unit) => Some(unit),
                Holder::Member(_) | Holder::Worker | Holder::Nobody => None,
            },
            due_at: case.due.map(|due| due.by),
            folded: json(case)?,
        })
    }
}

fn append_entry(tx: &mut Tx<'_>, id: CaseId, entry: &Entry) -> Result<(), Error> {
    let payload = json(&entry.what)?;
    tx.add(
        "INSERT INTO cases_entries (case_id, seq, at, actor, unit, role, kind, payload)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            id,
            entry.seq,
            entry.at,
            entry.actor,
            entry.unit,
            entry.role.as_str(),
            entry.what.kind(),
            payload,
        ],
    )
}

/// Lets a unit read on, whatever becomes of the case.
pub(crate) fn take_part(tx: &mut Tx<'_>, id: CaseId, unit: UnitId) -> Result<(), Error> {
    tx.add(
        "INSERT INTO cases_participants (unit, case_id) VALUES ($1, $2)
         ON CONFLICT (unit, case_id) DO NOTHING",
        params![unit, id],
    )
}

/// One job per case: the next thing that time will do to it.
fn schedule(tx: &mut Tx<'_>, id: CaseId, case: &Case) -> Result<(), Error> {
    let key = job_key(id);
    match case.next_tick() {
        Some((at, _)) => jobs::schedule(tx, CLOCK_JOB, &key, at, &id.to_string()),
        None => jobs::cancel(tx, &key),
    }
}

/// The key of a case's clock job; also what holds the case, so that the job and an act wait for each
/// other instead of deadlocking.
fn job_key(id: CaseId) -> String {
    format!("case:{id}")
}

/// Compares the row with the fold of the entries; the answer says what differs.
pub fn difference(db: &mut Db<'_>, id: Id<CaseName>) -> Result<Option<String>, Error> {
    let Some(row) = find(db, id)? else { return Ok(Some(format!("case {id} has no row"))) };
    let history = entries(db, id)?;
    if !history.iter().map(|entry| entry.seq).eq(1..=row.length) {
        return Ok(Some(format!(
            "case {}: its entries are not numbered 1 to {}",
            row.number, row.length
        )));
    }
    if let Some(broken) = crate::money::verify::broken(db, id, &row)? {
        return Ok(Some(format!("case {}: {broken}", row.number)));
    }
    let same = fold(&history).is_some_and(|case| case == row)
        && has_columns_of(db, id, &row)?
        && joint::store::is_kept(db, id, &row)?
        && crate::results::store::agree(db, id, &row)?
        && merge::store::agrees(db, id, &row)?;
    let told = || format!("case {}: its row is not the fold of its entries", row.number);
    Ok((!same).then(told))
}

/// Whether the columns by which lists are made say what the case says.
fn has_columns_of(db: &mut Db<'_>, id: CaseId, case: &Case) -> Result<bool, Error> {
    let row = Columns::of(case)?;
    let found = db.query_opt(
        "SELECT 1 FROM cases_cases WHERE id = $1 AND number = $2 AND area = $3 AND matter = $4
             AND state = $5 AND title = $6 AND reporter IS NOT DISTINCT FROM $7
             AND holder IS NOT DISTINCT FROM $8 AND owner = $9 AND created_at = $10
             AND updated_at = $11 AND due_at IS NOT DISTINCT FROM $12
             AND answered_at IS NOT DISTINCT FROM $13 AND closed_at IS NOT DISTINCT FROM $14
             AND handler_closed = $15 AND verdict = $16 AND escalations = $17 AND urgent = $18
             AND visibility = $19 AND source = $20 AND source_number IS NOT DISTINCT FROM $21
             AND length = $22",
        params![
            id,
            case.number.as_str(),
            case.area.as_str(),
            case.matter.as_str(),
            case.state.as_str(),
            case.title.as_str(),
            case.reporter,
            row.holder,
            case.owner,
            case.created_at,
            case.updated_at,
            row.due_at,
            case.first_answered_at,
            case.closed_at,
            case.state.is_closed_by_handler(),
            case.verdict.as_str(),
            case.escalations,
            case.urgent,
            case.visibility.as_str(),
            case.source.as_str(),
            case.source_number.clone(),
            case.length,
        ],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// Cases a worker reported, newest first.
pub fn of_reporter(db: &mut Db<'_>, reporter: PersonId, limit: usize) -> Result<Vec<Kept>, Error> {
    db.query(
        "SELECT id, folded FROM cases_cases WHERE reporter = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
        params![reporter, limit],
        |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }),
    )
}

pub(crate) fn folded(row: &Row<'_>, column: usize) -> Result<Case, Error> {
    let text: &str = match row.value(column)? {
        storage::ValueRef::Text(text) => text,
        _ => return Err(Error::Corrupt("a case's fold is no text".into())),
    };
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("a case's fold: {error}")))
}

fn entry(row: &Row<'_>) -> Result<Entry, Error> {
    let payload: String = row.get(6)?;
    let what: What = serde_json::from_str(&payload)
        .map_err(|error| Error::Corrupt(format!("an entry's payload: {error}")))?;
    Ok(Entry {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        unit: row.get(3)?,
        role: row.get(4)?,
        what,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(error.to_string()))
}
