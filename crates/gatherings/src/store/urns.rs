//! Who has cast a secret ballot, and the urns; nothing leads from one to the other.

use contracts::PersonId;
use storage::{Db, Error, Tx, params};

use super::{json, read};
use crate::{GatheringId, fact::Choice};

/// What is in the urn of a motion; an empty one before the first ballot.
pub fn urn(db: &mut Db<'_>, id: GatheringId, motion: usize) -> Result<ballots::Urn<Choice>, Error> {
    let sql = "SELECT ballots FROM gatherings_urns WHERE gathering = $1 AND motion = $2";
    let found = db.query_opt(sql, params![id, motion], |row| read(row, 0))?;
    Ok(found.unwrap_or_default())
}

/// Keeps the urn as it is now: one text, rewritten as a whole.
pub(crate) fn keep(
    tx: &mut Tx<'_>,
    id: GatheringId,
    motion: usize,
    urn: &ballots::Urn<Choice>,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_urns (gathering, motion, ballots) VALUES ($1, $2, $3)
         ON CONFLICT (gathering, motion) DO UPDATE SET ballots = $3",
        params![id, motion, json(urn)?],
    )
}

/// Whether somebody has cast a ballot.
pub fn has_voted(
    db: &mut Db<'_>,
    id: GatheringId,
    motion: usize,
    person: PersonId,
) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM gatherings_roll WHERE gathering = $1 AND motion = $2 AND person = $3",
        params![id, motion, person],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Ticks somebody off.
pub(crate) fn tick_off(
    tx: &mut Tx<'_>,
    id: GatheringId,
    motion: usize,
    person: PersonId,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_roll (gathering, motion, person) VALUES ($1, $2, $3)",
        params![id, motion, person],
    )
}

/// How many were ticked off.
pub fn turnout(db: &mut Db<'_>, id: GatheringId, motion: usize) -> Result<i64, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM gatherings_roll WHERE gathering = $1 AND motion = $2",
        params![id, motion],
        |row| row.get(0),
    )
}
