//! One region of `regions.rs`: its rows, its sites at their prices, and how it is solved whole.

use super::dual::Dual;
use super::pocket::{MOST, Pocket, bits};
use crate::num::{at, id};
use crate::problem::Problem;

/// Relaxations that a region is worth in one round.
const EFFORT: usize = 300;

/// Rows with the sites that serve them.
pub(crate) struct Region {
    pub sites: Vec<u32>,
    /// No plan costs less at these prices.
    pub bound: f64,
    /// The cheapest plan that was found, by place in `sites`.
    pub plan: Vec<bool>,
    /// For each site how much more the region costs at least with it shut, and with it open.
    pub forced: Vec<[f64; 2]>,
    /// The sites of the pocket, by place in `sites`.
    pub names: Vec<usize>,
    pocket: Pocket,
    /// Rows by the places of their sites, and sites by their rows.
    rows: Vec<(Vec<u32>, f64)>,
    columns: Vec<Vec<u32>>,
    /// What each site asks here, and what rows pay it here.
    prices: Vec<f64>,
    earned: Vec<f64>,
    paid: f64,
}

impl Region {
    pub(crate) fn of(problem: &Problem, dual: &Dual, names: &[u32]) -> Self {
        let mut sites: Vec<u32> =
            names.iter().flat_map(|row| problem.row(at(*row)).iter().copied()).collect();
        sites.sort_unstable();
        sites.dedup();
        let (mut earned, mut columns) = (vec![0.0; sites.len()], vec![Vec::new(); sites.len()]);
        let mut rows = Vec::with_capacity(names.len());
        for (row, name) in names.iter().enumerate() {
            let places = problem.row(at(*name)).iter().filter_map(|site| sites.binary_search(site).ok());
            let places: Vec<u32> = places.map(id).collect();
            for place in &places {
                earned[at(*place)] += dual.u[at(*name)];
                columns[at(*place)].push(id(row));
            }
            rows.push((places, problem.penalties[at(*name)]));
        }
        Self {
            bound: f64::NEG_INFINITY,
            plan: sites.iter().map(|site| dual.x()[at(*site)] >= 0.5).collect(),
            forced: Vec::new(),
            names: Vec::new(),
            pocket: Pocket::default(),
            prices: vec![0.0; sites.len()],
            paid: names.iter().map(|row| dual.u[at(*row)]).sum(),
            sites,
            rows,
            columns,
            earned,
        }
    }

    /// Sets prices from a site and what rows pay it here.
    pub(crate) fn ask(&mut self, price: impl Fn(usize, f64) -> f64) {
        for ((site, own), earned) in self.sites.iter().zip(&mut self.prices).zip(&self.earned) {
            *own = price(at(*site), *earned);
        }
    }

    /// Sets prices from a site, whether the plan opens it, and its price so far.
    pub(crate) fn move_prices(&mut self, mut price: impl FnMut(usize, bool, f64) -> f64) {
        for ((site, own), open) in self.sites.iter().zip(&mut self.prices).zip(&self.plan) {
            *own = price(at(*site), *open, *own);
        }
    }

    /// The cheapest plan at the prices, or a bound on it.
    pub(crate) fn solve(&mut self) {
        let left = |place: usize| self.prices[place] - self.earned[place];
        let over: f64 = (0..self.sites.len()).map(|place| (-left(place)).max(0.0)).sum();
        let base = self.paid - over;
        let cost = self.flip();
        let left = |place: usize| self.prices[place] - self.earned[place];
        let spare = cost - base + 1e-9 * cost.abs().max(1.0);
        self.names = (0..self.sites.len()).filter(|place| left(*place) <= spare).collect();
        self.bound = base;
        self.pocket = Pocket::default();
        if self.names.len() <= MOST {
            self.pocket = self.pocket_of();
            let limit = cost + 1e-9 * cost.abs().max(1.0);
            let solved = self.pocket.solve(limit, &mut EFFORT.clone());
            self.bound = base.max(solved.bound);
            if solved.cost.is_finite() {
                self.plan.fill(false);
                for index in bits(solved.plan) {
                    self.plan[self.names[index]] = true;
                }
            }
        }
        let left = |place: usize| self.prices[place] - self.earned[place];
        self.forced = (0..self.sites.len())
            .map(|place| {
                let left = left(place);
                [(base - left.min(0.0) - self.bound).max(0.0), (base + left - self.bound).max(0.0)]
            })
            .collect();
    }

    fn pocket_of(&self) -> Pocket {
        let mut bit = vec![0_u128; self.sites.len()];
        for (index, place) in self.names.iter().enumerate() {
            bit[*place] = 1 << index;
        }
        let mask = |places: &[u32]| places.iter().fold(0, |mask, place| mask | bit[at(*place)]);
        let whole = Pocket {
            prices: self.names.iter().map(|place| self.prices[*place]).collect(),
            rows: self.rows.iter().map(|(places, weight)| (mask(places), *weight)).collect(),
            ..Pocket::default()
        };
        whole.without(0)
    }

    /// Opens and shuts single sites while that is cheaper; what the plan then costs.
    fn flip(&mut self) -> f64 {
        let mut open: Vec<u32> = (self.rows.iter())
            .map(|(places, _)| places.iter().map(|place| u32::from(self.plan[at(*place)])).sum())
            .collect();
        for _ in 0..4 * self.sites.len() {
            let gain = |place: usize| {
                let last = u32::from(self.plan[place]);
                let rows = self.columns[place].iter().filter(|row| open[at(**row)] == last);
                let saved = rows.map(|row| self.rows[at(*row)].1).sum::<f64>() - self.prices[place];
                if self.plan[place] { -saved } else { saved }
            };
            let best = (0..self.sites.len()).map(|place| (gain(place), place));
            let Some((gained, place)) = best.max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
            if gained <= 1e-9 {
                break;
            }
            self.plan[place] = !self.plan[place];
            for row in &self.columns[place] {
                let open = &mut open[at(*row)];
                *open = if self.plan[place] { *open + 1 } else { *open - 1 };
            }
        }
        let lost = self.rows.iter().zip(&open).filter(|(_, open)| **open == 0);
        let asked = self.prices.iter().zip(&self.plan).filter(|(_, open)| **open);
        lost.map(|(row, _)| row.1).sum::<f64>() + asked.map(|(price, _)| price).sum::<f64>()
    }

    /// Solves the region with each site in its other state, as far as that decides something.
    pub(crate) fn probe(&mut self, spare: f64, effort: usize, decided: &[bool]) {
        for (index, place) in self.names.iter().enumerate() {
            if self.pocket.prices.is_empty() || decided[at(self.sites[*place])] {
                continue;
            }
            let open = self.plan[*place];
            let forced =
                if open { self.pocket.without(1 << index) } else { self.pocket.with(index) };
            let solved = forced.solve(self.bound + spare, &mut effort.clone());
            let more = &mut self.forced[*place][usize::from(!open)];
            *more = more.max(solved.bound - self.bound);
        }
    }
}
