//! A unit let a deadline of its part pass: it is named to the level above.

use contracts::{CaseId, UnitId};
use kernel::{AreaCode, Level};
use storage::{Error, Tx};

use super::{
    call::tell,
    fact::{Fact, Stage},
};
use crate::{case::Case, desk::Desk, entry::What, handle::tell_reporter};

/// What is written when a part's deadline passes.
pub(crate) fn pass(desk: &Desk, case: &Case, number: i64, stage: Stage) -> Result<What, Error> {
    let joint = case.joint.as_ref();
    let found = joint.and_then(|joint| Some((joint.street, joint.part(number)?.unit)));
    let missing = || Error::Corrupt(format!("case {} has no part {number}", case.number));
    let (street, silent) = found.ok_or_else(missing)?;
    let told = above(desk, silent, street, &case.area);
    Ok(What::Joint(Fact::Escalated { part: number, stage, silent, told }))
}

/// Tells the level above, the unit itself, the street, and the worker.
pub(crate) fn announce(tx: &mut Tx<'_>, id: CaseId, case: &Case, fact: &Fact) -> Result<(), Error> {
    let (Fact::Escalated { silent, told, .. }, Some(joint)) = (fact, &case.joint) else {
        return Ok(());
    };
    if let Some(told) = told {
        tell(tx, id, case, *told, "part-escalated")?;
    }
    tell(tx, id, case, *silent, "part-silent")?;
    if joint.street != *silent {
        tell(tx, id, case, joint.street, "part-silent")?;
    }
    tell_reporter(tx, id, case, "part-escalated")
}

/// The unit in charge of the level above the street, or of the silent unit's own level when that
/// is higher; never the silent unit itself. `None` when nobody is left.
pub fn above(desk: &Desk, silent: UnitId, street: UnitId, area: &AreaCode) -> Option<UnitId> {
    let level = |unit| desk.units.unit(unit).map_or(Level::Street, |card| card.area.level());
    let (of_silent, of_street) = (level(silent), level(street));
    let levels = [Level::County, Level::City, Level::Province];
    levels
        .into_iter()
        .filter(|level| *level <= of_silent && *level < of_street)
        .filter_map(|level| desk.units.in_charge(level, &area.at(level)?))
        .chain([desk.units.operator()])
        .find(|told| *told != silent && *told != street)
}
