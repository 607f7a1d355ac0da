//! How often something may be done: fixed windows, counted in the store, so that every node and
//! every restart counts on.

use sha2::{Digest as _, Sha256};
use storage::{Tx, params};

/// The answer to one more hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Rate {
    Allowed,
    /// Seconds until the window ends.
    RetryAfter(i64),
}

/// Counts one hit on `key` and says whether it is within `limit` per window. A key that stands
/// for a person or an address is made with [`crate::Vault::pseudonym`], never from the plain text.
///
/// The count stays only when the transaction commits: answer a refusal as a value, not as an error.
pub fn hit(
    tx: &mut Tx<'_>,
    key: impl AsRef<[u8]>,
    limit: i64,
    window_seconds: i64,
) -> Result<Rate, storage::Error> {
    let key: [u8; 32] = Sha256::digest(key.as_ref()).into();
    let now = tx.now();
    tx.execute(
        "INSERT INTO access_rates (key, ends_at, hits) VALUES ($1, $3, 1)
         ON CONFLICT (key) DO UPDATE SET
             hits = CASE WHEN access_rates.ends_at <= $2 THEN 1 ELSE access_rates.hits + 1 END,
             ends_at = CASE WHEN access_rates.ends_at <= $2 THEN $3 ELSE access_rates.ends_at END",
        params![key, now, now.plus_seconds(window_seconds)],
    )?;
    let (hits, ends_at) = tx.query_one(
        "SELECT hits, ends_at FROM access_rates WHERE key = $1",
        params![key],
        |row| Ok((row.get::<i64>(0)?, row.get::<kernel::Timestamp>(1)?)),
    )?;
    let wait = ends_at.seconds_since(now).max(1);
    Ok(if hits <= limit { Rate::Allowed } else { Rate::RetryAfter(wait) })
}

/// Forgets windows that have ended; for an hourly job.
pub fn forget_ended(tx: &mut Tx<'_>) -> Result<u64, storage::Error> {
    let now = tx.now();
    tx.execute("DELETE FROM access_rates WHERE ends_at <= $1", params![now])
}
