//! Search: by number, or by the words of title and text. The index follows a second behind.

use contracts::CaseId;
use kernel::{case_number, text::terms};
use storage::{Db, Error, Tx, params, search};

use crate::{merge, store};

/// The kind under which cases stand in the index.
const KIND: &str = "case";
/// How many hits, newest first, are looked at for those within the reader's reach.
pub const HITS_MAX: usize = 500;

/// Puts cases that changed into the index; answers how many.
pub fn index_changed(tx: &mut Tx<'_>) -> Result<usize, Error> {
    const BATCH: usize = 200;
    let waiting = tx.query(
        "SELECT id FROM cases_cases WHERE indexed = 0 ORDER BY id LIMIT $1",
        params![BATCH],
        |row| row.get::<CaseId>(0),
    )?;
    for id in &waiting {
        if let Some(case) = store::find(tx, *id)? {
            merge::store::keep_place(tx, *id, &case)?;
            let words = terms(&format!(
                "{} {} {}",
                case.title,
                case.text,
                case.address.unwrap_or_default()
            ));
            search::index(tx, KIND, *id.as_bytes(), &words)?;
        }
        tx.execute("UPDATE cases_cases SET indexed = 1 WHERE id = $1", params![*id])?;
    }
    Ok(waiting.len())
}

/// The cases that `typed` means: the one with that number, or those that hold all its words,
/// newest first.
pub fn find(db: &mut Db<'_>, typed: &str) -> Result<Vec<CaseId>, Error> {
    if let Some(number) = case_number::normalise(typed)
        && let Some(id) = store::id_of(db, &number)?
    {
        return Ok(vec![id]);
    }
    let hits = search::find(db, KIND, &terms(typed), HITS_MAX)?;
    Ok(hits.into_iter().map(CaseId::from_bytes).collect())
}

/// Marks every case as not yet in the index, as after a restore.
pub fn forget_index(tx: &mut Tx<'_>) -> Result<u64, Error> {
    tx.execute("UPDATE cases_cases SET indexed = 0", params![])
}
