//! Holding a part: its unit acts on it and on nothing else of the case.

use access::{Action, Actor, Target};
use contracts::CaseId;
use storage::Tx;

use super::part::Part;
use crate::{
    act::{self, ActError, Held},
    case::Case,
};

/// Which part, and how much of its case the actor had seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub case: CaseId,
    pub part: i64,
    pub seen: Option<i64>,
}

/// What policy needs to know before somebody acts on a part: only its unit may, wherever it lies.
pub fn acting(case: &Case, number: i64) -> Target {
    Target::none().with_units(part(case, number).map(|part| part.unit))
}

/// Holds a case for its part's unit.
pub(super) fn hold_own(
    tx: &mut Tx<'_>,
    actor: &Actor,
    at: At,
    action: Action,
) -> Result<Held, ActError> {
    let held = act::hold_for(tx, actor, at.case, action, |case| acting(case, at.part))?;
    unchanged(held, at)
}

/// Holds a case for the street that called.
pub(super) fn hold_street(tx: &mut Tx<'_>, actor: &Actor, at: At) -> Result<Held, ActError> {
    let held = act::hold(tx, actor, at.case, Action::CaseWhistle, None)?;
    unchanged(held, at)
}

/// Only what happened to this part makes an act on it stale: the others go their own ways.
fn unchanged(held: Held, at: At) -> Result<Held, ActError> {
    let changed = part(&held.case, at.part).map_or(0, |part| part.seq);
    match at.seen {
        Some(seen) if seen < changed => Err(ActError::Stale { now: held.case.length }),
        _ => Ok(held),
    }
}

fn part(case: &Case, number: i64) -> Option<&Part> {
    case.joint.as_ref().and_then(|joint| joint.part(number))
}
