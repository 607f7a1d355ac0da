//! The links that groups were given. A token is no secret of anybody's: it opens a state and
//! nothing else. It is long so that nobody finds a case by trying.

use contracts::CaseId;
use storage::{Db, Error, Tx, params};

use crate::store::{Kept, folded};

pub(crate) fn keep(tx: &mut Tx<'_>, token: &str, id: CaseId) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO cases_replies (token, case_id, made_at) VALUES ($1, $2, $3)",
        params![token, id, now],
    )?;
    Ok(())
}

/// The link's token of a pasted case.
pub fn token_of(db: &mut Db<'_>, id: CaseId) -> Result<Option<String>, Error> {
    db.query_opt("SELECT token FROM cases_replies WHERE case_id = $1", params![id], |row| {
        row.get(0)
    })
}

/// The case that a link speaks of.
pub fn case_of(db: &mut Db<'_>, token: &str) -> Result<Option<Kept>, Error> {
    db.query_opt(
        "SELECT c.id, c.folded FROM cases_replies r JOIN cases_cases c ON c.id = r.case_id
         WHERE r.token = $1",
        params![token],
        |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }),
    )
}
