//! Which photos are shown, as the public's reads ask for them.

use contracts::CaseId;
use storage::{Db, Error, Tx, params};

use crate::entry::Photo;

pub(super) fn show(
    tx: &mut Tx<'_>,
    id: CaseId,
    original: &str,
    photo: &Photo,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO cases_photos (case_id, original, file, width, height)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (case_id, original) DO UPDATE SET file = $3, width = $4, height = $5",
        params![
            id,
            original,
            photo.file.as_str(),
            i64::from(photo.width),
            i64::from(photo.height),
        ],
    )?;
    Ok(())
}

pub(super) fn hide(tx: &mut Tx<'_>, id: CaseId, original: &str) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM cases_photos WHERE case_id = $1 AND original = $2",
        params![id, original],
    )?;
    Ok(())
}

/// Whether anybody may see this file of the case with this number.
pub fn is_public(db: &mut Db<'_>, number: &str, file: &str) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM pub_cases_photos WHERE number = $1 AND file = $2 LIMIT 1",
        params![number, file],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}
