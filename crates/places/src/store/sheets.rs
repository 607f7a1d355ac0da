//! SQL of compounds' sheets and of what riders say about them.

use contracts::PersonId;
use storage::{Db, Error, Row, Tx, params};

use super::{from_json, json};
use crate::{
    PlaceId,
    sheet::{Correction, CorrectionId, KeptSheet, Sheet},
};

const CORRECTION: &str =
    "SELECT id, place, version, said, at, standing, answer FROM places_corrections";

/// The sheet that counts, if there is one.
pub fn latest(db: &mut Db<'_>, place: PlaceId) -> Result<Option<KeptSheet>, Error> {
    db.query_opt(
        "SELECT version, at, body FROM places_sheets WHERE place = $1
         ORDER BY version DESC LIMIT 1",
        params![place],
        |row| Ok(KeptSheet { version: row.get(0)?, at: row.get(1)?, sheet: from_json(row, 2)? }),
    )
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    place: PlaceId,
    version: i64,
    sheet: &Sheet,
    by: PersonId,
) -> Result<(), Error> {
    let (now, body) = (tx.now(), json(sheet)?);
    tx.execute(
        "INSERT INTO places_sheets (place, version, at, actor, body) VALUES ($1, $2, $3, $4, $5)",
        params![place, version, now, by, body],
    )?;
    Ok(())
}

/// What is said of a place's sheet, the newest first.
pub fn corrections(
    db: &mut Db<'_>,
    place: PlaceId,
    limit: usize,
) -> Result<Vec<Correction>, Error> {
    let sql = format!("{CORRECTION} WHERE place = $1 ORDER BY at DESC, id DESC LIMIT $2");
    db.query(&sql, params![place, limit], correction_of)
}

pub fn correction(db: &mut Db<'_>, id: CorrectionId) -> Result<Option<Correction>, Error> {
    db.query_opt(&format!("{CORRECTION} WHERE id = $1"), params![id], correction_of)
}

pub(crate) fn say(
    tx: &mut Tx<'_>,
    id: CorrectionId,
    place: PlaceId,
    version: i64,
    said: &str,
    by: [u8; 32],
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO places_corrections (id, place, version, said, said_by, at, standing, answer)
         VALUES ($1, $2, $3, $4, $5, $6, 'open', '')",
        params![id, place, version, said, by, now],
    )?;
    Ok(())
}

/// False when it was settled before.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    id: CorrectionId,
    standing: &str,
    answer: &str,
) -> Result<bool, Error> {
    let now = tx.now();
    let rows = tx.execute(
        "UPDATE places_corrections SET standing = $2, answer = $3, settled_at = $4
         WHERE id = $1 AND standing = 'open'",
        params![id, standing, answer, now],
    )?;
    Ok(rows == 1)
}

fn correction_of(row: &Row<'_>) -> Result<Correction, Error> {
    Ok(Correction {
        id: row.get(0)?,
        place: row.get(1)?,
        version: row.get(2)?,
        said: row.get(3)?,
        at: row.get(4)?,
        standing: row.get(5)?,
        answer: row.get(6)?,
    })
}
