//! SQL of badges and their consents.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, params};

use super::{BadgeId, Purpose};
use crate::MemberId;

/// A badge that is shown, its words sealed.
pub(super) struct Kept {
    pub id: BadgeId,
    pub member: MemberId,
    pub token: String,
    pub pledge: Option<Vec<u8>>,
    pub name: Option<Vec<u8>>,
    pub made_at: Timestamp,
}

const BADGE: &str = "SELECT id, member, token, pledge, name, made_at FROM branches_badges
     WHERE withdrawn_at IS NULL";

pub(super) fn of_member(db: &mut Db<'_>, member: MemberId) -> Result<Option<Kept>, Error> {
    db.query_opt(&format!("{BADGE} AND member = $1"), params![member], kept)
}

pub(super) fn of_token(db: &mut Db<'_>, token: &str) -> Result<Option<Kept>, Error> {
    db.query_opt(&format!("{BADGE} AND token = $1"), params![token], kept)
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    id: BadgeId,
    member: MemberId,
    token: &str,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO branches_badges (id, member, token, made_at) VALUES ($1, $2, $3, $4)",
        params![id, member, token, now],
    )?;
    Ok(())
}

pub(super) fn texts(
    tx: &mut Tx<'_>,
    id: BadgeId,
    pledge: Option<Vec<u8>>,
    name: Option<Vec<u8>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE branches_badges SET pledge = $2, name = $3 WHERE id = $1",
        params![id, pledge, name],
    )?;
    Ok(())
}

/// The tag opens nothing any more, and what it showed is gone.
pub(super) fn withdraw(tx: &mut Tx<'_>, id: BadgeId) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE branches_badges SET token = NULL, pledge = NULL, name = NULL, withdrawn_at = $2
         WHERE id = $1",
        params![id, now],
    )?;
    Ok(())
}

/// Gives a consent that is not given, or ends one that is.
pub(super) fn consent(
    tx: &mut Tx<'_>,
    badge: BadgeId,
    purpose: Purpose,
    agreed: bool,
) -> Result<(), Error> {
    let now = tx.now();
    if agreed == agreed_to(tx, badge, purpose)? {
        return Ok(());
    }
    let sql = if agreed {
        "INSERT INTO branches_badge_consents (badge, purpose, given_at) VALUES ($1, $2, $3)
         ON CONFLICT (badge, purpose, given_at) DO UPDATE SET withdrawn_at = NULL"
    } else {
        "UPDATE branches_badge_consents SET withdrawn_at = $3
         WHERE badge = $1 AND purpose = $2 AND withdrawn_at IS NULL"
    };
    tx.execute(sql, params![badge, purpose.as_str(), now])?;
    Ok(())
}

fn agreed_to(db: &mut Db<'_>, badge: BadgeId, purpose: Purpose) -> Result<bool, Error> {
    Ok(agreed(db, badge)?.contains(&purpose))
}

/// What is agreed to now.
pub(super) fn agreed(db: &mut Db<'_>, badge: BadgeId) -> Result<BTreeSet<Purpose>, Error> {
    Ok(agreed_since(db, badge)?.into_keys().collect())
}

/// The same, each with since when.
pub(super) fn agreed_since(
    db: &mut Db<'_>,
    badge: BadgeId,
) -> Result<BTreeMap<Purpose, Timestamp>, Error> {
    let sql = "SELECT purpose, given_at FROM branches_badge_consents
         WHERE badge = $1 AND withdrawn_at IS NULL";
    let rows = db.query(sql, params![badge], |row| Ok((row.get::<String>(0)?, row.get(1)?)))?;
    let named = |(word, since): (String, Timestamp)| {
        let purpose = Purpose::ALL.into_iter().find(|one| one.as_str() == word);
        purpose.map(|purpose| (purpose, since))
    };
    Ok(rows.into_iter().filter_map(named).collect())
}

fn kept(row: &Row<'_>) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.get(0)?,
        member: row.get(1)?,
        token: row.get(2)?,
        pledge: row.get(3)?,
        name: row.get(4)?,
        made_at: row.get(5)?,
    })
}
