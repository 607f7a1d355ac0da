//! A bound above that of linear programming: the rows are parted into regions, each solved whole.
//!
//! When a unit of budget is worth λ, every plan loses at least what the regions lose together, with
//! each site's price (λ times what it costs) shared out among the regions that it serves, less λ
//! times the budget. With rows as regions this is the linear relaxation; with regions of some dozens
//! of undecided sites it sees what can't be had in halves. Shares and λ are then moved to where the
//! plans seen so far promise most (`bundle.rs`). What no region can do without going over the cutoff
//! is fixed.

use super::bundle::Bundle;
use super::dual::Dual;
use super::parting::{PART, labels};
use super::piece::{Fix, Piece};
use super::region::Region;
use crate::num::{at, id};

/// Rounds end when the last few have gained less than this part of what is missing.
const LOOKS: usize = 4;
const LITTLE: f64 = 0.1;
/// With less than this part of what is missing to be had, prices are as good as they get.
const NOTHING: f64 = 0.02;
/// Sites in question of two regions that are joined, at most.
const JOINED: usize = 126;
/// Relaxations that a probe of one site in one region may take.
const PROBE: usize = 2;
/// Relaxations of one round in all regions, and in one of them.
const EFFORT: usize = 1_500;
const EFFORT_LEAST: usize = 12;
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
    bundle: Bundle,
    /// What may be spent on sites that are not decided.
    budget: f64,
    /// Whether regions were last solved at the best prices.
    there: bool,
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
        let terms = (piece.budget, dual.worth);
        let bundle = Bundle::new(&regions, &piece.prices, terms);
        let budget = piece.budget;
        Some(Self { piece, parts: regions, bundle, budget, there: false, threads: threads.max(1) })
    }

    /// Takes decisions over; prices and plans stay as far as they can.
    pub(crate) fn shrink(&mut self, fix: &[Fix]) {
        let prices = fix.iter().zip(&self.piece.prices);
        let taken = prices.filter(|(fix, _)| **fix == Fix::In).map(|(_, price)| price);
        self.budget = self.piece.budget - taken.sum::<f64>();
        for region in &mut self.parts {
            region.shrink(fix);
        }
        let plans: Vec<_> = (0..self.parts.len()).map(|part| self.bundle.plans(part)).collect();
        self.renew(&plans);
    }

    /// The bundle for changed regions, with their plans.
    fn renew(&mut self, plans: &[Vec<(Vec<u32>, f64)>]) {
        let terms = (self.budget, self.bundle.tried());
        let mut bundle =
            Bundle::new(&self.parts, &self.piece.prices, terms).going_as_far_as(&self.bundle);
        for (index, (region, plans)) in self.parts.iter().zip(plans).enumerate() {
            for (sites, weight) in plans {
                let plan = region.plan_of(sites);
                bundle.add(index, &plan, region.lost(&plan), *weight);
            }
        }
        self.bundle = bundle;
        self.there = false;
        self.ask();
    }

    /// Makes one of two regions that disagree about the sites they share, as long as the one is not
    /// too large. Together they promise at least as much. False when no two can be joined.
    pub(crate) fn join(&mut self) -> bool {
        let mut pairs = self.bundle.ties();
        pairs.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut partner: Vec<Option<usize>> = vec![None; self.parts.len()];
        for ((one, other), _) in pairs {
            let size = self.parts[one].names.len() + self.parts[other].names.len();
            if partner[one].is_none() && partner[other].is_none() && size <= JOINED {
                (partner[one], partner[other]) = (Some(other), Some(one));
            }
        }
        let mut olds: Vec<Option<Region>> =
            std::mem::take(&mut self.parts).into_iter().map(Some).collect();
        let mut plans = Vec::new();
        for index in 0..olds.len() {
            let Some(mut region) = olds[index].take() else { continue };
            let mut mixture = self.bundle.plans(index);
            let other = partner[index].and_then(|of| olds[of].take().map(|other| (of, other)));
            if let Some((of, other)) = other {
                region.join(&other);
                mixture = both(&mixture, &self.bundle.plans(of));
            }
            self.parts.push(region);
            plans.push(mixture);
        }
        self.renew(&plans);
        self.parts.len() < olds.len()
    }

    /// Takes the prices over that are to be tried.
    fn ask(&mut self) {
        for (index, region) in self.parts.iter_mut().enumerate() {
            region.prices.copy_from_slice(self.bundle.prices(index));
        }
    }

    /// Solves every region at its prices; the bound of all, and whether none was left out by a stop,
    /// without which it says nothing.
    fn solve(&mut self, stop: &mut dyn FnMut() -> bool) -> (f64, bool) {
        let effort = (EFFORT / self.parts.len().max(1)).clamp(EFFORT_LEAST, EFFORT_MOST);
        let whole = self.each(|region| region.solve(effort), stop);
        (self.bound(), whole)
    }

    fn bound(&self) -> f64 {
        let all: f64 = self.parts.iter().map(|region| region.bound).sum();
        self.piece.problem.constant + all - self.bundle.tried() * self.budget
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

    /// Raises the bound for some rounds, and fixes what it decides.
    pub(crate) fn strengthen(
        &mut self,
        cutoff: f64,
        rounds: usize,
        stop: &mut dyn FnMut() -> bool,
    ) -> Strong {
        let sites = self.piece.names.len();
        let mut strong =
            Strong { bound: f64::NEG_INFINITY, fix: vec![Fix::Free; sites], order: Vec::new() };
        let mut before: Vec<f64> = Vec::new();
        let mut there = false;
        for round in 0..rounds.max(1) {
            let promise = if round > 0 { self.aim(strong.bound, cutoff) } else { 0.0 };
            if round > 0 && promise < NOTHING * (cutoff - strong.bound) {
                self.bundle.retreat();
                self.ask();
                break;
            }
            let (bound, whole) = self.solve(stop);
            if !whole {
                // Some regions still have the bounds of other prices.
                there = false;
                break;
            }
            self.learn();
            there = bound > strong.bound;
            self.bundle.judge((bound - strong.bound) / promise);
            if there {
                strong.bound = bound;
                self.bundle.accept();
            }
            if bound >= cutoff {
                break;
            }
            self.fix(cutoff - bound, &mut strong.fix);
            before.push(strong.bound);
            let then = before.len().checked_sub(LOOKS).and_then(|then| before.get(then));
            if then.is_some_and(|then| strong.bound - then < LITTLE * (cutoff - strong.bound)) {
                break;
            }
        }
        if !there {
            self.bundle.retreat();
            self.ask();
        }
        self.there = there;
        let wanted: Vec<f64> = (0..sites).map(|site| self.bundle.open(site)).collect();
        let mut order: Vec<usize> = (0..sites).filter(|site| wanted[*site] > 0.0).collect();
        order.sort_by(|a, b| wanted[*b].total_cmp(&wanted[*a]).then(a.cmp(b)));
        strong.order = order;
        strong
    }

    /// Moves prices to where the plans so far promise most, and says how much more that is.
    fn aim(&mut self, bound: f64, cutoff: f64) -> f64 {
        let constant = self.piece.problem.constant;
        let promise = self.bundle.aim(bound - constant, cutoff - constant);
        self.ask();
        promise
    }

    /// Gives the plans of the regions to the bundle.
    fn learn(&mut self) {
        for (index, region) in self.parts.iter().enumerate() {
            self.bundle.add(index, &region.plan, region.lost(&region.plan), 0.0);
        }
    }

    /// Solves regions again with sites in doubt in their other state, and fixes what that decides.
    pub(crate) fn probe(&mut self, cutoff: f64, fix: &mut [Fix], stop: &mut dyn FnMut() -> bool) {
        // What is forced is measured from the bound of the best prices.
        let (bound, whole) = if self.there { (self.bound(), true) } else { self.solve(stop) };
        if !whole {
            return;
        }
        let spare = cutoff - bound;
        let decided: Vec<bool> = fix.iter().map(|fix| *fix != Fix::Free).collect();
        if self.each(|region| region.probe(spare, PROBE, &decided), stop) {
            self.fix(spare, fix);
        }
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

/// Mixtures of plans of two regions as one of both, with as many plans as they have together at most.
fn both(one: &[(Vec<u32>, f64)], other: &[(Vec<u32>, f64)]) -> Vec<(Vec<u32>, f64)> {
    let mut plans = Vec::new();
    let (mut first, mut second) = (one.iter(), other.iter());
    let (mut a, mut b) = (first.next().cloned(), second.next().cloned());
    while let (Some((open, left)), Some((more, right))) = (&mut a, &mut b) {
        let weight = left.min(*right);
        plans.push((open.iter().chain(more.iter()).copied().collect(), weight));
        (*left, *right) = (*left - weight, *right - weight);
        let (ended, also) = (*left <= 1e-9, *right <= 1e-9);
        if ended {
            a = first.next().cloned();
        }
        if also {
            b = second.next().cloned();
        }
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Chance, float};
    use crate::solve::drawn::ring;

    /// A problem of a few sites of which this many may be opened, and its relaxation on the way.
    fn climbed(chance: &mut Chance, budget: usize, steps: usize) -> (Piece, Dual) {
        let (sites, rows) = (6 + chance.below(6), 8 + chance.below(40));
        let problem = ring(chance, sites, rows, [2, 4]);
        let piece = Piece::whole(problem, vec![1.0; sites], float(budget));
        let mut dual = Dual::new(&piece, 1.0);
        for _ in 0..steps {
            dual.climb(&piece);
        }
        (piece, dual)
    }

    /// Every plan within the budget, with what it loses.
    fn plans(piece: &Piece) -> Vec<(f64, u32)> {
        let sites = piece.names.len();
        (0..1_u32 << sites)
            .filter(|plan| float(at(plan.count_ones())) <= piece.budget)
            .map(|plan| {
                let names: Vec<u32> = (0..id(sites)).filter(|site| plan >> site & 1 == 1).collect();
                (piece.problem.loss(&names), plan)
            })
            .collect()
    }

    /// No better plan loses less than the bound, and none is excluded.
    fn check(plans: &[(f64, u32)], cutoff: f64, bound: f64, fix: &[Fix]) {
        for (loss, plan) in plans.iter().filter(|plan| plan.0 < cutoff - 1e-6) {
            assert!(bound <= loss + 1e-6, "{bound} above {loss}");
            for (site, fix) in fix.iter().enumerate() {
                let open = plan >> site & 1 == 1;
                assert!(*fix != if open { Fix::Out } else { Fix::In }, "{site} of {plan:b}");
            }
        }
    }

    /// Shares of a site's price are never negative and make up what it asks.
    fn shares(regions: &Regions<'_>) {
        let mut sums = vec![None; regions.piece.names.len()];
        for region in &regions.parts {
            for (site, price) in region.sites.iter().zip(&region.prices) {
                assert!(*price >= 0.0, "{price}");
                *sums[at(*site)].get_or_insert(0.0) += price;
            }
        }
        let worth = regions.bundle.tried();
        for (sum, price) in sums.iter().zip(&regions.piece.prices) {
            let right = |sum: f64| (sum - worth * price).abs() <= 1e-6 * (1.0 + worth);
            assert!(sum.is_none_or(right), "{sum:?} of {worth}");
        }
    }

    /// Bounds and decisions of small regions against every plan, before and after regions lose what
    /// is decided and are joined.
    #[test]
    fn no_plan_is_below_the_bound_and_no_better_plan_is_excluded() {
        let mut chance = Chance::new(77);
        let (mut tried, mut decided, mut joined) = (0, 0, 0);
        for _ in 0..600 {
            let (budget, steps) = (2 + chance.below(3), 1 + chance.below(5));
            let (piece, dual) = climbed(&mut chance, budget, steps);
            let size = 1 + chance.below(4);
            let [alone, beside] = [1, 3].map(|threads| Regions::new(&piece, &dual, size, threads));
            let (Some(mut regions), Some(mut beside)) = (alone, beside) else { continue };
            tried += 1;
            let plans = plans(&piece);
            let least = plans.iter().map(|plan| plan.0).fold(f64::INFINITY, f64::min);
            let cutoff = least + float(chance.below(20));
            let mut fix = vec![Fix::Free; piece.names.len()];
            for _ in 0..4 {
                let rounds = 1 + chance.below(5);
                let strong = regions.strengthen(cutoff, rounds, &mut || false);
                let same = beside.strengthen(cutoff, rounds, &mut || false);
                assert!(same.bound.to_bits() == strong.bound.to_bits() && same.fix == strong.fix);
                shares(&regions);
                for (fix, more) in fix.iter_mut().zip(&strong.fix).filter(|fix| *fix.0 == Fix::Free)
                {
                    *fix = *more;
                }
                check(&plans, cutoff, strong.bound, &fix);
                if strong.bound >= cutoff {
                    break;
                }
                let mut same = fix.clone();
                regions.probe(cutoff, &mut fix, &mut || false);
                beside.probe(cutoff, &mut same, &mut || false);
                assert_eq!(fix, same);
                check(&plans, cutoff, strong.bound, &fix);
                regions.shrink(&fix);
                beside.shrink(&fix);
                let [kept, same] = [&mut regions, &mut beside].map(|of| of.solve(&mut || false).0);
                assert!(kept >= strong.bound - 1e-6, "{kept} below {}", strong.bound);
                assert!(kept.to_bits() == same.to_bits());
                if chance.below(2) == 0 {
                    joined += usize::from(regions.join());
                    beside.join();
                }
                shares(&regions);
            }
            decided += fix.iter().filter(|fix| **fix != Fix::Free).count();
        }
        assert!(tried > 100 && decided > 100, "{tried} tried, {decided} decided");
        assert!(joined > 100, "{joined} joined");
    }

    /// Whenever somebody says stop, what is said then still holds.
    #[test]
    fn a_stop_in_the_middle_proves_nothing_too_much() {
        let mut chance = Chance::new(31);
        let mut stopped = 0;
        for _ in 0..400 {
            let (piece, dual) = climbed(&mut chance, 3, 1);
            let Some(mut regions) = Regions::new(&piece, &dual, 1, 1) else { continue };
            let plans = plans(&piece);
            let least = plans.iter().map(|plan| plan.0).fold(f64::INFINITY, f64::min);
            let cutoff = least + 10.0;
            let mut left = 1 + chance.below(12);
            for _ in 0..3 {
                // Regions are solved one thread's turn at a time; a stop may come before each.
                let strong = regions.strengthen(cutoff, 4, &mut || {
                    left = left.saturating_sub(1);
                    left == 0
                });
                check(&plans, cutoff, strong.bound, &strong.fix);
                let mut fix = strong.fix;
                regions.probe(cutoff, &mut fix, &mut || false);
                check(&plans, cutoff, strong.bound, &fix);
                stopped += usize::from(left == 0);
                left = 1 + chance.below(3);
            }
        }
        assert!(stopped > 100, "{stopped} stopped");
    }

    /// What two regions promise together does not shrink when they become one.
    #[test]
    fn joined_regions_promise_no_less() {
        let mut chance = Chance::new(5);
        let mut more = 0;
        for _ in 0..300 {
            let (piece, dual) = climbed(&mut chance, 3, 1);
            let Some(mut regions) = Regions::new(&piece, &dual, 2, 1) else { continue };
            let apart = regions.strengthen(f64::INFINITY, 1, &mut || false).bound;
            if regions.join() {
                let (together, _) = regions.solve(&mut || false);
                assert!(together >= apart - 1e-6, "{together} below {apart}");
                more += usize::from(together > apart + 1e-6);
            }
        }
        assert!(more > 20, "{more} times more");
    }
}
