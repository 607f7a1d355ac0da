//! SQL of trust and of how often the page was right.

use kernel::Day;
use nearby::Trust;
use storage::{Db, Error, Tx, params};

use super::{from_json, json};

/// How far the words of a known reporter go; `None` of somebody new.
pub fn trust(db: &mut Db<'_>, reporter: u64) -> Result<Option<Trust>, Error> {
    let key = reporter.to_be_bytes();
    let sql = "SELECT trust FROM places_trust WHERE reporter = $1";
    db.query_opt(sql, params![key], |row| from_json(row, 0))
}

pub(crate) fn keep_trust(tx: &mut Tx<'_>, reporter: u64, trust: &Trust) -> Result<(), Error> {
    let (now, trust) = (tx.now(), json(trust)?);
    tx.put(
        "INSERT INTO places_trust (reporter, trust, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (reporter) DO UPDATE SET trust = $2, changed_at = $3",
        params![reporter.to_be_bytes(), trust, now],
    )
}

pub(crate) fn forget(tx: &mut Tx<'_>, reporter: u64) -> Result<(), Error> {
    tx.put("DELETE FROM places_trust WHERE reporter = $1", params![reporter.to_be_bytes()])
}

/// Trust of those who have not spoken for a year is forgotten.
pub(crate) fn forget_trust(tx: &mut Tx<'_>) -> Result<u64, Error> {
    let old = tx.now().plus_days(-365);
    tx.execute("DELETE FROM places_trust WHERE changed_at < $1", params![old])
}

pub(crate) fn count_truth(tx: &mut Tx<'_>, told: &str, said: &str) -> Result<(), Error> {
    let day = tx.now().day().to_string();
    tx.put(
        "INSERT INTO places_truth (day, told, said, taps) VALUES ($1, $2, $3, 1)
         ON CONFLICT (day, told, said) DO UPDATE SET taps = places_truth.taps + 1",
        params![day, told, said],
    )
}

/// Of taps at doors that the page told open since a day: how many there were, and how many said
/// that it was shut.
pub fn told_open(db: &mut Db<'_>, since: Day) -> Result<(i64, i64), Error> {
    db.query_one(
        "SELECT CAST(COALESCE(SUM(taps), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN said = 'fails' THEN taps ELSE 0 END), 0) AS BIGINT)
         FROM places_truth WHERE day >= $1 AND told IN ('certain', 'likely')",
        params![since.to_string()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
