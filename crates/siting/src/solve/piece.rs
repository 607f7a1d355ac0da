//! What is left of a problem once some sites are decided.

use std::collections::HashSet;

use crate::num::{at, id};
use crate::problem::{Columns, Problem, Rows};

/// What has been decided about a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fix {
    Free,
    In,
    Out,
}

/// A smaller problem, with what its sites are called in the whole one.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub problem: Problem,
    pub prices: Vec<f64>,
    /// What may still be spent.
    pub budget: f64,
    /// For each site its number in the whole problem.
    pub names: Vec<u32>,
    /// Sites of the whole problem that are decided to be open.
    pub chosen: Vec<u32>,
    /// Dual multipliers, by row (coverage) or entry (graded).
    pub u: Vec<f64>,
    /// How far each site is open in the relaxation.
    pub x: Vec<f64>,
}

impl Piece {
    pub(crate) fn whole(problem: Problem, prices: Vec<f64>, budget: f64) -> Self {
        let sites = problem.sites();
        let levels = if problem.flat() { problem.rows() } else { problem.pairs() };
        let spread = (budget / prices.iter().sum::<f64>().max(f64::MIN_POSITIVE)).min(1.0);
        Self {
            u: vec![f64::NAN; levels],
            x: vec![spread; sites],
            names: (0..sites).map(id).collect(),
            chosen: Vec::new(),
            problem,
            prices,
            budget,
        }
    }

    /// Those sites of the whole problem that are undecided here, as they are numbered here.
    pub(crate) fn places(&self, names: &[u32]) -> Vec<usize> {
        // Shrinking keeps the order, so names rise.
        names.iter().filter_map(|name| self.names.binary_search(name).ok()).collect()
    }

    /// The piece with these decisions taken: rows that an open site serves for nothing are gone,
    /// sites that serve nothing are gone, rows that have become equal are one.
    pub(crate) fn shrink(&self, fix: &[Fix]) -> Self {
        let problem = &self.problem;
        let mut useful = vec![false; problem.sites()];
        for row in 0..problem.rows() {
            for entry in problem.row(row).iter().take_while(|site| fix[at(**site)] != Fix::In) {
                useful[at(*entry)] = true;
            }
        }
        let taken: f64 = sites_where(fix, Fix::In).map(|site| self.prices[site]).sum();
        let budget = self.budget - taken;
        let stays = |site: usize| {
            fix[site] == Fix::Free && useful[site] && self.prices[site] <= budget + SLACK
        };
        let kept: Vec<usize> = (0..problem.sites()).filter(|site| stays(*site)).collect();
        let mut local = vec![GONE; problem.sites()];
        for (index, site) in kept.iter().enumerate() {
            local[*site] = id(index);
        }
        for site in sites_where(fix, Fix::In) {
            local[site] = OPEN;
        }
        let (problem, u) = rebuild(problem, &local, kept.len(), &self.u);
        let mut chosen = self.chosen.clone();
        chosen.extend(sites_where(fix, Fix::In).map(|site| self.names[site]));
        Self {
            problem,
            prices: kept.iter().map(|site| self.prices[*site]).collect(),
            budget,
            names: kept.iter().map(|site| self.names[*site]).collect(),
            chosen,
            u,
            x: kept.iter().map(|site| self.x[*site]).collect(),
        }
    }

    /// Sites that some other site replaces in every plan: it serves the same rows and costs no more.
    /// Looks at no more than `effort` pairs.
    pub(crate) fn dominated(&self, effort: usize) -> Vec<usize> {
        let problem = &self.problem;
        if !problem.flat() {
            return Vec::new();
        }
        let columns = Columns::of(problem);
        let (mut gone, mut left) = (HashSet::new(), effort);
        let mut shared = vec![0_usize; problem.sites()];
        for site in 0..problem.sites() {
            let work = columns.around(problem, site);
            if work > left {
                break;
            }
            left -= work;
            let rows = columns.rows(site).len();
            let mut others = columns.replacing(problem, site, &mut shared).into_iter();
            let replaced = others.any(|other| {
                let (more, price) = (columns.rows(other).len(), self.prices[other]);
                price <= self.prices[site]
                    && !gone.contains(&other)
                    && (more > rows || price < self.prices[site] || other < site)
            });
            if replaced {
                gone.insert(site);
            }
        }
        let mut gone: Vec<usize> = gone.into_iter().collect();
        gone.sort_unstable();
        gone
    }
}

/// Money that is let go as rounding.
pub(crate) const SLACK: f64 = 1e-9;
const GONE: u32 = u32::MAX;
const OPEN: u32 = u32::MAX - 1;

fn sites_where(fix: &[Fix], what: Fix) -> impl Iterator<Item = usize> + '_ {
    fix.iter().enumerate().filter(move |(_, fix)| **fix == what).map(|(site, _)| site)
}

/// The rows in the new numbering, with their multipliers.
fn rebuild(problem: &Problem, local: &[u32], sites: usize, u: &[f64]) -> (Problem, Vec<f64>) {
    let flat = problem.flat();
    let mut rows = Rows::new(sites, !flat);
    rows.add_constant(problem.constant);
    let (mut names, mut costs, mut carried) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..problem.rows() {
        names.clear();
        costs.clear();
        carried.clear();
        let mut penalty = problem.penalties[row];
        if flat {
            carried.push(u[row]);
        }
        for entry in problem.span(row) {
            let name = local[at(problem.entries[entry])];
            if name == OPEN {
                penalty = problem.cost(entry);
                break;
            }
            if name != GONE {
                names.push(name);
                if !flat {
                    costs.push(problem.costs[entry]);
                    carried.push(u[entry]);
                }
            } else if let Some(last) = carried.last_mut().filter(|_| !flat) {
                // The level of a site that is gone belongs to the one before it.
                *last += u[entry];
            }
        }
        rows.push(&names, &costs, penalty, &carried);
    }
    let carried = std::mem::take(&mut rows.carried);
    (rows.finish(), carried)
}
