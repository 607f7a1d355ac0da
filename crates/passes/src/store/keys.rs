//! Signing keys and the root secret, sealed.

use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, params};

/// A key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    pub kid: u16,
    /// Name of the algorithm.
    pub alg: String,
    pub public: Vec<u8>,
    pub sealed: Vec<u8>,
    pub signs_from: Timestamp,
    pub signs_until: Timestamp,
    /// Until then a gate believes it.
    pub known_until: Timestamp,
}

const KEY: &str =
    "SELECT kid, alg, public, sealed, signs_from, signs_until, known_until FROM passes_keys";

/// Keys of a purpose (`token` or `root`) that are believed at `now`, the one that signs longest
/// last.
pub fn known(db: &mut Db<'_>, purpose: &str, now: Timestamp) -> Result<Vec<KeptKey>, Error> {
    let sql = format!("{KEY} WHERE purpose = $1 AND known_until > $2 ORDER BY signs_until, kid");
    db.query(&sql, params![purpose, now], key)
}

/// Whether a number names a key, be it an old one.
pub fn is_taken(db: &mut Db<'_>, kid: u16) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM passes_keys WHERE kid = $1";
    Ok(db.query_opt(sql, params![i64::from(kid)], |row| row.get::<i64>(0))?.is_some())
}

pub fn insert(tx: &mut Tx<'_>, purpose: &str, new: &KeptKey) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO passes_keys (kid, alg, purpose, public, sealed, created_at, signs_from,
             signs_until, known_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            i64::from(new.kid),
            new.alg.as_str(),
            purpose,
            new.public.as_slice(),
            new.sealed.as_slice(),
            now,
            new.signs_from,
            new.signs_until,
            new.known_until,
        ],
    )
}

/// A key signs no more from `at` on; it is believed until `known_until`.
pub fn end(tx: &mut Tx<'_>, kid: u16, at: Timestamp, known_until: Timestamp) -> Result<(), Error> {
    tx.put(
        "UPDATE passes_keys SET signs_until = $2, known_until = $3 WHERE kid = $1",
        params![i64::from(kid), at, known_until],
    )
}

pub fn secret(db: &mut Db<'_>, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT sealed FROM passes_secrets WHERE name = $1";
    db.query_opt(sql, params![name], |row| row.get(0))
}

pub fn keep_secret(tx: &mut Tx<'_>, name: &str, sealed: &[u8]) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO passes_secrets (name, sealed, created_at) VALUES ($1, $2, $3)",
        params![name, sealed, now],
    )
}

fn key(row: &Row<'_>) -> Result<KeptKey, Error> {
    let kid = u16::try_from(row.get::<i64>(0)?);
    Ok(KeptKey {
        kid: kid.map_err(|_| Error::Corrupt("a key's number".into()))?,
        alg: row.get(1)?,
        public: row.get(2)?,
        sealed: row.get(3)?,
        signs_from: row.get(4)?,
        signs_until: row.get(5)?,
        known_until: row.get(6)?,
    })
}
