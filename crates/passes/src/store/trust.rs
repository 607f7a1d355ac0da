//! Keys of other cities.

use kernel::{AreaCode, Day, Timestamp};
use storage::{Db, Error, Tx, params};

/// A city's list as it was imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    pub city: String,
    /// The signed list.
    pub list: Vec<u8>,
    /// The public key that it was checked with.
    pub root: Vec<u8>,
    pub imported_at: Timestamp,
    pub until: Timestamp,
}

/// Lists that have not ended, by city.
pub fn all(db: &mut Db<'_>, now: Timestamp) -> Result<Vec<Trusted>, Error> {
    db.query(
        "SELECT city, list, root, imported_at, until FROM passes_trust
         WHERE until > $1 ORDER BY city",
        params![now],
        |row| {
            Ok(Trusted {
                city: row.get(0)?,
                list: row.get(1)?,
                root: row.get(2)?,
                imported_at: row.get(3)?,
                until: row.get(4)?,
            })
        },
    )
}

/// The root key under which a city's list stands, if there is one.
pub fn root(db: &mut Db<'_>, city: &str) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT root FROM passes_trust WHERE city = $1";
    db.query_opt(sql, params![city], |row| row.get(0))
}

pub fn put(tx: &mut Tx<'_>, new: &Trusted) -> Result<(), Error> {
    let by = tx.stamp().actor;
    tx.put(
        "INSERT INTO passes_trust (city, list, root, imported_at, imported_by, until)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (city) DO UPDATE
         SET list = $2, root = $3, imported_at = $4, imported_by = $5, until = $6",
        params![
            new.city.as_str(),
            new.list.as_slice(),
            new.root.as_slice(),
            new.imported_at,
            by,
            new.until,
        ],
    )
}

/// Keeps a city's key of a day.
pub fn put_day(
    tx: &mut Tx<'_>,
    city: &str,
    area: &AreaCode,
    day: Day,
    sealed: &[u8],
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_trust_days (city, area, day, sealed) VALUES ($1, $2, $3, $4)
         ON CONFLICT (city, area, day) DO UPDATE SET sealed = $4",
        params![city, area.as_str(), day.to_string(), sealed],
    )
}

/// A city's sealed keys from one day to another, both included.
pub fn days(
    db: &mut Db<'_>,
    city: &str,
    (from, until): (Day, Day),
) -> Result<Vec<(AreaCode, Day, Vec<u8>)>, Error> {
    db.query(
        "SELECT area, day, sealed FROM passes_trust_days
         WHERE city = $1 AND day BETWEEN $2 AND $3 ORDER BY area, day",
        params![city, from.to_string(), until.to_string()],
        |row| Ok((row.parse(0)?, row.parse(1)?, row.get(2)?)),
    )
}

/// The last day of which a city's key is there.
pub fn last_day(db: &mut Db<'_>, city: &str) -> Result<Option<Day>, Error> {
    let sql = "SELECT day FROM passes_trust_days WHERE city = $1 ORDER BY day DESC LIMIT 1";
    db.query_opt(sql, params![city], |row| row.parse(0))
}

pub fn forget_days(tx: &mut Tx<'_>, before: Day) -> Result<(), Error> {
    tx.put("DELETE FROM passes_trust_days WHERE day < $1", params![before.to_string()])
}

pub fn remove(tx: &mut Tx<'_>, city: &str) -> Result<bool, Error> {
    tx.put("DELETE FROM passes_trust_days WHERE city = $1", params![city])?;
    let rows = tx.execute("DELETE FROM passes_trust WHERE city = $1", params![city])?;
    Ok(rows == 1)
}
