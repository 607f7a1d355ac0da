//! Secret addresses of calendars; only their hashes are kept.

use contracts::PersonId;
use storage::{Db, Error, Tx, params};

/// Whose calendar an address opens.
pub fn of_digest(db: &mut Db<'_>, digest: [u8; 32]) -> Result<Option<PersonId>, Error> {
    let sql = "SELECT person FROM gatherings_feeds WHERE digest = $1";
    db.query_opt(sql, params![digest], |row| row.get(0))
}

/// Whether somebody has an address.
pub fn has(db: &mut Db<'_>, person: PersonId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM gatherings_feeds WHERE person = $1";
    Ok(db.query_opt(sql, params![person], |_| Ok(()))?.is_some())
}

pub(crate) fn keep(tx: &mut Tx<'_>, person: PersonId, digest: [u8; 32]) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO gatherings_feeds (digest, person, made_at) VALUES ($1, $2, $3)
         ON CONFLICT (person) DO UPDATE SET digest = $1, made_at = $3",
        params![digest, person, now],
    )
}

pub(crate) fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    tx.put("DELETE FROM gatherings_feeds WHERE person = $1", params![person])
}
