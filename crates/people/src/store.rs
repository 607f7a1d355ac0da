//! All SQL of the people.

pub mod erasures;

use contracts::PersonId;
use kernel::Timestamp;
use storage::{Db, Error, Tx, params};

/// Keeps an invitation; those sent to the person before stop working.
pub fn keep_invitation(
    tx: &mut Tx<'_>,
    hash: [u8; 32],
    person: PersonId,
    expires_at: Timestamp,
) -> Result<(), Error> {
    drop_invitations(tx, person)?;
    tx.execute(
        "INSERT INTO people_invitations (token_hash, person, expires_at) VALUES ($1, $2, $3)",
        params![hash, person, expires_at],
    )?;
    Ok(())
}

/// Whom an invitation that still works is for.
pub fn invited(db: &mut Db<'_>, hash: [u8; 32], now: Timestamp) -> Result<Option<PersonId>, Error> {
    db.query_opt(
        "SELECT person FROM people_invitations
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        params![hash, now],
        |row| row.get(0),
    )
}

/// Uses an invitation up; of several at once only one succeeds.
pub fn use_invitation(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<bool, Error> {
    let now = tx.now();
    let used = tx.execute(
        "UPDATE people_invitations SET used_at = $2
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        params![hash, now],
    )?;
    Ok(used == 1)
}

/// No invitation to the person works any more.
pub fn drop_invitations(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    tx.execute("DELETE FROM people_invitations WHERE person = $1", params![person])?;
    Ok(())
}
