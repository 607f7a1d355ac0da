//! What every change of an organization has in common: who may, on which unit, from which day.

use std::sync::Arc;

use access::{Action, Permit};
use catalogue::{Catalogue, Category, Need, Role};
use contracts::UnitId;
use kernel::{AreaBook, AreaCode, Day};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    forest::stands_under,
    store,
    unit::{Unit, What},
};

/// Longest name of a unit and longest reason, in characters.
pub const TEXT_MAX: usize = 80;

/// What a change is checked against.
#[derive(Clone, Copy)]
pub struct Desk<'d> {
    pub catalogue: &'d Catalogue,
    pub areas: &'d AreaBook,
}

/// What a [`Desk`] is made of, for what outlives a request: jobs and imports.
#[derive(Clone)]
pub struct Consulted {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
}

impl Consulted {
    pub fn desk(&self) -> Desk<'_> {
        Desk { catalogue: &self.catalogue, areas: &self.areas }
    }
}

/// Who changes an organization.
#[derive(Debug, Clone, Copy)]
pub enum By<'p> {
    /// The program itself: set-up of a deployment, the demo city, an import by its operator.
    Program,
    /// A person with a `unit-manage` permit for the unit's area.
    Permit(&'p Permit),
}

/// Why a change did not happen. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no such unit")]
    NotFound,
    #[error("the permit must be for managing units in the area {0}")]
    WrongPermit(AreaCode),
    #[error("the unit was closed: found another one")]
    Closed,
    /// `code` is the key of the words.
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
}

/// A [`Refusal`], or the store's own failure.
#[derive(Debug, Clone, thiserror::Error)]
pub enum UnitError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] Error),
}

impl By<'_> {
    /// Whether the permit covers units of this area.
    pub(crate) fn check(self, area: AreaCode) -> Result<(), Refusal> {
        let Self::Permit(permit) = self else { return Ok(()) };
        let covers = permit.membership().is_some_and(|post| post.area.contains(&area));
        if permit.action() == Action::UnitManage && covers {
            Ok(())
        } else {
            Err(Refusal::WrongPermit(area))
        }
    }
}

/// An open unit held for one change.
pub(crate) fn hold(tx: &mut Tx<'_>, by: By<'_>, id: UnitId) -> Result<Unit, UnitError> {
    store::hold(tx)?;
    let unit = store::find(tx, id)?.ok_or(Refusal::NotFound)?;
    by.check(unit.area)?;
    if unit.is_open() { Ok(unit) } else { Err(Refusal::Closed.into()) }
}

/// Writes the fact, the row it makes, and the journal's record; answers the unit as it is now.
pub(crate) fn state(
    tx: &mut Tx<'_>,
    mut unit: Unit,
    from: Day,
    what: What,
) -> Result<Unit, UnitError> {
    let fact = crate::unit::Fact { seq: 0, from, what, stated_by: None, stated_at: tx.now() };
    unit.apply(&fact);
    store::append(tx, &unit, from, &fact.what)?;
    tx.record(Record {
        action: &format!("unit.{}", fact.what.kind()),
        subject_kind: "unit",
        subject: *unit.id.as_bytes(),
        area: unit.area.as_str(),
        detail: json!({ "kind": unit.kind, "parent": unit.parent, "from": from }),
    })?;
    Ok(unit)
}

/// A name that a page can show: something is there, and not too long.
pub(crate) fn text(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let typed = typed.trim();
    match typed.chars().count() {
        0..2 => Err(Refusal::Invalid { field, code: "unit-text-short" }),
        count if count > TEXT_MAX => Err(Refusal::Invalid { field, code: "unit-text-long" }),
        _ => Ok(typed.to_owned()),
    }
}

/// Changes count at once or have counted for a while; nothing waits for a day to come, so what is
/// in memory stays right overnight.
pub(crate) fn past(tx: &Tx<'_>, field: &'static str, day: Day) -> Result<(), Refusal> {
    if day <= tx.now().day() {
        Ok(())
    } else {
        Err(Refusal::Invalid { field, code: "unit-day-future" })
    }
}

/// An open unit to which one of this kind and area may belong; none where the kind allows that.
pub(crate) fn parent(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    parent: Option<UnitId>,
    (kind, area): (&str, &AreaCode),
) -> Result<(), UnitError> {
    let Some(parent) = parent else {
        return alone(catalogue, kind).map_err(Into::into);
    };
    let wrong = Refusal::Invalid { field: "parent", code: "unit-parent-unfit" };
    let above = store::find(tx, parent)?.filter(Unit::is_open).ok_or(wrong.clone())?;
    if stands_under(catalogue, kind, area, &above) { Ok(()) } else { Err(wrong.into()) }
}

/// Whether a unit of this kind may belong to none.
pub(crate) fn alone(catalogue: &Catalogue, kind: &str) -> Result<(), Refusal> {
    let needs = catalogue.unit_kind(kind).is_some_and(|kind| kind.needs.contains(&Need::Parent));
    if needs {
        return Err(Refusal::Invalid { field: "parent", code: "unit-parent-needed" });
    }
    Ok(())
}

/// Offices are one of a kind in an area; of firms and branches there may be several.
pub(crate) fn is_single(catalogue: &Catalogue, kind: &str) -> bool {
    let single = [Category::Government, Category::Community];
    catalogue.unit_kind(kind).is_some_and(|kind| single.contains(&kind.category))
}

/// The roles that a unit of this kind can give.
pub fn roles_of<'c>(catalogue: &'c Catalogue, kind: &str) -> impl Iterator<Item = &'c Role> {
    let category = catalogue.unit_kind(kind).map(|kind| kind.category);
    let roles = catalogue.roles().iter();
    roles.filter(move |role| category.is_some_and(|category| role.held_in.contains(&category)))
}
