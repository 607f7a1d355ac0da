//! SQL of merging: who follows whom, where cases lie, how many people support one.

use contracts::CaseId;
use storage::{Db, Error, Tx, params};

use super::fact::Fact;
use crate::{case::Case, entry::What};

/// The case that `id` follows.
pub fn leader_of(db: &mut Db<'_>, id: CaseId) -> Result<Option<CaseId>, Error> {
    db.query_opt("SELECT leader FROM cases_merged WHERE follower = $1", params![id], |row| {
        row.get(0)
    })
}

/// How many people reported what this case is about; 1 where nobody has joined.
pub fn people(db: &mut Db<'_>, id: CaseId) -> Result<usize, Error> {
    let leader = leader_of(db, id)?.unwrap_or(id);
    let people = db.query_opt(
        "SELECT people FROM cases_support WHERE case_id = $1",
        params![leader],
        |row| row.get(0),
    )?;
    Ok(people.unwrap_or(1))
}

/// Keeps the tables beside the entry that changed them.
pub(crate) fn keep(tx: &mut Tx<'_>, id: CaseId, what: &What, case: &Case) -> Result<(), Error> {
    let What::Merge(fact) = what else { return Ok(()) };
    match fact {
        Fact::Merged { into, .. } => {
            tx.execute(
                "INSERT INTO cases_merged (follower, leader) VALUES ($1, $2)",
                params![id, *into],
            )?;
        }
        Fact::Unmerged { .. } => {
            tx.execute("DELETE FROM cases_merged WHERE follower = $1", params![id])?;
        }
        Fact::Joined { .. } | Fact::Left { .. } | Fact::StoodBack { .. } => {
            tx.execute(
                "INSERT INTO cases_support (case_id, people) VALUES ($1, $2)
                 ON CONFLICT (case_id) DO UPDATE SET people = excluded.people",
                params![id, case.reporters(id).len()],
            )?;
        }
        Fact::Followed { .. } => {}
    }
    Ok(())
}

/// Where a case lies, for those that are reported near it.
pub(crate) fn keep_place(tx: &mut Tx<'_>, id: CaseId, case: &Case) -> Result<(), Error> {
    let Some(place) = case.place else { return Ok(()) };
    tx.add(
        "INSERT INTO cases_places (case_id, lat, lon) VALUES ($1, $2, $3)
         ON CONFLICT (case_id) DO NOTHING",
        params![id, place.lat(), place.lon()],
    )
}

/// Whether the tables say what the case says.
pub(crate) fn agrees(db: &mut Db<'_>, id: CaseId, case: &Case) -> Result<bool, Error> {
    let people =
        db.query_opt("SELECT people FROM cases_support WHERE case_id = $1", params![id], |row| {
            row.get::<usize>(0)
        })?;
    let counted = people.is_none_or(|people| people == case.reporters(id).len());
    let leads = case.members().is_empty() || people.is_some();
    Ok(counted && leads && leader_of(db, id)? == case.leader().map(|leader| leader.id))
}
