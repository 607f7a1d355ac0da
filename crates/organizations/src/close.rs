//! A unit ends; what it did stays readable under its name.

use access::membership;
use contracts::UnitId;
use kernel::Day;
use storage::Tx;

use crate::{
    act::{self, By, Refusal, UnitError},
    moves, store,
    unit::{Unit, What},
};

/// Closes a unit: `until` is the first day, today or earlier, on which it exists no more. Nobody
/// may hold a post in it any more and no unit belong to it, so that nothing is left hanging.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn close(
    tx: &mut Tx<'_>,
    by: By<'_>,
    id: UnitId,
    reason: &str,
    until: Day,
) -> Result<Unit, UnitError> {
    let unit = act::hold(tx, by, id)?;
    let refuse = |field, code| Err(Refusal::Invalid { field, code }.into());
    act::past(tx, "until", until)?;
    if until < unit.from {
        return refuse("until", "unit-until-early");
    }
    let reason = act::text("reason", reason)?;
    if unit.operator {
        return refuse("", "unit-close-operator");
    }
    moves::free(tx, id)?;
    if store::open_under(tx, id)? > 0 {
        return refuse("", "unit-close-parent");
    }
    let today = tx.now().day();
    // Today's posts, and those that begin later and last.
    for day in [today, today.plus(3_650)] {
        if !membership::holders_in(tx, id, day)?.is_empty() {
            return refuse("", "unit-close-posts");
        }
    }
    act::state(tx, unit, until, What::Closed { reason })
}
