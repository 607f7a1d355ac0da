//! SQL of requests to erase somebody.

use access::{Reach, policy::Columns};
use contracts::PersonId;
use storage::{Db, Error, Row, Tx, params};

use crate::erasure::{Asker, Erasure, ErasureId, Ground, NewErasure, State};

const ERASURE: &str = "SELECT id, person, area, unit, ground, asker, asked_by, asked_at, state,
    decided_at, note, answer FROM people_erasures";

/// One request, past ones too.
pub fn find(db: &mut Db<'_>, id: ErasureId) -> Result<Option<Erasure>, Error> {
    db.query_opt(&format!("{ERASURE} WHERE id = $1"), params![id], read)
}

/// The request about somebody that waits.
pub fn waiting_for(db: &mut Db<'_>, person: PersonId) -> Result<Option<Erasure>, Error> {
    let sql = format!("{ERASURE} WHERE person = $1 AND state = 'waiting'");
    db.query_opt(&sql, params![person], read)
}

/// Requests about somebody, the newest first.
pub fn about(db: &mut Db<'_>, person: PersonId, limit: usize) -> Result<Vec<Erasure>, Error> {
    let sql = format!("{ERASURE} WHERE person = $1 ORDER BY asked_at DESC, id DESC LIMIT $2");
    db.query(&sql, params![person, limit], read)
}

/// Requests within reach: those that wait first, then the newest.
pub fn within(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Erasure>, Error> {
    let columns = Columns { area: Some("area"), unit: Some("unit"), ..Columns::default() };
    let (condition, mut values) = reach.sql(&columns, 2);
    values.insert(0, limit.into());
    let sql = format!(
        "{ERASURE} WHERE {condition}
         ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, asked_at DESC, id DESC LIMIT $1"
    );
    db.query(&sql, &values, read)
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: ErasureId,
    new: &NewErasure,
    by: PersonId,
    note: Vec<u8>,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO people_erasures (id, person, area, unit, ground, asker, note, asked_by,
             asked_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')",
        params![
            id,
            new.person,
            new.area.as_str(),
            new.unit,
            new.ground.as_str(),
            new.asker.as_str(),
            note,
            by,
            now,
        ],
    )?;
    Ok(())
}

pub(crate) fn decide(
    tx: &mut Tx<'_>,
    id: ErasureId,
    state: State,
    by: PersonId,
    answer: Option<Vec<u8>>,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE people_erasures SET state = $2, decided_by = $3, decided_at = $4, answer = $5
         WHERE id = $1 AND state = 'waiting'",
        params![id, state.as_str(), by, now, answer],
    )?;
    Ok(())
}

/// Whoever they are about is erased: none waits, and no words are left.
pub(crate) fn end_all(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE people_erasures SET state = 'done', decided_at = $2
         WHERE person = $1 AND state = 'waiting'",
        params![person, now],
    )?;
    tx.execute(
        "UPDATE people_erasures SET note = NULL, answer = NULL WHERE person = $1",
        params![person],
    )?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Erasure, Error> {
    let (ground, asker, state): (String, String, String) = (row.get(4)?, row.get(5)?, row.get(8)?);
    let corrupt = |word: &str| Error::Corrupt(format!("no request to erase says {word:?}"));
    Ok(Erasure {
        id: row.get(0)?,
        person: row.get(1)?,
        area: row.parse(2)?,
        unit: row.get(3)?,
        ground: Ground::read(&ground).ok_or_else(|| corrupt(&ground))?,
        asker: Asker::read(&asker).ok_or_else(|| corrupt(&asker))?,
        asked_by: row.get(6)?,
        asked_at: row.get(7)?,
        state: State::read(&state).ok_or_else(|| corrupt(&state))?,
        decided_at: row.get(9)?,
        note: row.get(10)?,
        answer: row.get(11)?,
    })
}
