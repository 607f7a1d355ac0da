//! What a plan would change, worked out on the tree in memory.

use std::collections::BTreeSet;

use catalogue::{Catalogue, Rank};
use contracts::UnitId;

use super::{Plan, Step};
use crate::{
    act::{Desk, Refusal},
    forest::Forest,
};

/// What would be different from the plan's day on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Units that go with a sub-tree to another place, roots included, each once.
    pub moved: usize,
    pub founded: usize,
    pub closed: usize,
    /// Units that would be of another kind.
    pub raised: usize,
    /// Whom each changed sub-tree would answer to.
    pub leads: Vec<LeadChange>,
    /// Units with more directly under them than their kind bears.
    pub too_wide: Vec<TooWide>,
    /// The tree as it would be.
    pub after: Forest,
}

/// A sub-tree whose committee above would be another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadChange {
    pub unit: UnitId,
    /// Units that go with it, itself included.
    pub units: usize,
    /// The nearest Party committee above, else the unit directly above.
    pub before: Option<UnitId>,
    pub after: Option<UnitId>,
}

/// More under one than a level between would leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooWide {
    pub unit: UnitId,
    pub under: usize,
    pub max: u32,
}

/// Tries every step in memory.
///
/// # Errors
/// The first step that cannot be made.
pub fn preview(desk: Desk<'_>, forest: &Forest, plan: &Plan) -> Result<Preview, Refusal> {
    let mut found = Preview { after: forest.clone(), ..Preview::default() };
    let mut moved = BTreeSet::new();
    for step in &plan.steps {
        step.attempt(desk, &mut found.after, plan.effective)?;
        match step {
            Step::Found { .. } => found.founded += 1,
            Step::Close { .. } => found.closed += 1,
            Step::Become { .. } => found.raised += 1,
            Step::Move { unit, .. } => moved.extend(found.after.subtree(*unit)),
            Step::Reopen { .. } => {}
        }
    }
    found.moved = moved.len();
    let mut roots = BTreeSet::new();
    for step in plan.steps.iter().filter(|step| matches!(step, Step::Move { .. })) {
        let unit = step.unit();
        if !roots.insert(unit) {
            continue;
        }
        let before = lead(desk.catalogue, forest, unit);
        let after = lead(desk.catalogue, &found.after, unit);
        if before != after {
            let units = found.after.subtree(unit).len();
            found.leads.push(LeadChange { unit, units, before, after });
        }
    }
    found.too_wide = too_wide(desk.catalogue, &found.after);
    Ok(found)
}

/// The nearest Party committee above a unit, else the unit directly above it.
pub fn lead(catalogue: &Catalogue, forest: &Forest, unit: UnitId) -> Option<UnitId> {
    let is_committee = |id: &UnitId| {
        let kind = forest.get(*id).and_then(|unit| catalogue.unit_kind(&unit.kind));
        kind.is_some_and(|kind| kind.rank == Some(Rank::Committee))
    };
    let above = forest.above(unit);
    above.iter().copied().find(is_committee).or_else(|| above.first().copied())
}

/// Units with more directly under them than their kind bears.
pub fn too_wide(catalogue: &Catalogue, forest: &Forest) -> Vec<TooWide> {
    let wide = forest.all_open().filter_map(|unit| {
        let max = catalogue.unit_kind(&unit.kind)?.span_max?;
        let under = forest.under(unit.id).count();
        let over = usize::try_from(max).is_ok_and(|max| under > max);
        over.then_some(TooWide { unit: unit.id, under, max })
    });
    wide.collect()
}
