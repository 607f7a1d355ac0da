//! A unit belongs to another one from now on.

use contracts::UnitId;
use kernel::Day;
use storage::Tx;

use crate::{
    act::{self, By, Desk, Refusal, UnitError},
    moves, store,
    unit::{Unit, What},
};

/// Moves a unit under another one, or under none, from a day on, today or earlier.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn regroup(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: By<'_>,
    id: UnitId,
    parent: Option<UnitId>,
    from: Day,
) -> Result<Unit, UnitError> {
    let unit = act::hold(tx, by, id)?;
    act::past(tx, "from", from)?;
    if unit.parent == parent {
        return Ok(unit);
    }
    moves::free(tx, id)?;
    act::parent(tx, desk.catalogue, parent, (&unit.kind, &unit.area))?;
    if lies_under(tx, parent, id)? {
        return Err(Refusal::Invalid { field: "parent", code: "unit-parent-circle" }.into());
    }
    act::state(tx, unit, from, What::Moved { parent })
}

/// Whether `start` is `unit` or belongs to it, however indirectly.
fn lies_under(
    tx: &mut Tx<'_>,
    start: Option<UnitId>,
    unit: UnitId,
) -> Result<bool, storage::Error> {
    let mut next = start;
    while let Some(id) = next {
        if id == unit {
            return Ok(true);
        }
        next = store::find(tx, id)?.and_then(|above| above.parent);
    }
    Ok(false)
}
