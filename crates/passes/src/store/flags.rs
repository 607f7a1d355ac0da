//! Passes that were in two places.

use kernel::{AreaCode, Day};
use storage::{Db, Error, Row, Tx, Value, params};

use crate::card::CardId;

/// A flag on a pass; nothing in it says where or when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The city that issued the pass.
    pub issuer: String,
    /// Its place in that city's list, which its short code says.
    pub slot: u32,
    /// `None` for a pass of another city.
    pub card: Option<CardId>,
    /// Where the pass is for; our own city for a guest.
    pub area: AreaCode,
    /// `same-code` or `travel`.
    pub why: String,
    /// When it was found.
    pub day: Day,
}

const FLAG: &str = "SELECT issuer, slot, card, area, why, day FROM passes_flags";

pub fn put(tx: &mut Tx<'_>, flag: &Flag) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_flags (issuer, slot, card, area, why, day)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (issuer, slot) DO UPDATE SET why = $5, day = $6",
        params![
            flag.issuer.as_str(),
            flag.slot,
            flag.card,
            flag.area.as_str(),
            flag.why.as_str(),
            flag.day.to_string(),
        ],
    )
}

/// Flags that fit a condition over `area`, latest first.
pub fn list(
    db: &mut Db<'_>,
    (condition, mut values): (String, Vec<Value>),
    limit: usize,
) -> Result<Vec<Flag>, Error> {
    values.push(limit.into());
    let sql =
        format!("{FLAG} WHERE {condition} ORDER BY day DESC, issuer, slot LIMIT ${}", values.len());
    db.query(&sql, &values, flag)
}

/// The flag on one of our own passes.
pub fn of_card(db: &mut Db<'_>, card: CardId) -> Result<Option<Flag>, Error> {
    let sql = format!("{FLAG} WHERE card = $1 ORDER BY day DESC, slot LIMIT 1");
    db.query_opt(&sql, params![card], flag)
}

pub fn forget(tx: &mut Tx<'_>, before: Day) -> Result<(), Error> {
    tx.put("DELETE FROM passes_flags WHERE day < $1", params![before.to_string()])
}

/// The pass has ended: nothing is to be said of it any more.
pub fn end(tx: &mut Tx<'_>, card: CardId) -> Result<(), Error> {
    tx.put("DELETE FROM passes_flags WHERE card = $1", params![card])
}

fn flag(row: &Row<'_>) -> Result<Flag, Error> {
    let slot = u32::try_from(row.get::<i64>(1)?);
    Ok(Flag {
        issuer: row.get(0)?,
        slot: slot.map_err(|_| Error::Corrupt("a slot of a flag".into()))?,
        card: row.get(2)?,
        area: row.parse(3)?,
        why: row.get(4)?,
        day: row.parse(5)?,
    })
}
