//! The one shape that every question takes: rows that each pay for the best open site they have.
//!
//! A row lists the sites that serve it, from the cheapest to the dearest, and what it pays when
//! none of them is open. Coverage is the case in which serving costs nothing and the penalty is the
//! weight; a p-median row pays weight times distance; decaying coverage pays what of its weight is
//! lost. In each case the *loss* is made least.

use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use crate::num::{at, id};

/// Rows and the sites that serve them. Equal rows have been merged.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    pub(crate) sites: usize,
    pub(crate) starts: Vec<usize>,
    pub(crate) entries: Vec<u32>,
    /// What each entry costs; empty when all cost nothing (coverage).
    pub(crate) costs: Vec<f64>,
    pub(crate) penalties: Vec<f64>,
    /// Loss that no plan avoids.
    pub(crate) constant: f64,
}

impl Problem {
    /// How many candidate sites there are.
    pub const fn sites(&self) -> usize {
        self.sites
    }

    /// How many rows are left after merging.
    pub const fn rows(&self) -> usize {
        self.penalties.len()
    }

    /// How many pairs of row and site there are.
    pub const fn pairs(&self) -> usize {
        self.entries.len()
    }

    /// Whether every row is either served or not, without degrees.
    pub const fn is_coverage(&self) -> bool {
        self.flat()
    }

    pub(crate) const fn flat(&self) -> bool {
        self.costs.is_empty()
    }

    pub(crate) fn span(&self, row: usize) -> Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    pub(crate) fn row(&self, row: usize) -> &[u32] {
        &self.entries[self.span(row)]
    }

    pub(crate) fn cost(&self, entry: usize) -> f64 {
        self.costs.get(entry).copied().unwrap_or(0.0)
    }

    /// What is paid when exactly these sites are open. A site that does not exist opens nothing.
    pub fn loss(&self, plan: &[u32]) -> f64 {
        let mut open = vec![false; self.sites];
        for site in plan {
            if let Some(open) = open.get_mut(at(*site)) {
                *open = true;
            }
        }
        self.loss_of(&open)
    }

    pub(crate) fn loss_of(&self, open: &[bool]) -> f64 {
        let rows = (0..self.rows()).map(|row| {
            let served = self.span(row).find(|entry| open[at(self.entries[*entry])]);
            served.map_or(self.penalties[row], |entry| self.cost(entry))
        });
        self.constant + rows.sum::<f64>()
    }

    /// The same problem with each row's best `nearest` sites only, as if the next one were its
    /// penalty. No plan loses more in it than in the whole problem.
    pub(crate) fn truncated(&self, nearest: usize) -> Self {
        let mut rows = Rows::new(self.sites, !self.flat());
        rows.add_constant(self.constant);
        for row in 0..self.rows() {
            let span = self.span(row);
            let kept = span.start..span.end.min(span.start + nearest);
            let penalty =
                if kept.end < span.end { self.costs[kept.end] } else { self.penalties[row] };
            rows.push(&self.entries[kept.clone()], &self.costs[kept], penalty, &[]);
        }
        rows.finish()
    }

    /// The loss with nothing open.
    pub fn loss_of_nothing(&self) -> f64 {
        self.constant + self.penalties.iter().sum::<f64>()
    }
}

/// Takes rows in, and adds those up that are served alike.
#[derive(Clone, Debug)]
pub struct Rows {
    problem: Problem,
    graded: bool,
    seen: HashTable<u32>,
    /// A number kept for each row (coverage) or entry (graded), added up when rows are merged.
    pub(crate) carried: Vec<f64>,
}

impl Rows {
    /// Rows that are either served or not.
    pub fn covering(sites: usize) -> Self {
        Self::new(sites, false)
    }

    /// Rows that are served at a cost.
    pub fn graded(sites: usize) -> Self {
        Self::new(sites, true)
    }

    pub(crate) fn new(sites: usize, graded: bool) -> Self {
        let problem = Problem { sites, starts: vec![0], ..Problem::default() };
        Self { problem, graded, seen: HashTable::new(), carried: Vec::new() }
    }

    /// A row of this weight, served by any of these sites (in rising order, none twice).
    pub fn cover(&mut self, weight: f64, sites: &[u32]) {
        self.push(sites, &[], weight, &[]);
    }

    /// A row that pays `costs[k]` at `sites[k]` and `penalty` when none is open. Costs rise; of
    /// equal costs the lower site comes first.
    pub fn serve(&mut self, penalty: f64, sites: &[u32], costs: &[f64]) {
        self.push(sites, costs, penalty, &[]);
    }

    pub(crate) fn add_constant(&mut self, loss: f64) {
        self.problem.constant += loss;
    }

    /// Takes a row in and answers which one it has become; none when no plan changes what it pays.
    pub(crate) fn push(
        &mut self,
        sites: &[u32],
        costs: &[f64],
        penalty: f64,
        carried: &[f64],
    ) -> Option<usize> {
        let cut = costs.iter().position(|cost| *cost >= penalty).unwrap_or(sites.len());
        let (sites, base) = (&sites[..cut], costs.first().copied().unwrap_or(0.0).min(penalty));
        let costs = costs.get(..cut).unwrap_or_default();
        self.problem.constant += base;
        if sites.is_empty() || penalty <= base {
            self.problem.constant += penalty - base;
            return None;
        }
        let hash = FixedState::default().hash_one(sites);
        let problem = &self.problem;
        let same = |row: &u32| alike(problem, at(*row), sites, costs);
        if let Some(row) = self.seen.find(hash, same).copied() {
            self.merge(at(row), costs, base, penalty, carried);
            return Some(at(row));
        }
        let row = id(problem.rows());
        let rehash = |row: &u32| FixedState::default().hash_one(problem.row(at(*row)));
        self.seen.insert_unique(hash, row, rehash);
        self.append(sites, costs, base, penalty, carried);
        Some(at(row))
    }

    fn append(&mut self, sites: &[u32], costs: &[f64], base: f64, penalty: f64, carried: &[f64]) {
        let problem = &mut self.problem;
        problem.entries.extend_from_slice(sites);
        problem.starts.push(problem.entries.len());
        problem.penalties.push(penalty - base);
        if self.graded {
            problem.costs.extend(costs.iter().map(|cost| cost - base));
            problem.costs.resize(problem.entries.len(), 0.0);
            self.carried.extend(carried.iter().take(sites.len()));
            self.carried.resize(problem.entries.len(), 0.0);
        } else {
            self.carried.push(carried.first().copied().unwrap_or(0.0));
        }
    }

    fn merge(&mut self, row: usize, costs: &[f64], base: f64, penalty: f64, carried: &[f64]) {
        self.problem.penalties[row] += penalty - base;
        let start = if self.graded { self.problem.starts[row] } else { row };
        for (offset, cost) in costs.iter().enumerate() {
            self.problem.costs[start + offset] += cost - base;
        }
        let kept = if self.graded { costs.len() } else { 1 };
        for (offset, number) in carried.iter().take(kept).enumerate() {
            self.carried[start + offset] += number;
        }
    }

    /// The problem with what was taken in.
    pub fn finish(self) -> Problem {
        self.problem
    }
}

/// Whether a row lists these sites in this order with the same ties.
fn alike(problem: &Problem, row: usize, sites: &[u32], costs: &[f64]) -> bool {
    if problem.row(row) != sites {
        return false;
    }
    let kept = problem.costs.get(problem.span(row)).unwrap_or_default();
    let ties = |costs: &[f64]| costs.windows(2).map(|two| two[0] < two[1]).collect::<Vec<_>>();
    costs.is_empty() || ties(kept) == ties(costs)
}

/// For each site the rows that it serves.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    starts: Vec<usize>,
    rows: Vec<u32>,
    costs: Vec<f64>,
}

impl Columns {
    pub(crate) fn of(problem: &Problem) -> Self {
        let mut starts = vec![0; problem.sites + 1];
        for site in &problem.entries {
            starts[at(*site) + 1] += 1;
        }
        for site in 0..problem.sites {
            starts[site + 1] += starts[site];
        }
        let (mut next, pairs) = (starts.clone(), problem.pairs());
        let mut rows = vec![0; pairs];
        let mut costs = vec![0.0; if problem.flat() { 0 } else { pairs }];
        for row in 0..problem.rows() {
            for entry in problem.span(row) {
                let slot = &mut next[at(problem.entries[entry])];
                rows[*slot] = id(row);
                if let Some(cost) = costs.get_mut(*slot) {
                    *cost = problem.costs[entry];
                }
                *slot += 1;
            }
        }
        Self { starts, rows, costs }
    }

    pub(crate) fn rows(&self, site: usize) -> &[u32] {
        &self.rows[self.starts[site]..self.starts[site + 1]]
    }

    /// The rows of a site, and what it costs each of them.
    pub(crate) fn served(&self, site: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        (self.starts[site]..self.starts[site + 1])
            .map(|slot| (at(self.rows[slot]), self.costs.get(slot).copied().unwrap_or(0.0)))
    }

    /// The sites that serve every row of this one at no greater cost, itself left out. `met` holds a
    /// zero for each site and is left so.
    pub(crate) fn replacing(
        &self,
        problem: &Problem,
        site: usize,
        met: &mut [usize],
    ) -> Vec<usize> {
        let mut seen = Vec::new();
        for (row, cost) in self.served(site) {
            for entry in problem.span(row).take_while(|entry| problem.cost(*entry) <= cost) {
                let other = at(problem.entries[entry]);
                if met[other] == 0 {
                    seen.push(other);
                }
                met[other] += 1;
            }
        }
        let rows = self.rows(site).len();
        let all = seen.iter().copied().filter(|other| *other != site && met[*other] == rows);
        let mut replacing: Vec<usize> = all.collect();
        replacing.sort_unstable();
        for other in seen {
            met[other] = 0;
        }
        replacing
    }

    /// How many pairs `replacing` looks at.
    pub(crate) fn around(&self, problem: &Problem, site: usize) -> usize {
        self.rows(site).iter().map(|row| problem.span(at(*row)).len()).sum()
    }
}
