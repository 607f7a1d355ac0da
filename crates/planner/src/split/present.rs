//! A state as a plan that can be read: facts of branches, reasons of people, flags.

use super::explain;
use super::plan::{BranchFacts, Flag, Pairs, Placed, Plan};
use super::problem::Problem;
use super::state::State;
use super::units::Unit;

pub fn present(state: &State<'_>, pairs_min: i64) -> Plan {
    let problem = state.problem;
    let groups = explain::group_because(state);
    let placed: Vec<Placed> = (0..problem.len())
        .map(|person| {
            let partners = |same: bool| {
                let here = problem.ties[person]
                    .iter()
                    .filter(move |(other, _)| (state.of[*other] == state.of[person]) == same);
                here.map(|(other, _)| problem.ids[*other]).collect::<Vec<_>>()
            };
            Placed {
                member: problem.ids[person],
                branch: number(state.of[person]),
                with: partners(true),
                parted_from: partners(false),
                because: explain::because(state, &Unit::of(problem, vec![person])),
                group_because: groups[person],
            }
        })
        .collect();
    let branches: Vec<BranchFacts> =
        (0..state.count()).map(|branch| facts(problem, &state.of, branch)).collect();
    Plan {
        flags: flags(state, &branches),
        branches,
        placed,
        cost: state.cost,
        pairs: pairs(state, pairs_min),
    }
}

fn pairs(state: &State<'_>, broken_weight_min: i64) -> Pairs {
    let edges = &state.problem.edges;
    let kept = number(edges.iter().filter(|(a, b, _)| state.of[*a] == state.of[*b]).count());
    let all = number(edges.len());
    let broken_weight = state.cost.pairs;
    Pairs { all, kept, broken: all.saturating_sub(kept), broken_weight, broken_weight_min }
}

fn facts(problem: &Problem, of: &[usize], branch: usize) -> BranchFacts {
    let here = || (0..problem.len()).filter(move |person| of[*person] == branch);
    let party = || here().filter(|person| problem.bodies[*person].party > 0);
    let count = |of: fn(&super::problem::Body) -> i64| {
        let sum: i64 = here().map(|person| of(&problem.bodies[person])).sum();
        u32::try_from(sum).unwrap_or(u32::MAX)
    };
    let full = count(|body| body.full);
    let name =
        |names: &[String], kind: Option<usize>| kind.and_then(|kind| names.get(kind).cloned());
    BranchFacts {
        party: count(|body| body.party),
        full,
        companions: number(here().count() - party().count()),
        in_transit: number(party().filter(|person| problem.in_transit[*person]).count()),
        can_serve: count(|body| body.serve),
        committee: full >= problem.bounds.committee_from,
        lines: tally(party().map(|person| name(&problem.lines, problem.bodies[person].line))),
        shifts: tally(party().map(|person| name(&problem.shifts, problem.bodies[person].shift))),
        areas: tally(party().map(|person| problem.areas[person].map(|area| area.to_string()))),
    }
}

/// How often each name stands, most first, then by name.
fn tally(names: impl Iterator<Item = Option<String>>) -> Vec<(String, u32)> {
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    for name in names.flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn flags(state: &State<'_>, branches: &[BranchFacts]) -> Vec<Flag> {
    let problem = state.problem;
    let bounds = &problem.bounds;
    let mut flags = Vec::new();
    for (index, facts) in branches.iter().enumerate() {
        let (branch, party, full, can_serve) =
            (number(index), facts.party, facts.full, facts.can_serve);
        let (party_max, full_min) = (bounds.party_max, bounds.full_min);
        let needed = if facts.committee { bounds.committee_min } else { 1 };
        let checks = [
            (party > party_max).then_some(Flag::TooMany { branch, party, party_max }),
            (full < full_min).then_some(Flag::TooFew { branch, full, full_min }),
            (problem.knows_serve && can_serve < needed).then_some(Flag::NobodyToServe {
                branch,
                can_serve,
                needed,
            }),
        ];
        flags.extend(checks.into_iter().flatten());
    }
    for (a, others) in problem.apart.iter().enumerate() {
        for b in others.iter().filter(|b| a < **b && state.of[a] == state.of[**b]) {
            flags.push(Flag::NotApart { a: problem.ids[a], b: problem.ids[*b] });
        }
    }
    flags
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
