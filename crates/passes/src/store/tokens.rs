//! Each day's tokens, their places in the revocation bitmap, and which are revoked.

use kernel::{Day, Timestamp};
use storage::{Db, Error, Row, Tx, params};

use crate::card::{CardId, Mode, Token};

/// The day of tokens whose key is believed no more.
const WITHDRAWN: &str = "0001-01-01";
const TOKEN: &str = "SELECT slot, card, cti, day, not_before, expires_at, token FROM passes_tokens";

/// The token of a card for a day, shown in this way, unless it was revoked.
pub fn of_day(db: &mut Db<'_>, card: CardId, day: Day, mode: Mode) -> Result<Option<Token>, Error> {
    let sql = format!("{TOKEN} WHERE card = $1 AND day = $2 AND mode = $3 AND revoked_seq IS NULL");
    db.query_opt(&sql, params![card, day.to_string(), mode.as_str()], token)
}

/// The printed token of a card that is good longest, while it is good and was not withdrawn.
pub fn printed(db: &mut Db<'_>, card: CardId, now: Timestamp) -> Result<Option<Token>, Error> {
    let sql = format!(
        "{TOKEN} WHERE card = $1 AND mode = 'paper' AND revoked_seq IS NULL AND expires_at > $2
             AND day <> '{WITHDRAWN}'
         ORDER BY expires_at DESC, slot LIMIT 1"
    );
    db.query_opt(&sql, params![card, now], token)
}

/// The token with this id.
pub fn of_cti(db: &mut Db<'_>, cti: [u8; 8]) -> Result<Option<Token>, Error> {
    db.query_opt(&format!("{TOKEN} WHERE cti = $1"), params![cti], token)
}

/// The token in this place.
pub fn of_slot(db: &mut Db<'_>, slot: u32) -> Result<Option<Token>, Error> {
    db.query_opt(&format!("{TOKEN} WHERE slot = $1"), params![slot], token)
}

/// Whether nobody has this place.
pub fn is_free(db: &mut Db<'_>, slot: u32) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM passes_tokens WHERE slot = $1";
    Ok(db.query_opt(sql, params![slot], |row| row.get::<i64>(0))?.is_none())
}

/// False when somebody took the place meanwhile.
pub fn insert(tx: &mut Tx<'_>, token: &Token, kid: u16, mode: Mode) -> Result<bool, Error> {
    let rows = tx.execute(
        "INSERT INTO passes_tokens (slot, card, cti, kid, mode, day, not_before, expires_at, token)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        params![
            token.slot,
            token.card,
            token.cti,
            i64::from(kid),
            mode.as_str(),
            token.day.to_string(),
            token.not_before,
            token.expires_at,
            token.text.as_str(),
        ],
    )?;
    Ok(rows == 1)
}

/// Revokes every token of a card that could still be shown; answers the last place in the order.
pub fn revoke_all(tx: &mut Tx<'_>, card: CardId) -> Result<i64, Error> {
    let now = tx.now();
    let slots: Vec<i64> = tx.query(
        "SELECT slot FROM passes_tokens
         WHERE card = $1 AND revoked_seq IS NULL AND expires_at > $2 ORDER BY slot",
        params![card, now.plus_hours(-1)],
        |row| row.get(0),
    )?;
    let mut last = sequence(tx)?;
    for slot in slots {
        last += 1;
        tx.put("UPDATE passes_tokens SET revoked_seq = $2 WHERE slot = $1", params![slot, last])?;
    }
    count(tx, "revocations", last)?;
    Ok(last)
}

/// Every token ends now: their keys are believed no more, and each phone gets new ones.
pub fn withdraw_all(tx: &mut Tx<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.put("UPDATE passes_tokens SET day = $2 WHERE expires_at > $1", params![now, WITHDRAWN])
}

/// The last place given out in the order of revocations; 0 before the first.
pub fn sequence(db: &mut Db<'_>) -> Result<i64, Error> {
    let sql = "SELECT value FROM passes_counters WHERE name = 'revocations'";
    Ok(db.query_opt(sql, params![], |row| row.get(0))?.unwrap_or(0))
}

/// No delta may start from a list before this place in the order: places were freed since.
pub fn floor(db: &mut Db<'_>) -> Result<i64, Error> {
    let sql = "SELECT value FROM passes_counters WHERE name = 'floor'";
    Ok(db.query_opt(sql, params![], |row| row.get(0))?.unwrap_or(0))
}

/// Places revoked after `since`, in their order.
pub fn revoked(db: &mut Db<'_>, since: i64) -> Result<Vec<(i64, u32)>, Error> {
    db.query(
        "SELECT revoked_seq, slot FROM passes_tokens WHERE revoked_seq > $1 ORDER BY revoked_seq",
        params![since],
        |row| Ok((row.get(0)?, slot(row, 1)?)),
    )
}

/// Frees the places of tokens that ended before `before`; answers how many. When a revoked one is
/// among them, the list gets a new number from which deltas start.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, Error> {
    let revoked: i64 = tx.query_one(
        "SELECT COUNT(*) FROM passes_tokens WHERE expires_at < $1 AND revoked_seq IS NOT NULL",
        params![before],
        |row| row.get(0),
    )?;
    if revoked > 0 {
        let next = sequence(tx)? + 1;
        for name in ["revocations", "floor"] {
            count(tx, name, next)?;
        }
    }
    tx.execute("DELETE FROM passes_tokens WHERE expires_at < $1", params![before])
}

fn count(tx: &mut Tx<'_>, name: &str, value: i64) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_counters (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = $2",
        params![name, value],
    )
}

fn slot(row: &Row<'_>, index: usize) -> Result<u32, Error> {
    u32::try_from(row.get::<i64>(index)?).map_err(|_| Error::Corrupt("a slot of a token".into()))
}

fn token(row: &Row<'_>) -> Result<Token, Error> {
    Ok(Token {
        slot: slot(row, 0)?,
        card: row.get(1)?,
        cti: row.get(2)?,
        day: row.parse(3)?,
        not_before: row.get(4)?,
        expires_at: row.get(5)?,
        text: row.get(6)?,
    })
}
