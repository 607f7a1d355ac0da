//! Founding a unit.

use contracts::UnitId;
use kernel::{AreaBook, AreaCode, Day};
use storage::Tx;

use crate::{
    act::{self, By, Desk, Refusal, UnitError},
    detail, store,
    unit::{Details, Founding, Unit, What},
};

/// A unit to be founded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnit {
    /// Made by the caller, so that sending it twice founds one unit.
    pub id: UnitId,
    /// Code of the catalogue's unit kind.
    pub kind: String,
    pub area: AreaCode,
    pub name_zh: String,
    pub name_en: String,
    pub parent: Option<UnitId>,
    /// Answers for everything in its area at that area's level.
    pub in_charge: bool,
    /// The first day on which it exists; today or earlier.
    pub from: Day,
}

/// Founds a unit, or answers the one founded by the same request before.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn found(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: By<'_>,
    new: &NewUnit,
) -> Result<Unit, UnitError> {
    found_as(tx, desk, by, new, &Details::default())
}

/// Founds a unit of which more is known than names and place, as its kind may ask.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn found_as(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: By<'_>,
    new: &NewUnit,
    details: &Details,
) -> Result<Unit, UnitError> {
    store::hold(tx)?;
    by.check(new.area)?;
    if let Some(known) = store::find(tx, new.id)? {
        let same = known.kind == new.kind && known.area == new.area;
        let taken = Refusal::Invalid { field: "id", code: "unit-id-taken" };
        return if same { Ok(known) } else { Err(taken.into()) };
    }
    make(tx, desk, new, details, false)
}

/// Founds the unit that runs the deployment, or answers the one that does. Every other use of the
/// organizations waits for it, so set-up calls it first.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn found_operator(tx: &mut Tx<'_>, desk: Desk<'_>, new: &NewUnit) -> Result<Unit, UnitError> {
    store::hold(tx)?;
    match store::operator(tx)? {
        Some(known) => Ok(known),
        None => make(tx, desk, new, &Details::default(), true),
    }
}

fn make(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    new: &NewUnit,
    details: &Details,
    operator: bool,
) -> Result<Unit, UnitError> {
    check_kind(desk, &new.kind, &new.area)?;
    let details = detail::checked(desk, &new.kind, details)?;
    detail::unique(tx, new.id, &details)?;
    check_neighbours(tx, desk, new)?;
    act::past(tx, "from", new.from)?;
    act::parent(tx, desk.catalogue, new.parent, (&new.kind, &new.area))?;
    let founding = Founding {
        kind: new.kind.clone(),
        area: new.area,
        name_zh: act::text("name_zh", &new.name_zh)?,
        name_en: act::text("name_en", &new.name_en)?,
        parent: new.parent,
        in_charge: new.in_charge,
        operator,
        details,
    };
    let unit = Unit::founded(new.id, new.from, &founding);
    store::insert(tx, &unit)?;
    act::state(tx, unit, new.from, What::Founded(founding))
}

/// The kind exists, at the area's level, and the area belongs to the deployment.
pub(crate) fn check_kind(desk: Desk<'_>, kind: &str, area: &AreaCode) -> Result<(), Refusal> {
    let kind = desk.catalogue.unit_kind(kind);
    let kind = kind.ok_or(Refusal::Invalid { field: "kind", code: "unit-kind-unknown" })?;
    let city = &desk.catalogue.city().area;
    let related = city.contains(area) || area.contains(city);
    let known = if related { desk.areas.knows(area) } else { kind.roams && is_national(area) };
    if !known {
        return Err(Refusal::Invalid { field: "area", code: "unit-area-unknown" });
    }
    if !kind.levels.contains(&area.level()) {
        return Err(Refusal::Invalid { field: "area", code: "unit-area-level" });
    }
    Ok(())
}

/// Whether the country has such an area, of whatever province.
fn is_national(area: &AreaCode) -> bool {
    *area != AreaCode::NATION && AreaBook::national(area).knows(area)
}

/// No second office of the same kind, nobody else in charge of the same area.
fn check_neighbours(tx: &mut Tx<'_>, desk: Desk<'_>, new: &NewUnit) -> Result<(), UnitError> {
    let single = act::is_single(desk.catalogue, &new.kind);
    if !single && !new.in_charge {
        return Ok(());
    }
    let here = store::open_in(tx, &new.area)?;
    if single && here.iter().any(|unit| unit.kind == new.kind) {
        return Err(Refusal::Invalid { field: "kind", code: "unit-kind-there" }.into());
    }
    if new.in_charge && here.iter().any(|unit| unit.in_charge) {
        return Err(Refusal::Invalid { field: "in_charge", code: "unit-in-charge-there" }.into());
    }
    Ok(())
}
