//! A bound above that of linear programming: the rows are parted into regions, each solved whole.
//!
//! When a unit of budget is worth λ, every plan loses at least what the regions lose together, with
//! each site's price (λ times what it costs) shared out among the regions that it serves, less λ
//! times the budget. With rows as regions this is the linear relaxation; with regions of some dozens
//! of undecided sites it sees what can't be had in halves. Shares and λ are then moved along the
//! subgradient: a site pays more where it is open and less where it is shut. What no region can
//! do without going over the cutoff is fixed.

use super::dual::Dual;
use super::parting::{PART, labels};
use super::piece::{Fix, Piece};
use super::region::{Kept, Region};
use crate::num::{at, float, id};

/// Rounds end when the last few have gained less than this part of what is missing.
const LOOKS: usize = 4;
const LITTLE: f64 = 0.1;
/// Relaxations that a probe of one site in one region may take.
const PROBE: usize = 2;
/// Relaxations of one round in all regions, and in one of them.
const EFFORT: usize = 1_500;
const EFFORT_LEAST: usize = 4;
const EFFORT_MOST: usize = 150;
/// Regions that a thread solves before it is asked whether to go on.
const TURN: usize = 8;

/// What came out.
pub(crate) struct Strong {
    pub bound: f64,
    pub fix: Vec<Fix>,
    /// Sites that the regions would open, most wanted first.
    pub order: Vec<usize>,
}

pub(crate) struct Regions<'a> {
    piece: &'a Piece,
    parts: Vec<Region>,
    /// How many regions each site serves.
    shared: Vec<f64>,
    worth: f64,
    threads: usize,
}

impl<'a> Regions<'a> {
    /// Regions of up to `size` undecided sites; none where nothing is open in part.
    pub(crate) fn new(piece: &'a Piece, dual: &Dual, size: usize, threads: usize) -> Option<Self> {
        let clear = |x: &f64| *x <= PART || *x >= 1.0 - PART;
        if !piece.problem.flat() || dual.x().iter().all(clear) {
            return None;
        }
        let labels = labels(&piece.problem, dual, size);
        let count = labels.iter().copied().max().map_or(0, |last| at(last) + 1);
        let mut rows = vec![Vec::new(); count];
        for (row, label) in labels.iter().enumerate() {
            rows[at(*label)].push(id(row));
        }
        rows.retain(|rows| !rows.is_empty());
        let mut regions: Vec<Region> =
            rows.iter().map(|rows| Region::of(&piece.problem, dual, rows)).collect();
        let mut shared = vec![0.0; piece.names.len()];
        for site in regions.iter().flat_map(|region| &region.sites) {
            shared[at(*site)] += 1.0;
        }
        for region in &mut regions {
            region.ask(|site, earned| {
                let (asked, all) = (dual.worth * piece.prices[site], dual.rho[site]);
                if all > 0.0 { asked * earned / all } else { asked / shared[site] }
            });
        }
        Some(Self { piece, parts: regions, shared, worth: dual.worth, threads: threads.max(1) })
    }

    /// Solves every region at its prices; the bound of all. Stopped on the way it is what was known
    /// before of those left, which counts as long as prices have not moved.
    fn solve(&mut self, stop: &mut dyn FnMut() -> bool) -> (f64, bool) {
        let effort = (EFFORT / self.parts.len().max(1)).clamp(EFFORT_LEAST, EFFORT_MOST);
        let whole = self.each(|region| region.solve(effort), stop);
        let all: f64 = self.parts.iter().map(|region| region.bound).sum();
        (self.piece.problem.constant + all - self.worth * self.piece.budget, whole)
    }

    /// What every region does, side by side when there are threads. Says whether all did.
    fn each(&mut self, work: impl Fn(&mut Region) + Sync, stop: &mut dyn FnMut() -> bool) -> bool {
        let work = &work;
        for part in self.parts.chunks_mut(TURN * self.threads) {
            if stop() {
                return false;
            }
            let (mine, others) = part.split_at_mut(part.len().div_ceil(self.threads));
            std::thread::scope(|scope| {
                for other in others.chunks_mut(TURN) {
                    scope.spawn(move || other.iter_mut().for_each(work));
                }
                mine.iter_mut().for_each(work);
            });
        }
        true
    }

    /// Raises the bound for some rounds, then fixes what it decides.
    pub(crate) fn strengthen(
        &mut self,
        cutoff: f64,
        rounds: usize,
        stop: &mut dyn FnMut() -> bool,
    ) -> Strong {
        let sites = self.piece.names.len();
        let mut strong =
            Strong { bound: f64::NEG_INFINITY, fix: vec![Fix::Free; sites], order: Vec::new() };
        let (mut length, mut wanted) = (0.3, vec![0.0; sites]);
        let mut before: Vec<f64> = Vec::new();
        let mut kept = (self.worth, self.kept());
        for round in 0..rounds.max(1) {
            let (bound, whole) = self.solve(stop);
            if !whole && round > 0 {
                break;
            }
            let better = bound > strong.bound;
            length *= if better { 1.2 } else { 0.5 };
            let open = self.mean();
            for (wanted, open) in wanted.iter_mut().zip(&open) {
                *wanted += open;
            }
            if bound >= cutoff || !whole {
                strong.bound = strong.bound.max(bound);
                break;
            }
            self.fix(cutoff - bound, &mut strong.fix);
            if better {
                strong.bound = bound;
                kept = (self.worth, self.kept());
            } else {
                self.restore(&kept);
            }
            before.push(strong.bound);
            let then = before.len().checked_sub(LOOKS).and_then(|then| before.get(then));
            if then.is_some_and(|then| strong.bound - then < LITTLE * (cutoff - strong.bound)) {
                break;
            }
            if round + 1 < rounds {
                self.ascend(&open, length * (cutoff - bound));
            }
        }
        if strong.bound < cutoff {
            self.restore(&kept);
            // What is forced is measured from the bound of these very prices.
            let (bound, whole) = self.solve(stop);
            if whole {
                strong.bound = strong.bound.max(bound);
                self.probe(cutoff - bound, &strong.fix, stop);
                self.fix(cutoff - bound, &mut strong.fix);
            }
        }
        let mut order: Vec<usize> = (0..sites).filter(|site| wanted[*site] > 0.0).collect();
        order.sort_by(|a, b| wanted[*b].total_cmp(&wanted[*a]).then(a.cmp(b)));
        strong.order = order;
        strong
    }

    fn kept(&self) -> Vec<Kept> {
        self.parts.iter().map(Region::kept).collect()
    }

    fn restore(&mut self, (worth, kept): &(f64, Vec<Kept>)) {
        self.worth = *worth;
        for (region, kept) in self.parts.iter_mut().zip(kept) {
            region.restore(kept);
        }
    }

    /// For each site the part of its regions in which it is open.
    fn mean(&self) -> Vec<f64> {
        let mut open = vec![0.0; self.piece.names.len()];
        for region in &self.parts {
            for (site, lean) in region.sites.iter().zip(&region.lean) {
                open[at(*site)] += lean / self.shared[at(*site)];
            }
        }
        open
    }

    /// Moves shares and worth so that what is missing would be gained if the bound were straight.
    fn ascend(&mut self, open: &[f64], missing: f64) {
        let prices = &self.piece.prices;
        let spent: f64 = open.iter().zip(prices).map(|(open, price)| open * price).sum();
        let lean = spent - self.piece.budget;
        // The worth of budget moves all prices at once: it moves by less than one of them.
        let scale = 1.0 / float(self.parts.len().max(1));
        let mut norm = lean * lean * scale;
        for region in &self.parts {
            for (site, lean) in region.sites.iter().zip(&region.lean) {
                norm += (lean - open[at(*site)]).powi(2);
            }
        }
        if norm <= 1e-12 {
            return;
        }
        let step = missing.max(0.0) / norm;
        let worth = (self.worth + step * scale * lean).max(0.0);
        let growth = worth - self.worth;
        self.worth = worth;
        let shared = &self.shared;
        let mut sums = vec![0.0; open.len()];
        for region in &mut self.parts {
            region.move_prices(|site, lean, price| {
                let apart = lean - open[site];
                let more = growth * prices[site] / shared[site];
                let price = (price + step * apart + more).max(0.0);
                sums[site] += price;
                price
            });
        }
        // Shares that would have gone below nothing are taken from the others.
        for region in &mut self.parts {
            region.move_prices(|site, _, price| {
                let asked = worth * prices[site];
                if sums[site] > 0.0 { price * asked / sums[site] } else { asked / shared[site] }
            });
        }
    }

    /// Solves regions again with sites in doubt in their other state.
    fn probe(&mut self, spare: f64, fix: &[Fix], stop: &mut dyn FnMut() -> bool) {
        let decided: Vec<bool> = fix.iter().map(|fix| *fix != Fix::Free).collect();
        self.each(|region| region.probe(spare, PROBE, &decided), stop);
    }

    /// Fixes sites whose other state costs at least `spare` more in their regions together.
    fn fix(&self, spare: f64, fix: &mut [Fix]) {
        let mut more = vec![[0.0_f64; 2]; fix.len()];
        for region in &self.parts {
            for (site, [shut, open]) in region.sites.iter().zip(&region.forced) {
                more[at(*site)][0] += shut;
                more[at(*site)][1] += open;
            }
        }
        for (fix, [shut, open]) in fix.iter_mut().zip(more) {
            if *fix == Fix::Free && open >= spare {
                *fix = Fix::Out;
            } else if *fix == Fix::Free && shut >= spare {
                *fix = Fix::In;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Chance;
    use crate::problem::{Problem, Rows};

    fn drawn(chance: &mut Chance) -> Problem {
        let sites = 6 + chance.below(6);
        let mut rows = Rows::covering(sites);
        for _ in 0..8 + chance.below(40) {
            // Sites near each other on a ring share rows.
            let (first, wide) = (chance.below(sites), 2 + chance.below(3));
            let mut names: Vec<u32> = (0..wide)
                .filter(|_| chance.below(4) > 0)
                .map(|step| id((first + step) % sites))
                .collect();
            names.sort_unstable();
            rows.cover(float(1 + chance.below(30)), &names);
        }
        rows.finish()
    }

    /// Bounds and decisions of small regions against every plan.
    #[test]
    fn no_plan_is_below_the_bound_and_no_better_plan_is_excluded() {
        let mut chance = Chance::new(77);
        let (mut tried, mut decided) = (0, 0);
        for _ in 0..600 {
            let problem = drawn(&mut chance);
            let (sites, budget) = (problem.sites(), 2 + chance.below(3));
            let piece = Piece::whole(problem, vec![1.0; sites], float(budget));
            let mut dual = Dual::new(&piece, 1.0);
            for _ in 0..=chance.below(5) {
                dual.climb(&piece);
            }
            let size = 1 + chance.below(4);
            let [alone, beside] = [1, 3].map(|threads| Regions::new(&piece, &dual, size, threads));
            let (Some(mut regions), Some(mut beside)) = (alone, beside) else { continue };
            tried += 1;
            let plans: Vec<(f64, u32)> = (0..1_u32 << sites)
                .filter(|plan| at(plan.count_ones()) <= budget)
                .map(|plan| {
                    let names: Vec<u32> =
                        (0..id(sites)).filter(|site| plan >> site & 1 == 1).collect();
                    (piece.problem.loss(&names), plan)
                })
                .collect();
            let least = plans.iter().map(|plan| plan.0).fold(f64::INFINITY, f64::min);
            let cutoff = least + float(chance.below(20));
            let rounds = 1 + chance.below(5);
            let strong = regions.strengthen(cutoff, rounds, &mut || false);
            let same = beside.strengthen(cutoff, rounds, &mut || false);
            assert!(same.bound.to_bits() == strong.bound.to_bits() && same.fix == strong.fix);
            assert!(strong.bound <= least + 1e-6, "{} above {least}", strong.bound);
            for (_, plan) in plans.iter().filter(|plan| plan.0 < cutoff - 1e-6) {
                for (site, fix) in strong.fix.iter().enumerate() {
                    let open = plan >> site & 1 == 1;
                    assert!(*fix != if open { Fix::Out } else { Fix::In }, "{site} of {plan:b}");
                }
            }
            decided += strong.fix.iter().filter(|fix| **fix != Fix::Free).count();
        }
        assert!(tried > 100 && decided > 100, "{tried} tried, {decided} decided");
    }
}
