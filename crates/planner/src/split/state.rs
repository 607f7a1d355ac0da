//! Who is where, and what a move would cost, kept up to date move by move.

use super::ask::Shifts;
use super::plan::Cost;
use super::problem::Problem;
use super::units::Unit;

/// What a branch holds.
#[derive(Debug, Clone)]
struct Branch {
    party: i64,
    full: i64,
    serve: i64,
    lines: Vec<i64>,
    shifts: Vec<i64>,
    /// For each zone the sum of metres to the members here; and over all pairs of members here.
    reach: Vec<i64>,
    metres: i64,
    /// The part of the cost that this branch alone makes.
    cost: Cost,
}

/// Everybody in a branch.
#[derive(Debug)]
pub struct State<'a> {
    pub problem: &'a Problem,
    pub of: Vec<usize>,
    branches: Vec<Branch>,
    /// Sizes from and to which the difference from the mean does not count.
    band: (i64, i64),
    pub cost: Cost,
}

impl<'a> State<'a> {
    pub fn new(problem: &'a Problem, of: Vec<usize>, count: usize) -> Self {
        let branch = Branch {
            party: 0,
            full: 0,
            serve: 0,
            lines: vec![0; problem.lines.len()],
            shifts: vec![0; problem.shifts.len()],
            reach: vec![0; problem.zones],
            metres: 0,
            cost: Cost::default(),
        };
        let branches = vec![branch; count];
        let band = band(problem, count);
        let mut state = Self { problem, of, branches, band, cost: Cost::default() };
        for person in 0..problem.len() {
            let unit = Unit::of(problem, vec![person]);
            state.put(state.of[person], &unit, 1);
        }
        for branch in 0..count {
            state.branches[branch].cost = state.branch_cost(branch, None, None);
            state.cost = state.cost.plus(state.branches[branch].cost);
        }
        state.cost = state.cost.plus(state.cost_between());
        state
    }

    pub fn count(&self) -> usize {
        self.branches.len()
    }

    /// Ties cut, people not apart, people not at home.
    fn cost_between(&self) -> Cost {
        let same = |a: usize, b: usize| self.of[a] == self.of[b];
        let cut = self.problem.edges.iter().filter(|(a, b, _)| !same(*a, *b));
        let apart = self.problem.apart.iter().enumerate();
        let near =
            apart.flat_map(|(a, others)| others.iter().filter(move |b| a < **b && same(a, **b)));
        let homes = self.problem.home.iter().zip(&self.of);
        Cost {
            pairs: cut.map(|(.., weight)| weight).sum(),
            bounds: near.map(|_| 1).sum(),
            moves: homes.map(|(home, at)| i64::from(home.is_some_and(|home| home != *at))).sum(),
            ..Cost::default()
        }
    }

    /// The branch of a unit, when all of it is in one.
    pub fn branch_of(&self, unit: &Unit) -> Option<usize> {
        let first = self.of[*unit.people.first()?];
        unit.people.iter().all(|person| self.of[*person] == first).then_some(first)
    }

    /// What moving a unit would change, when that is less than `limit`.
    pub fn move_delta(&self, unit: &Unit, from: usize, to: usize, limit: Cost) -> Option<Cost> {
        let mut delta = self.between_delta(unit, from, to);
        let own = |branch: usize, minus, plus| {
            self.bounds_cost(&self.branches[branch], minus, plus)
                - self.branches[branch].cost.bounds
        };
        delta.bounds += own(from, Some(unit), None);
        let upto = delta.bounds + own(to, None, Some(unit));
        if (upto, delta.moves, delta.pairs) > (limit.bounds, limit.moves, limit.pairs) {
            return None;
        }
        delta.bounds -= own(from, Some(unit), None);
        let delta = delta
            .plus(self.branch_cost(from, Some(unit), None).minus(self.branches[from].cost))
            .plus(self.branch_cost(to, None, Some(unit)).minus(self.branches[to].cost));
        (delta < limit).then_some(delta)
    }

    /// What exchanging two units of different branches would change, when less than `limit`.
    pub fn swap_delta(&self, a: &Unit, b: &Unit, limit: Cost) -> Option<Cost> {
        let (at, there) = (self.branch_of(a)?, self.branch_of(b)?);
        if at == there {
            return None;
        }
        let mut delta = self.between_delta(a, at, there).plus(self.between_delta(b, there, at));
        if a.touches(b) {
            // Each was counted as if the other stayed, but they are apart before and after.
            let to_b = |person: &usize| b.people.binary_search(person).is_ok();
            let ties = a.ties.iter().filter(|(person, _)| to_b(person));
            delta.pairs += 2 * ties.map(|(_, weight)| weight).sum::<i64>();
            delta.bounds -= a.apart.iter().filter(|person| to_b(person)).map(|_| 2).sum::<i64>();
        }
        if (delta.moves, delta.pairs) > (limit.moves, limit.pairs) && self.cost.bounds == 0 {
            return None;
        }
        let delta = delta
            .plus(self.branch_cost(at, Some(a), Some(b)).minus(self.branches[at].cost))
            .plus(self.branch_cost(there, Some(b), Some(a)).minus(self.branches[there].cost));
        (delta < limit).then_some(delta)
    }

    /// What is between branches: ties, wishes to be apart, approved places.
    fn between_delta(&self, unit: &Unit, from: usize, to: usize) -> Cost {
        let mut delta = Cost::default();
        for (person, weight) in &unit.ties {
            let at = self.of[*person];
            delta.pairs += if at == from { *weight } else { 0 };
            delta.pairs -= if at == to { *weight } else { 0 };
        }
        for person in &unit.apart {
            let at = self.of[*person];
            delta.bounds += i64::from(at == to) - i64::from(at == from);
        }
        for (home, count) in &unit.homes {
            delta.moves += if *home == from { *count } else { 0 };
            delta.moves -= if *home == to { *count } else { 0 };
        }
        delta
    }

    /// Moves a unit and what is known of both branches.
    pub fn shift(&mut self, unit: &Unit, from: usize, to: usize) {
        let between = self.between_delta(unit, from, to);
        self.cost = self.cost.plus(between);
        for person in &unit.people {
            self.of[*person] = to;
        }
        self.put(from, unit, -1);
        self.put(to, unit, 1);
        for branch in [from, to] {
            let cost = self.branch_cost(branch, None, None);
            self.cost = self.cost.plus(cost).minus(self.branches[branch].cost);
            self.branches[branch].cost = cost;
        }
    }

    /// Adds (`sign` 1) or takes away (-1) what a unit brings.
    fn put(&mut self, branch: usize, unit: &Unit, sign: i64) {
        let problem = self.problem;
        let branch = &mut self.branches[branch];
        branch.party += sign * unit.party;
        branch.full += sign * unit.full;
        branch.serve += sign * unit.serve;
        for (line, count) in &unit.lines {
            branch.lines[*line] += sign * count;
        }
        for (shift, count) in &unit.shifts {
            branch.shifts[*shift] += sign * count;
        }
        let across: i64 = unit.zones.iter().map(|(zone, count)| branch.reach[*zone] * count).sum();
        branch.metres += sign * across + unit.inner_metres;
        for (zone, count) in &unit.zones {
            for (other, metres) in branch.reach.iter_mut().enumerate() {
                *metres += sign * count * problem.metres(*zone, other);
            }
        }
    }

    fn bounds_cost(&self, branch: &Branch, minus: Option<&Unit>, plus: Option<&Unit>) -> i64 {
        let change = |of: fn(&Unit) -> i64| plus.map_or(0, of) - minus.map_or(0, of);
        let bounds = &self.problem.bounds;
        let party = branch.party + change(|unit| unit.party);
        let full = branch.full + change(|unit| unit.full);
        let serve = branch.serve + change(|unit| unit.serve);
        let needed = match (self.problem.knows_serve, full >= i64::from(bounds.committee_from)) {
            (false, _) => 0,
            (true, true) => i64::from(bounds.committee_min),
            (true, false) => 1,
        };
        (party - i64::from(bounds.party_max)).max(0)
            + (i64::from(bounds.full_min) - full).max(0)
            + (needed - serve).max(0)
    }

    /// What a branch costs without one unit and with another.
    fn branch_cost(&self, at: usize, minus: Option<&Unit>, plus: Option<&Unit>) -> Cost {
        let branch = &self.branches[at];
        let party = branch.party + plus.map_or(0, |u| u.party) - minus.map_or(0, |u| u.party);
        Cost {
            bounds: self.bounds_cost(branch, minus, plus),
            size: (self.band.0 - party).max(0) + (party - self.band.1).max(0),
            line: stray(&branch.lines, counts(minus, |u| &u.lines), counts(plus, |u| &u.lines)),
            shift: self.shift_cost(branch, minus, plus),
            area: self.metres_with(branch, minus, plus) / (party - 1).max(1),
            ..Cost::default()
        }
    }

    fn shift_cost(&self, branch: &Branch, minus: Option<&Unit>, plus: Option<&Unit>) -> i64 {
        let (minus, plus) = (counts(minus, |u| &u.shifts), counts(plus, |u| &u.shifts));
        if self.problem.shift_rule == Shifts::Together {
            return 100 * stray(&branch.shifts, minus, plus);
        }
        let total = self.problem.shift_sum.max(1);
        let here: i64 = branch.shifts.iter().sum::<i64>() + sum(plus) - sum(minus);
        let off = branch.shifts.iter().zip(&self.problem.shift_totals).enumerate();
        let off = off.map(|(shift, (count, whole))| {
            let count = count + get(plus, shift) - get(minus, shift);
            (count * total - here * whole).abs()
        });
        // Each member too many of one shift is one too few of another.
        off.sum::<i64>() * 50 / total
    }

    fn metres_with(&self, branch: &Branch, minus: Option<&Unit>, plus: Option<&Unit>) -> i64 {
        let reach = |unit: &Unit| -> i64 {
            unit.zones.iter().map(|(zone, count)| branch.reach[*zone] * count).sum()
        };
        let mut metres = branch.metres;
        if let Some(unit) = minus {
            metres -= reach(unit) - unit.inner_metres;
        }
        if let Some(unit) = plus {
            metres += reach(unit) + unit.inner_metres;
        }
        if let (Some(minus), Some(plus)) = (minus, plus) {
            metres -= plus.cross_metres(self.problem, minus);
        }
        metres
    }
}

/// Sizes that differ from the mean by no more than the band.
fn band(problem: &Problem, count: usize) -> (i64, i64) {
    let percent = i64::from(problem.bounds.band_percent);
    let count = i64::try_from(count.max(1)).unwrap_or(i64::MAX);
    let low = problem.party * (100 - percent).max(0) / (count * 100);
    let high = problem.party.saturating_mul(100 + percent).div_euclid(count * 100) + 1;
    (low, high)
}

type Counts<'a> = &'a [(usize, i64)];

fn counts(unit: Option<&Unit>, of: fn(&Unit) -> &Vec<(usize, i64)>) -> Counts<'_> {
    unit.map_or(&[], |unit| of(unit))
}

fn get(counts: Counts<'_>, key: usize) -> i64 {
    counts.iter().find(|(other, _)| *other == key).map_or(0, |(_, count)| *count)
}

fn sum(counts: Counts<'_>) -> i64 {
    counts.iter().map(|(_, count)| count).sum()
}

/// Members who are not of the most frequent kind.
fn stray(here: &[i64], minus: Counts<'_>, plus: Counts<'_>) -> i64 {
    let (mut all, mut most) = (0, 0);
    for (kind, count) in here.iter().enumerate() {
        let count = count + get(plus, kind) - get(minus, kind);
        all += count;
        most = most.max(count);
    }
    all - most
}
