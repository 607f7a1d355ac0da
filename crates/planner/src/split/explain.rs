//! Why somebody is where: moved elsewhere in thought, which figure gets worse first?

use super::plan::{Because, Cost, Criterion};
use super::state::State;
use super::units::{Forest, Unit};

/// Above every cost: takes whatever a move changes.
const ANY: Cost = Cost {
    bounds: i64::MAX,
    moves: i64::MAX,
    pairs: i64::MAX,
    size: i64::MAX,
    line: i64::MAX,
    shift: i64::MAX,
    area: i64::MAX,
};

/// Why a unit is in its branch; `None` when there is no other, or the unit is in several.
///
/// The branch that it is compared with is the next best one; but one that would suit the unit's
/// business line better goes before it, since that is what the unit itself would ask about.
pub fn because(state: &State<'_>, unit: &Unit) -> Option<Because> {
    let from = state.branch_of(unit)?;
    let others = (0..state.count()).filter(|to| *to != from);
    let deltas = others.filter_map(|to| Some((state.move_delta(unit, from, to, ANY)?, to)));
    let (delta, to) = deltas.min_by_key(|(delta, to)| (delta.line >= 0, *delta, *to))?;
    let figures = delta.criteria();
    let decided = figures.iter().position(|(_, change)| *change != 0);
    let better = figures.iter().skip(decided.unwrap_or(0)).find(|(_, change)| *change < 0);
    Some(Because {
        decided: decided.map_or(Criterion::Even, |place| figures[place].0),
        instead_of: u32::try_from(to).unwrap_or(u32::MAX),
        despite: better.map(|(criterion, _)| *criterion),
    })
}

/// For each person the reason of all the partners who are in one branch together.
pub fn group_because(state: &State<'_>) -> Vec<Option<Because>> {
    let problem = state.problem;
    let mut forest = Forest::together(problem);
    for (a, b, _) in &problem.edges {
        if state.of[*a] == state.of[*b] {
            forest.join(*a, *b, i64::MAX);
        }
    }
    let mut groups = vec![Vec::new(); problem.len()];
    for person in 0..problem.len() {
        groups[forest.root(person)].push(person);
    }
    let mut reasons = vec![None; problem.len()];
    for people in groups.into_iter().filter(|people| people.len() > 1) {
        let reason = because(state, &Unit::of(problem, people.clone()));
        for person in people {
            reasons[person] = reason;
        }
    }
    reasons
}
