//! A unit gets another name; the old one stays in its history.

use contracts::UnitId;
use kernel::Day;
use storage::Tx;

use crate::{
    act::{self, By, UnitError},
    unit::{Unit, What},
};

/// Renames a unit from a day on, today or earlier.
///
/// # Errors
/// See [`act::Refusal`]; nothing is written then.
pub fn rename(
    tx: &mut Tx<'_>,
    by: By<'_>,
    id: UnitId,
    name_zh: &str,
    name_en: &str,
    from: Day,
) -> Result<Unit, UnitError> {
    let unit = act::hold(tx, by, id)?;
    act::past(tx, "from", from)?;
    let name_zh = act::text("name_zh", name_zh)?;
    let name_en = act::text("name_en", name_en)?;
    if (&name_zh, &name_en) == (&unit.name_zh, &unit.name_en) {
        return Ok(unit);
    }
    act::state(tx, unit, from, What::Renamed { name_zh, name_en })
}
