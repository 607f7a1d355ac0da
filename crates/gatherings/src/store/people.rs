//! Whose gatherings there are: a cache by which each finds the own.

use std::collections::BTreeSet;

use contracts::PersonId;
use kernel::Timestamp;
use storage::{Db, Error, Tx, params};

use crate::{GatheringId, fact::What, gathering::Gathering};

/// Follows one entry.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &Gathering,
    what: &What,
) -> Result<(), Error> {
    match what {
        What::SignedUp { person } | What::SignedIn { person, .. } | What::MadeUp { person } => {
            put(tx, id, gathering, *person)
        }
        What::Cancelled { person } => {
            let sql = "DELETE FROM gatherings_people WHERE person = $1 AND gathering = $2";
            tx.put(sql, params![*person, id])
        }
        What::Opened { roll: Some(roll), .. } => {
            roll.iter().try_for_each(|person| put(tx, id, gathering, *person))
        }
        What::Moved { .. } => tx.put(
            "UPDATE gatherings_people SET starts_at = $2 WHERE gathering = $1",
            params![id, gathering.starts_at()],
        ),
        _ => Ok(()),
    }
}

fn put(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &Gathering,
    person: PersonId,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_people (person, gathering, starts_at) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
        params![person, id, gathering.starts_at()],
    )
}

/// What somebody has signed up for that begins after `now`.
pub fn coming(
    db: &mut Db<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<GatheringId>, Error> {
    let sql = "SELECT gathering FROM gatherings_people WHERE person = $1 AND starts_at > $2
               ORDER BY starts_at, gathering";
    db.query(sql, params![person, now], |row| row.get(0))
}

/// Whose gathering this is, by the cache.
pub fn of_gathering(db: &mut Db<'_>, id: GatheringId) -> Result<BTreeSet<PersonId>, Error> {
    let sql = "SELECT person FROM gatherings_people WHERE gathering = $1 AND starts_at = (
                   SELECT starts_at FROM gatherings_sessions WHERE id = $1)";
    Ok(db.query(sql, params![id], |row| row.get(0))?.into_iter().collect())
}

/// Whose it is, by the fold.
pub fn folded(gathering: &Gathering) -> BTreeSet<PersonId> {
    let there = gathering.present.keys().chain(&gathering.made_up).chain(&gathering.signed_up);
    there.chain(gathering.roll.iter().flatten()).copied().collect()
}
