//! SQL of notes and what was decided about them. No list for staff names a collector.

use access::policy::{Columns, Reach};
use contracts::{PersonId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, Value, params};

use super::{Decided, Note};
use crate::NoteId;

const NOTE: &str = "SELECT n.id, n.branch, n.area, n.theme, n.place, n.text, n.collected_at,
         a.adoption, a.said, a.unit, a.at
     FROM outreach_notes n LEFT JOIN outreach_adoptions a ON a.note = n.id
         AND a.seq = (SELECT MAX(l.seq) FROM outreach_adoptions l WHERE l.note = n.id)";

pub fn find(db: &mut Db<'_>, id: NoteId) -> Result<Option<Note>, Error> {
    db.query_opt(&format!("{NOTE} WHERE n.id = $1"), params![id], note)
}

/// What somebody collected, the newest first.
pub fn of_collector(db: &mut Db<'_>, person: PersonId, limit: usize) -> Result<Vec<Note>, Error> {
    let sql =
        format!("{NOTE} WHERE n.collector = $1 ORDER BY n.collected_at DESC, n.id DESC LIMIT $2");
    db.query(&sql, params![person, limit], note)
}

/// Notes within reach, by area or by branch, the newest first.
pub fn within(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Note>, Error> {
    let columns = Columns { area: Some("n.area"), unit: Some("n.branch"), ..Columns::default() };
    let (within, mut values) = reach.sql(&columns, 1);
    values.push(Value::from(i64::try_from(limit).unwrap_or(i64::MAX)));
    let last = values.len();
    let sql =
        format!("{NOTE} WHERE {within} ORDER BY n.collected_at DESC, n.id DESC LIMIT ${last}");
    db.query(&sql, &values, note)
}

/// A branch's notes of a time, the oldest first.
pub fn of_branch(
    db: &mut Db<'_>,
    branch: UnitId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Note>, Error> {
    let sql = format!(
        "{NOTE} WHERE n.branch = $1 AND n.collected_at >= $2 AND n.collected_at < $3
         ORDER BY n.collected_at, n.id"
    );
    db.query(&sql, params![branch, from, to], note)
}

pub(super) fn collector(db: &mut Db<'_>, id: NoteId) -> Result<Option<PersonId>, Error> {
    db.query_opt("SELECT collector FROM outreach_notes WHERE id = $1", params![id], |row| {
        row.get(0)
    })
}

/// False when there is a note with this id already.
pub(super) fn insert(tx: &mut Tx<'_>, note: &Note, by: PersonId) -> Result<bool, Error> {
    let made = tx.execute(
        "INSERT INTO outreach_notes (id, branch, area, theme, place, text, collector, collected_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        params![
            note.id,
            note.branch,
            note.area.as_str(),
            note.theme.as_str(),
            note.place.as_str(),
            note.text.as_str(),
            by,
            note.collected_at,
        ],
    )?;
    Ok(made == 1)
}

pub(super) fn decide(
    tx: &mut Tx<'_>,
    id: NoteId,
    decided: &Decided,
    by: PersonId,
) -> Result<(), Error> {
    let before: i64 = tx.query_one(
        "SELECT COUNT(*) FROM outreach_adoptions WHERE note = $1",
        params![id],
        |row| row.get(0),
    )?;
    tx.execute(
        "INSERT INTO outreach_adoptions (note, seq, at, actor, unit, adoption, said)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            before + 1,
            decided.at,
            by,
            decided.unit,
            decided.adoption.as_str(),
            decided.said.as_str(),
        ],
    )?;
    Ok(())
}

fn note(row: &Row<'_>) -> Result<Note, Error> {
    let decided = match row.get::<Option<String>>(7)? {
        None => None,
        Some(adoption) => Some(Decided {
            adoption: adoption
                .parse()
                .map_err(|_| Error::Corrupt(format!("no adoption is called {adoption:?}")))?,
            said: row.get(8)?,
            unit: row.get(9)?,
            at: row.get(10)?,
        }),
    };
    Ok(Note {
        id: row.get(0)?,
        branch: row.get(1)?,
        area: row.parse(2)?,
        theme: row.get(3)?,
        place: row.get(4)?,
        text: row.get(5)?,
        collected_at: row.get(6)?,
        decided,
    })
}
