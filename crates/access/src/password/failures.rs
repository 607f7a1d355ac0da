//! Back-off after failed sign-ins, for known and unknown logins alike.

use kernel::Timestamp;
use storage::{Db, Tx, params};

/// Failures without consequence.
const FREE: i64 = 4;
const WAIT_FIRST_SECONDS: i64 = 60;
/// Long enough to make guessing hopeless (under 100 tries a day), short enough that locking
/// somebody out on purpose stays a nuisance.
const WAIT_MOST_SECONDS: i64 = 900;

/// Seconds for which a login stays locked; 0 when it is open.
pub fn wait(db: &mut Db<'_>, key: [u8; 32], now: Timestamp) -> Result<i64, storage::Error> {
    let until = db.query_opt(
        "SELECT locked_until FROM access_failures WHERE key = $1",
        params![key],
        |row| row.get::<Timestamp>(0),
    )?;
    Ok(until.filter(|until| *until > now).map_or(0, |until| until.seconds_since(now).max(1)))
}

/// Counts a failure: from the fifth on, a minute's wait, doubled each time up to 15 minutes.
pub fn count(tx: &mut Tx<'_>, key: [u8; 32]) -> Result<(), storage::Error> {
    tx.execute(
        "INSERT INTO access_failures (key, failures, locked_until) VALUES ($1, 1, 0)
         ON CONFLICT (key) DO UPDATE SET failures = access_failures.failures + 1",
        params![key],
    )?;
    let failures: i64 =
        tx.query_one("SELECT failures FROM access_failures WHERE key = $1", params![key], |row| {
            row.get(0)
        })?;
    if failures > FREE {
        let doublings = u32::try_from((failures - FREE - 1).clamp(0, 8)).unwrap_or(0);
        let wait = (WAIT_FIRST_SECONDS << doublings).min(WAIT_MOST_SECONDS);
        let until = tx.now().plus_seconds(wait);
        tx.execute(
            "UPDATE access_failures SET locked_until = $2 WHERE key = $1",
            params![key, until],
        )?;
    }
    Ok(())
}

/// A success wipes the slate.
pub fn forget(tx: &mut Tx<'_>, key: [u8; 32]) -> Result<(), storage::Error> {
    tx.execute("DELETE FROM access_failures WHERE key = $1", params![key])?;
    Ok(())
}
