//! Messages to others, written with the change that caused them and delivered at least once.

use kernel::{Id, Timestamp};
use serde::Serialize;

use crate::{db::Db, error::Error, params, row::Row, tx::Tx};

/// A message that waits to be delivered. Whoever receives it may receive it twice: `key` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: Id<Message>,
    pub topic: String,
    pub key: String,
    /// JSON.
    pub payload: String,
    pub attempts: i64,
}

/// After this many failures a message is left for a person to look at.
pub const ATTEMPTS_MAX: i64 = 12;
/// How long one attempt may take before another node tries.
const LEASE_SECONDS: i64 = 60;

pub(crate) fn enqueue(
    tx: &mut Tx<'_>,
    topic: &str,
    key: &str,
    payload: &impl Serialize,
) -> Result<(), Error> {
    let payload = serde_json::to_string(payload)
        .map_err(|error| Error::Refused(format!("a message cannot be written as JSON: {error}")))?;
    let (id, now) = (tx.id::<Message>(), tx.now());
    tx.add(
        "INSERT INTO storage_outbox (id, topic, key, payload, created_at, due_at, attempts)
         VALUES ($1, $2, $3, $4, $5, $5, 0) ON CONFLICT (key) DO NOTHING",
        params![id, topic, key, payload, now],
    )
}

/// Messages that are due, oldest first.
pub fn due(db: &mut Db<'_>, now: Timestamp, limit: usize) -> Result<Vec<Message>, Error> {
    let sql = format!("{WAITING} ORDER BY due_at LIMIT $3");
    db.query(&sql, params![now, ATTEMPTS_MAX, limit], message)
}

const WAITING: &str = "SELECT id, topic, key, payload, attempts FROM storage_outbox
     WHERE delivered_at IS NULL AND due_at <= $1 AND attempts < $2";

fn message(row: &Row<'_>) -> Result<Message, Error> {
    Ok(Message {
        id: row.get(0)?,
        topic: row.get(1)?,
        key: row.get(2)?,
        payload: row.get(3)?,
        attempts: row.get(4)?,
    })
}

/// The same of one topic only, for what must not wait behind others.
pub fn due_of(
    db: &mut Db<'_>,
    topic: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Message>, Error> {
    let sql = format!("{WAITING} AND topic = $3 ORDER BY due_at LIMIT $4");
    db.query(&sql, params![now, ATTEMPTS_MAX, topic, limit], message)
}

/// Takes a due message for one attempt; false when another node was quicker.
pub fn claim(tx: &mut Tx<'_>, id: Id<Message>) -> Result<bool, Error> {
    let now = tx.now();
    let lease = now.plus_seconds(LEASE_SECONDS);
    let taken = tx.execute(
        "UPDATE storage_outbox SET due_at = $1, attempts = attempts + 1
         WHERE id = $2 AND delivered_at IS NULL AND due_at <= $3",
        params![lease, id, now],
    )?;
    Ok(taken == 1)
}

/// The message arrived; its payload is no longer needed.
pub fn delivered(tx: &mut Tx<'_>, id: Id<Message>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE storage_outbox SET delivered_at = $1, payload = '{}', last_error = NULL WHERE id = $2",
        params![now, id],
    )?;
    Ok(())
}

/// Forgets messages of a topic that were left before `before`, delivered or not: nobody wants them
/// any more.
pub fn forget(tx: &mut Tx<'_>, topic: &str, before: Timestamp) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM storage_outbox WHERE topic = $1 AND created_at < $2",
        params![topic, before],
    )
}

/// The attempt failed; the next comes later, twice as late each time (5 s to about 3 h).
pub fn failed(tx: &mut Tx<'_>, message: &Message, reason: &str) -> Result<(), Error> {
    let doublings = u32::try_from(message.attempts.clamp(0, 11)).unwrap_or(0);
    let next = tx.now().plus_seconds(5 * (1_i64 << doublings));
    let reason: String = reason.chars().take(300).collect();
    tx.execute(
        "UPDATE storage_outbox SET due_at = $1, last_error = $2 WHERE id = $3",
        params![next, reason, message.id],
    )?;
    Ok(())
}
