//! One step of a plan, tried on the tree in memory before it is made.

use contracts::UnitId;
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};

use crate::{
    act::{self, Desk, Refusal},
    detail,
    forest::{Forest, stands_under},
    found,
    unit::{Details, Fact, Founding, Unit, What},
};

/// Something that holds of one unit from the plan's day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// A new unit, such as a level that is put between.
    Found {
        unit: UnitId,
        kind: String,
        area: AreaCode,
        name_zh: String,
        name_en: String,
        parent: Option<UnitId>,
        #[serde(default)]
        details: Details,
    },
    /// Belongs to another unit, with everything below it.
    Move { unit: UnitId, to: Option<UnitId> },
    /// Is of another kind: a general branch raised to a committee.
    Become { unit: UnitId, kind: String },
    /// Ends, as one of two that were merged does.
    Close { unit: UnitId, reason: String },
    /// Is there again; only undoing does this.
    Reopen { unit: UnitId },
}

/// A step that can be made.
pub(crate) struct Tried {
    /// The unit as it will be.
    pub unit: Unit,
    pub what: What,
    pub is_new: bool,
    /// The step that leads back.
    pub back: Step,
}

impl Step {
    /// The unit that it changes.
    pub const fn unit(&self) -> UnitId {
        match self {
            Self::Found { unit, .. }
            | Self::Move { unit, .. }
            | Self::Become { unit, .. }
            | Self::Close { unit, .. }
            | Self::Reopen { unit } => *unit,
        }
    }

    /// Tries the step on the tree and takes it in there.
    pub(crate) fn attempt(
        &self,
        desk: Desk<'_>,
        forest: &mut Forest,
        day: Day,
    ) -> Result<Tried, Refusal> {
        let id = self.unit();
        let (before, what, back) = match self {
            Self::Found { .. } => return self.attempt_founding(desk, forest, day),
            Self::Reopen { unit } => {
                let ended = forest.get(*unit).filter(|unit| !unit.is_open());
                let ended = ended.cloned().ok_or(Refusal::NotFound)?;
                standing(desk, forest, &ended, ended.parent)?;
                alone_there(desk, forest, &ended)?;
                let back = Self::Close { unit: id, reason: String::new() };
                (ended, What::Reopened, back)
            }
            Self::Move { to, .. } => {
                let unit = open(forest, id)?;
                if to.is_some_and(|to| forest.lies_under(to, id)) {
                    return Err(wrong("parent", "unit-parent-circle"));
                }
                standing(desk, forest, &unit, *to)?;
                let back = Self::Move { unit: id, to: unit.parent };
                (unit, What::Moved { parent: *to }, back)
            }
            Self::Become { kind, .. } => {
                let unit = open(forest, id)?;
                check_kind(desk, forest, &unit, kind)?;
                let back = Self::Become { unit: id, kind: unit.kind.clone() };
                (unit, What::Became { kind: kind.clone() }, back)
            }
            Self::Close { reason, .. } => {
                let unit = open(forest, id)?;
                if unit.operator {
                    return Err(wrong("", "unit-close-operator"));
                }
                if forest.under(id).next().is_some() {
                    return Err(wrong("", "unit-close-parent"));
                }
                (unit, What::Closed { reason: reason.clone() }, Self::Reopen { unit: id })
            }
        };
        Ok(take(forest, before, what, back, day))
    }

    fn attempt_founding(
        &self,
        desk: Desk<'_>,
        forest: &mut Forest,
        day: Day,
    ) -> Result<Tried, Refusal> {
        let Self::Found { unit: id, kind, area, name_zh, name_en, parent, details } = self else {
            return Err(Refusal::NotFound);
        };
        if forest.get(*id).is_some() {
            return Err(wrong("id", "unit-id-taken"));
        }
        found::check_kind(desk, kind, area)?;
        let founding = Founding {
            kind: kind.clone(),
            area: *area,
            name_zh: act::text("name_zh", name_zh)?,
            name_en: act::text("name_en", name_en)?,
            parent: *parent,
            in_charge: false,
            operator: false,
            details: detail::checked(desk, kind, details)?,
        };
        if act::is_single(desk.catalogue, kind)
            && forest.all_open().any(|unit| unit.area == *area && unit.kind == *kind)
        {
            return Err(wrong("kind", "unit-kind-there"));
        }
        let unit = Unit::founded(*id, day, &founding);
        standing(desk, forest, &unit, *parent)?;
        forest.put(unit.clone());
        let back = Self::Close { unit: *id, reason: String::new() };
        Ok(Tried { unit, what: What::Founded(founding), is_new: true, back })
    }
}

fn take(forest: &mut Forest, mut unit: Unit, what: What, back: Step, day: Day) -> Tried {
    let stated_at = day.start();
    unit.apply(&Fact { seq: 0, from: day, what: what.clone(), stated_by: None, stated_at });
    forest.put(unit.clone());
    Tried { unit, what, is_new: false, back }
}

fn open(forest: &Forest, id: UnitId) -> Result<Unit, Refusal> {
    let unit = forest.get(id).ok_or(Refusal::NotFound)?;
    if unit.is_open() { Ok(unit.clone()) } else { Err(Refusal::Closed) }
}

/// Whether nothing took the place of a unit that is to be there again.
fn alone_there(desk: Desk<'_>, forest: &Forest, ended: &Unit) -> Result<(), Refusal> {
    let single = act::is_single(desk.catalogue, &ended.kind);
    let there = forest.all_open().filter(|other| other.area == ended.area);
    for other in there {
        if ended.in_charge && other.in_charge {
            return Err(wrong("in_charge", "unit-in-charge-there"));
        }
        if single && other.kind == ended.kind {
            return Err(wrong("kind", "unit-kind-there"));
        }
    }
    Ok(())
}

/// Whether a unit may belong to this one, or to none.
fn standing(
    desk: Desk<'_>,
    forest: &Forest,
    unit: &Unit,
    above: Option<UnitId>,
) -> Result<(), Refusal> {
    let Some(above) = above else { return act::alone(desk.catalogue, &unit.kind) };
    let fits = |above: &Unit| stands_under(desk.catalogue, &unit.kind, &unit.area, above);
    if forest.open(above).is_some_and(fits) {
        Ok(())
    } else {
        Err(wrong("parent", "unit-parent-unfit"))
    }
}

/// A unit may become what its kind or, on the way back, the other one's says; and it still fits
/// between what is above and what is below.
fn check_kind(desk: Desk<'_>, forest: &Forest, unit: &Unit, code: &str) -> Result<(), Refusal> {
    let catalogue = desk.catalogue;
    let kind = catalogue.unit_kind(code).ok_or(wrong("kind", "unit-kind-unknown"))?;
    let leads = |from: &str, to: &str| {
        let kind = catalogue.unit_kind(from);
        kind.is_some_and(|kind| kind.becomes.iter().any(|one| one == to))
    };
    if !leads(&unit.kind, code) && !leads(code, &unit.kind) {
        return Err(wrong("kind", "unit-kind-become"));
    }
    if !kind.levels.contains(&unit.area.level()) {
        return Err(wrong("area", "unit-area-level"));
    }
    detail::checked(desk, code, &unit.details)?;
    let changed = Unit { kind: code.to_owned(), ..unit.clone() };
    standing(desk, forest, &changed, unit.parent)?;
    let fits = |part: &Unit| stands_under(catalogue, &part.kind, &part.area, &changed);
    if forest.under(unit.id).all(fits) { Ok(()) } else { Err(wrong("kind", "unit-kind-below")) }
}

const fn wrong(field: &'static str, code: &'static str) -> Refusal {
    Refusal::Invalid { field, code }
}
