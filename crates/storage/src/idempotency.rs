//! Answers kept by the caller's `Idempotency-Key`, so that a write sent twice happens once
//! (draft-ietf-httpapi-idempotency-key-header).

use crate::{error::Error, params, tx::Tx};

/// What was answered the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: i64,
    pub body: String,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Never seen: do the work, then [`keep`] its answer in the same transaction.
    New,
    /// Seen with the same request: give the same answer.
    Same(Answer),
    /// Seen with another request: refuse.
    Other,
}

/// Looks a key up. `actor` is whoever sends it; `request` the SHA-256 of method, path and body.
pub fn look(tx: &mut Tx<'_>, actor: &str, key: &str, request: [u8; 32]) -> Result<Known, Error> {
    if tx.is_trial() {
        // [`keep`] fails on a known key, and the run that follows looks.
        return Ok(Known::New);
    }
    tx.lock(format!("idempotency {actor} {key}").as_bytes())?;
    let found = tx.query_opt(
        "SELECT request, status, body FROM storage_idempotency WHERE actor = $1 AND key = $2",
        params![actor, key],
        |row| {
            let answer = Answer { status: row.get(1)?, body: row.get(2)? };
            Ok((row.get::<[u8; 32]>(0)?, answer))
        },
    )?;
    Ok(match found {
        None => Known::New,
        Some((first, answer)) if first == request => Known::Same(answer),
        Some(_) => Known::Other,
    })
}

/// Keeps the answer.
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &str,
    key: &str,
    request: [u8; 32],
    answer: &Answer,
) -> Result<(), Error> {
    let now = tx.now();
    tx.add(
        "INSERT INTO storage_idempotency (actor, key, request, status, body, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![actor, key, request, answer.status, answer.body.as_str(), now],
    )
}

/// Forgets every answer to somebody: what they sent again later would be done again.
pub fn forget_actor(tx: &mut Tx<'_>, actor: &str) -> Result<u64, Error> {
    tx.execute("DELETE FROM storage_idempotency WHERE actor = $1", params![actor])
}

/// Forgets keys older than `days`.
pub fn forget(tx: &mut Tx<'_>, days: i64) -> Result<u64, Error> {
    let before = tx.now().plus_days(-days);
    tx.execute("DELETE FROM storage_idempotency WHERE created_at < $1", params![before])
}
