//! Recording a result, and striking one that was recorded wrongly.

use access::{
    Actor,
    policy::{Action, Target},
};
use contracts::CaseId;
use kernel::geo::Wgs84;
use storage::Tx;

use super::{Fact, Recorded, ResultId, store};
use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Photo, What},
    handle::REASON_MAX,
    joint::Joint,
};

/// The most that one result can count: far above any district, far below overflow.
pub const QUANTITY_MAX: i64 = 10_000_000;
/// Characters in an address.
pub const ADDRESS_MAX: usize = 120;

/// A result as it is handed in.
#[derive(Debug, Clone)]
pub struct NewResult {
    /// Made with the form, so that sending it twice records it once.
    pub id: ResultId,
    pub kind: String,
    pub quantity: i64,
    /// The case's own place when left out.
    pub place: Option<Wgs84>,
    /// The case's own address when left empty.
    pub address: String,
    pub photo: Option<Photo>,
}

/// Who may record results of a case: its owner, its area, and the units of its parts.
pub fn recorders(case: &Case) -> Target {
    let called = case.joint.iter().flat_map(Joint::open).map(|part| part.unit);
    act::acting(case).with_units(called)
}

/// Records what was made.
pub fn record(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    new: NewResult,
) -> Result<Case, ActError> {
    let known = crate::store::hold(tx, id)?
        .is_some_and(|case| case.results.iter().any(|one| one.what.id == new.id));
    // Sent before: the length has changed since, by that very sending.
    let seen = seen.filter(|_| !known);
    let mut held =
        act::hold_for(tx, actor, id, Action::CaseAnswer, recorders)?.unchanged_since(seen)?;
    if known {
        return Ok(held.case);
    }
    let what = check(desk, &held.case, new)?;
    let result = what.id;
    if store::owner_of(tx, result)?.is_some() {
        return Err(ActError::Invalid { field: "id", code: "result-id-taken" });
    }
    held.append(tx, What::Result(Fact::Recorded(what)))?;
    store::keep(tx, id, &held.case, result)?;
    Ok(held.case)
}

/// Strikes a result: with the reason, and for good.
pub fn strike(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    result: ResultId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold_for(tx, actor, id, Action::CaseAnswer, recorders)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    held.append(tx, What::Result(Fact::Struck { result, reason }))?;
    store::keep(tx, id, &held.case, result)?;
    Ok(held.case)
}

fn check(desk: &Desk, case: &Case, new: NewResult) -> Result<Recorded, ActError> {
    let invalid = |field, code| ActError::Invalid { field, code };
    let kind = desk.catalogue.result_kind(&new.kind);
    let kind = kind.ok_or_else(|| invalid("kind", "result-kind-unknown"))?;
    if !(1..=QUANTITY_MAX).contains(&new.quantity) {
        return Err(invalid("quantity", "result-quantity-wrong"));
    }
    let place = new.place.or(case.place);
    if place.is_some_and(|place| !place.in_china()) {
        return Err(invalid("place", "place-wrong"));
    }
    let typed = new.address.trim();
    let typed = if typed.is_empty() { case.address.as_deref().unwrap_or_default() } else { typed };
    let address = act::text("address", typed, 2, ADDRESS_MAX)?;
    Ok(Recorded {
        id: new.id,
        kind: kind.code.clone(),
        quantity: new.quantity,
        place,
        address,
        photo: new.photo,
    })
}
