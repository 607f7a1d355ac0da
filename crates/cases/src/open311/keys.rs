//! Keys of the programs that may hand cases in. A key is shown once; the store has its hash alone.

use access::rate::{self, Rate};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::UnitId;
use kernel::{Id, Timestamp};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::{Db, Error, Record, Row, Tx, params};

/// By which ids of keys are told from others.
pub enum Open311Key {}
pub type KeyId = Id<Open311Key>;

/// Calls with one key in an hour.
const AN_HOUR_MAX: i64 = 600;
const HOUR_SECONDS: i64 = 3_600;

/// A program that may, or might once, hand cases in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub id: KeyId,
    /// Lower-case letters, figures and dashes; stands in the source of what it sends.
    pub name: String,
    /// Answers for what the program sends.
    pub unit: UnitId,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// What a key is worth now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admitted {
    Sender(Sender),
    Unknown,
    /// Enough for this hour: come back in so many seconds.
    Wait(i64),
}

/// Why no key was issued.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "a key's name has 2 to 40 lower-case letters, figures and dashes, such as cycling-club"
    )]
    Name,
    #[error(transparent)]
    Store(#[from] Error),
}

impl Sender {
    /// The register that its cases are said to come from.
    pub fn source(&self) -> String {
        format!("open311:{}", self.name)
    }
}

/// Issues a key under this name; one that had the name before stops working. Whoever calls has
/// asked policy. Answers the key, which nobody can ask for again.
pub fn issue(tx: &mut Tx<'_>, name: &str, unit: UnitId) -> Result<String, KeyError> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(2..=40).contains(&name.len()) || !name.bytes().all(fits) {
        return Err(KeyError::Name);
    }
    let key = URL_SAFE_NO_PAD.encode(tx.moment().bytes::<24>());
    let (id, now) = (tx.id::<Open311Key>(), tx.now());
    tx.execute(
        "INSERT INTO cases_open311_keys (id, name, hash, unit, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (name) DO UPDATE SET hash = $3, unit = $4, created_at = $5, revoked_at = NULL",
        params![id, name, hash(&key), unit, now],
    )?;
    record(tx, "open311.key-issued", id, name)?;
    Ok(key)
}

/// Ends a key at once; false when there is none or it had ended.
pub fn revoke(tx: &mut Tx<'_>, id: KeyId) -> Result<bool, Error> {
    let now = tx.now();
    let ended = tx.execute(
        "UPDATE cases_open311_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
        params![id, now],
    )?;
    if ended == 0 {
        return Ok(false);
    }
    record(tx, "open311.key-revoked", id, "")?;
    Ok(true)
}

/// Every key there ever was, by name.
pub fn list(db: &mut Db<'_>) -> Result<Vec<Sender>, Error> {
    db.query(
        "SELECT id, name, unit, created_at, revoked_at FROM cases_open311_keys ORDER BY name",
        &[],
        sender,
    )
}

/// Whose key this is, counting one more use of it.
pub fn admit(tx: &mut Tx<'_>, key: &str) -> Result<Admitted, Error> {
    let found = tx.query_opt(
        "SELECT id, name, unit, created_at, revoked_at FROM cases_open311_keys
         WHERE hash = $1 AND revoked_at IS NULL",
        params![hash(key)],
        sender,
    )?;
    let Some(sender) = found else { return Ok(Admitted::Unknown) };
    let counted = format!("open311 {}", sender.id);
    Ok(match rate::hit(tx, counted, AN_HOUR_MAX, HOUR_SECONDS)? {
        Rate::Allowed => Admitted::Sender(sender),
        Rate::RetryAfter(seconds) => Admitted::Wait(seconds),
    })
}

fn sender(row: &Row<'_>) -> Result<Sender, Error> {
    Ok(Sender {
        id: row.get(0)?,
        name: row.get(1)?,
        unit: row.get(2)?,
        created_at: row.get(3)?,
        revoked_at: row.get(4)?,
    })
}

fn record(tx: &mut Tx<'_>, action: &str, id: KeyId, name: &str) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "open311-key",
        subject: *id.as_bytes(),
        area: "",
        detail: json!({ "name": name }),
    })
}

/// A key has 192 bits of chance: it needs no slow hash.
fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key).into()
}
