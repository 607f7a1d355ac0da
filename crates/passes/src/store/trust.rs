//! Keys of other cities.

use kernel::Timestamp;
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

pub fn remove(tx: &mut Tx<'_>, city: &str) -> Result<bool, Error> {
    let rows = tx.execute("DELETE FROM passes_trust WHERE city = $1", params![city])?;
    Ok(rows == 1)
}
