//! What lies in the urn: cases that were closed in the period, are closed still, and whose matter
//! can be seen on the spot.

use contracts::CaseId;
use storage::{Db, Error, params};

use super::store::Draw;
use crate::{case::Case, desk::Desk, store::folded};

/// The ids, in their own order. Left out are: withdrawn and out of scope (nobody closed them),
/// matters that the catalogue does not call `checkable`, private ones, what was taken over from
/// another register, and what names no place to go to.
pub fn frame(db: &mut Db<'_>, desk: &Desk, draw: &Draw) -> Result<Vec<CaseId>, Error> {
    let (low, high) = draw.area.range();
    let closed = db.query(
        "SELECT id, folded FROM cases_cases
         WHERE state IN ('confirmed', 'closed') AND closed_at >= $1 AND closed_at < $2
             AND area BETWEEN $3 AND $4 AND source = 'yilu' AND visibility <> 'private'
         ORDER BY id",
        params![draw.from, draw.to, low, high],
        |row| Ok((row.get::<CaseId>(0)?, can_be_seen(desk, &folded(row, 1)?))),
    )?;
    Ok(closed.into_iter().filter_map(|(id, seen)| seen.then_some(id)).collect())
}

fn can_be_seen(desk: &Desk, case: &Case) -> bool {
    let matter = desk.catalogue.matter(&case.matter);
    matter.is_some_and(|matter| matter.checkable && !matter.sensitive)
        && (case.place.is_some() || case.address.is_some())
}
