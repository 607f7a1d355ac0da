//! Groups and who speaks in them.

use std::collections::BTreeSet;

use contracts::UnitId;
use kernel::Timestamp;
use storage::{Db, Error, Tx, params};

use super::voice;
use crate::{
    group::Voice,
    rating::{GroupId, GroupName, ReleaseId},
};

/// A member of a group, with what figures are made of.
pub struct Member {
    pub group: GroupId,
    pub voice: Voice,
    pub minutes: i64,
    pub reason: String,
}

pub fn insert(
    tx: &mut Tx<'_>,
    unit: UnitId,
    voices: &[Voice],
    ends_at: Timestamp,
) -> Result<GroupId, Error> {
    let (id, now) = (tx.id::<GroupName>(), tx.now());
    tx.put(
        "INSERT INTO ratings_groups (id, unit, formed_at, ends_at) VALUES ($1, $2, $3, $4)",
        params![id, unit, now, ends_at],
    )?;
    for voice in voices {
        tx.put(
            "INSERT INTO ratings_members (group_id, rating) VALUES ($1, $2)",
            params![id, voice.rating],
        )?;
    }
    Ok(id)
}

/// Members of the groups that may be shown: not too old, and none of their ratings taken back.
pub fn standing(db: &mut Db<'_>, unit: UnitId, now: Timestamp) -> Result<Vec<Member>, Error> {
    db.query(
        "SELECT r.at, r.rider, r.id, m.group_id, r.minutes, r.reason
         FROM ratings_groups g JOIN ratings_members m ON m.group_id = g.id
         JOIN ratings_ratings r ON r.id = m.rating
         WHERE g.unit = $1 AND g.ends_at > $2 AND NOT EXISTS
             (SELECT 1 FROM ratings_members o JOIN ratings_ratings w ON w.id = o.rating
              WHERE o.group_id = g.id AND w.state <> 'live')
         ORDER BY g.id, r.id",
        params![unit, now],
        |row| {
            Ok(Member {
                voice: voice(row)?,
                group: row.get(3)?,
                minutes: row.get(4)?,
                reason: row.get(5)?,
            })
        },
    )
}

/// Ratings of a merchant that have been in a group, whatever became of it.
pub fn used(db: &mut Db<'_>, unit: UnitId, since: Timestamp) -> Result<BTreeSet<Voice>, Error> {
    let found = db.query(
        "SELECT r.at, r.rider, r.id FROM ratings_ratings r
         JOIN ratings_members m ON m.rating = r.id WHERE r.unit = $1 AND r.at > $2",
        params![unit, since],
        voice,
    )?;
    Ok(found.into_iter().collect())
}

/// Whose ratings a release is made of.
pub fn released(db: &mut Db<'_>, release: ReleaseId) -> Result<BTreeSet<Voice>, Error> {
    let found = db.query(
        "SELECT r.at, r.rider, r.id FROM ratings_released p
         JOIN ratings_members m ON m.group_id = p.group_id
         JOIN ratings_ratings r ON r.id = m.rating WHERE p.release = $1",
        params![release],
        voice,
    )?;
    Ok(found.into_iter().collect())
}
