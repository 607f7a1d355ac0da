//! Search: by number, or by the words of title and text. The index follows a second behind, further
//! when more is written than it takes in beside.

use contracts::CaseId;
use kernel::{case_number, text::terms};
use storage::{Db, Error, Tx, params, search};

use crate::{
    merge,
    store::{self, Kept},
};

/// The kind under which cases stand in the index.
const KIND: &str = "case";
/// How many hits, newest first, are looked at for those within the reader's reach.
pub const HITS_MAX: usize = 500;

/// How many cases are put into the index at once.
pub const BATCH: usize = 200;

/// Puts cases that changed into the index; answers how many. When that is [`BATCH`], more may wait.
pub fn index_changed(tx: &mut Tx<'_>) -> Result<usize, Error> {
    let waiting = store::unindexed(tx, BATCH)?;
    for (Kept { id, case }, length) in &waiting {
        merge::store::keep_place(tx, *id, case)?;
        let address = case.address.as_deref().unwrap_or_default();
        let words = terms(&format!("{} {} {address}", case.title, case.text));
        search::index(tx, KIND, *id.as_bytes(), &words)?;
        // What was changed since it was read is indexed again.
        tx.put(
            "UPDATE cases_cases SET indexed = 1 WHERE id = $1 AND length = $2",
            params![*id, *length],
        )?;
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
