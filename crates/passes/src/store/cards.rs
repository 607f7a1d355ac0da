//! Rights, and the photos that their holders agreed to show.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Tx, files, params};

use crate::card::{Card, CardId};

const CARD: &str =
    "SELECT id, kind, person, area, issued_at, until, revoked_at, firm FROM passes_cards";

pub fn find(db: &mut Db<'_>, id: CardId) -> Result<Option<Card>, Error> {
    db.query_opt(&format!("{CARD} WHERE id = $1"), params![id], card)
}

/// The pass without an account whose holder shows this secret.
pub fn of_bearer(db: &mut Db<'_>, bearer: [u8; 32]) -> Result<Option<Card>, Error> {
    db.query_opt(&format!("{CARD} WHERE bearer = $1"), params![bearer], card)
}

/// A person's cards that are neither revoked nor over, oldest first.
pub fn live_of(db: &mut Db<'_>, person: PersonId, now: Timestamp) -> Result<Vec<Card>, Error> {
    let sql = format!(
        "{CARD} WHERE person = $1 AND revoked_at IS NULL AND until > $2 ORDER BY issued_at, id"
    );
    db.query(&sql, params![person, now], card)
}

/// The card of this kind that a person holds for an area and a firm's job, or as their own, be it
/// over, unless it was revoked.
pub fn held(
    db: &mut Db<'_>,
    person: PersonId,
    kind: &str,
    area: &AreaCode,
    firm: Option<UnitId>,
) -> Result<Option<Card>, Error> {
    let sql =
        format!("{CARD} WHERE person = $1 AND kind = $2 AND area = $3 AND revoked_at IS NULL");
    let held = db.query(&sql, params![person, kind, area.as_str()], card)?;
    Ok(held.into_iter().find(|card| card.firm == firm))
}

/// The cards of a person that were given for a job with this firm and are not revoked.
pub fn of_job(db: &mut Db<'_>, person: PersonId, firm: UnitId) -> Result<Vec<Card>, Error> {
    let sql = format!("{CARD} WHERE person = $1 AND firm = $2 AND revoked_at IS NULL ORDER BY id");
    db.query(&sql, params![person, firm], card)
}

/// Cards of an area, newest first, without the kinds named.
pub fn list(
    db: &mut Db<'_>,
    area: &AreaCode,
    hidden: &[&str],
    limit: usize,
) -> Result<Vec<Card>, Error> {
    let (low, high) = area.range();
    let sql =
        format!("{CARD} WHERE area BETWEEN $1 AND $2 ORDER BY issued_at DESC, id DESC LIMIT $3");
    let mut found = db.query(&sql, params![low, high, limit], card)?;
    found.retain(|card| !hidden.contains(&card.kind.as_str()));
    Ok(found)
}

pub fn insert(
    tx: &mut Tx<'_>,
    card: &Card,
    bearer: Option<[u8; 32]>,
    detail: Option<Vec<u8>>,
) -> Result<(), Error> {
    let by = tx.stamp().actor;
    tx.put(
        "INSERT INTO passes_cards (id, kind, person, bearer, area, detail, issued_at, issued_by,
             until, firm)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            card.id,
            card.kind.as_str(),
            card.person,
            bearer.map(|bearer| bearer.to_vec()),
            card.area.as_str(),
            detail,
            card.issued_at,
            by,
            card.until,
            card.firm,
        ],
    )
}

/// A card that a desk gave to somebody without an account.
pub fn of_desk(db: &mut Db<'_>, id: CardId) -> Result<Option<Card>, Error> {
    let sql = format!("{CARD} WHERE id = $1 AND person IS NULL AND bearer IS NULL");
    db.query_opt(&sql, params![id], card)
}

/// What desks wrote on cards that ended before `before` is erased.
pub fn forget_details(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), Error> {
    tx.put(
        "UPDATE passes_cards SET detail = NULL
         WHERE person IS NULL AND detail IS NOT NULL AND (until < $1 OR revoked_at < $1)",
        params![before],
    )
}

/// What its holder stated, sealed.
pub fn detail(db: &mut Db<'_>, id: CardId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT detail FROM passes_cards WHERE id = $1";
    Ok(db.query_opt(sql, params![id], |row| row.get(0))?.flatten())
}

/// The right lasts longer.
pub fn renew(tx: &mut Tx<'_>, id: CardId, until: Timestamp) -> Result<(), Error> {
    tx.put("UPDATE passes_cards SET until = $2 WHERE id = $1", params![id, until])
}

/// False when it was revoked before.
pub fn revoke(tx: &mut Tx<'_>, id: CardId, why: &str) -> Result<bool, Error> {
    let now = tx.now();
    let rows = tx.execute(
        "UPDATE passes_cards SET revoked_at = $2, revoked_why = $3
         WHERE id = $1 AND revoked_at IS NULL",
        params![id, now, why],
    )?;
    Ok(rows == 1)
}

/// Every card of a person that is not revoked.
pub fn all_of(db: &mut Db<'_>, person: PersonId) -> Result<Vec<CardId>, Error> {
    db.query(
        "SELECT id FROM passes_cards WHERE person = $1 AND revoked_at IS NULL ORDER BY id",
        params![person],
        |row| row.get(0),
    )
}

pub fn photo(db: &mut Db<'_>, person: PersonId) -> Result<Option<String>, Error> {
    let sql = "SELECT photo FROM passes_photos WHERE person = $1";
    db.query_opt(sql, params![person], |row| row.get(0))
}

pub fn set_photo(tx: &mut Tx<'_>, person: PersonId, new: &str) -> Result<(), Error> {
    if photo(tx, person)?.is_some_and(|old| old != new) {
        remove_photo(tx, person)?;
    }
    let now = tx.now();
    tx.put(
        "INSERT INTO passes_photos (person, photo, agreed_at) VALUES ($1, $2, $3)
         ON CONFLICT (person) DO UPDATE SET photo = $2, agreed_at = $3",
        params![person, new, now],
    )
}

/// The photo is shown no more, and its file goes too.
pub fn remove_photo(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    if let Some(name) = photo(tx, person)? {
        files::forget(tx, &name, person)?;
    }
    tx.put("DELETE FROM passes_photos WHERE person = $1", params![person])
}

/// Since when somebody has agreed that guards see a photo.
pub fn photo_agreed(db: &mut Db<'_>, person: PersonId) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT agreed_at FROM passes_photos WHERE person = $1";
    db.query_opt(sql, params![person], |row| row.get(0))
}

/// Whether anybody shows the photo with this name.
pub fn is_photo(db: &mut Db<'_>, name: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM passes_photos WHERE photo = $1";
    Ok(db.query_opt(sql, params![name], |_| Ok(()))?.is_some())
}

fn card(row: &Row<'_>) -> Result<Card, Error> {
    Ok(Card {
        id: row.get(0)?,
        kind: row.get(1)?,
        person: row.get(2)?,
        area: row.parse(3)?,
        issued_at: row.get(4)?,
        until: row.get(5)?,
        revoked_at: row.get(6)?,
        firm: row.get(7)?,
    })
}
