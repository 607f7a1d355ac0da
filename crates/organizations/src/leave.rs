//! Somebody's job with a unit has ended: what they carried for it, and their posts in it, end with
//! that day. The person and whatever else is theirs stay.

use std::collections::BTreeSet;

use access::membership::{self, Issuer};
use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::Tx;

use crate::{
    act::UnitError,
    duties::{self, store as carried},
    moves::For,
    posts::{self, PostError},
    store,
};

const REASON: &str = "工作关系结束";

/// Ends duties and posts of `person` for `unit` and everything that stands under it; `on` is the
/// first day (Asia/Shanghai) on which they count no more. Done twice, it changes nothing.
///
/// # Errors
/// When the store fails.
pub fn left(tx: &mut Tx<'_>, person: PersonId, unit: UnitId, on: Day) -> Result<(), PostError> {
    for duty in carried::of_person(tx, person)?.into_iter().filter(|duty| duty.runs_on(on)) {
        if is_under(tx, duty.unit, unit)? {
            duties::end(tx, For::Program, duty.id, on.max(duty.from), REASON)?;
        }
    }
    let held = membership::memberships_of(tx, person, on)?;
    for post in held.into_iter().filter(|post| post.until.is_none_or(|until| until > on)) {
        if is_under(tx, post.unit, unit)? {
            posts::end(tx, Issuer::Program, post.id, on.max(post.from), REASON)?;
        }
    }
    Ok(())
}

/// Whether `below` is `unit` or stands under it.
fn is_under(tx: &mut Tx<'_>, below: UnitId, unit: UnitId) -> Result<bool, UnitError> {
    let (mut next, mut seen) = (Some(below), BTreeSet::new());
    while let Some(one) = next.filter(|one| seen.insert(*one)) {
        if one == unit {
            return Ok(true);
        }
        next = store::find(tx, one)?.and_then(|found| found.parent);
    }
    Ok(false)
}
