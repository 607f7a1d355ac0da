//! A small problem without a budget, in which every open site has a price: solved whole.
//!
//! Branch and bound over linear programmes that are solved exactly (`packing.rs`), each from the base
//! of the one before. Its bound is worked out from what rows pay, so rounding in the simplex method
//! can't make it wrong.

use super::packing::{Base, bits, usual};
use crate::num::{at, id};

/// At other prices, a base that was changed more often than this is begun anew: rounding adds up.
const PIVOTS: usize = 2_000;

/// Rows by the mask of their sites, with what is paid when none is open.
#[derive(Clone, Debug)]
pub(crate) struct Pocket {
    prices: Vec<f64>,
    /// Rows by the mask of their sites.
    rows: Vec<(u128, f64)>,
    /// What is paid in any case.
    constant: f64,
    root: Node,
}

/// What has been decided, and the base that goes with it.
#[derive(Clone, Debug)]
struct Node {
    base: Base,
    open: u128,
    shut: u128,
}

/// What a search came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Solved {
    /// No plan costs less.
    pub bound: f64,
    /// The best plan found, and its cost; infinite when nothing cheaper than the cutoff was found.
    pub plan: u128,
    pub cost: f64,
}

/// A case that waits.
struct Case {
    node: Node,
    /// Of this case; that of its relaxation goes with what sites have left there.
    bound: f64,
    relaxed: Relaxed,
}

struct Relaxed {
    bound: f64,
    y: Vec<f64>,
    /// What each site has left of its price: opening it costs at least this much more.
    left: Vec<f64>,
}

impl Node {
    fn shut(&mut self, sites: u128) {
        for site in bits(sites & !self.open & !self.shut) {
            self.decide(site, false);
        }
    }

    fn decide(&mut self, site: usize, open: bool) {
        let Ok(local) = self.base.sites.binary_search(&id(site)) else { return };
        if open {
            self.base.open(local);
            self.open |= 1 << site;
        } else {
            self.base.shut(local);
            self.shut |= 1 << site;
        }
    }

    /// The relaxation with what has been decided, from where the base stands.
    fn relaxed(&mut self, prices: &[f64], constant: f64) -> Relaxed {
        let Self { base, open, shut } = self;
        base.solve(usual(prices));
        let paid = base.paid();
        let mut room: Vec<f64> = base.sites.iter().map(|site| prices[at(*site)]).collect();
        let mut sum = constant + base.constant;
        for (row, paid) in paid.iter().enumerate() {
            for site in base.row(row) {
                room[usize::from(*site)] -= paid;
            }
            sum += paid;
        }
        let mut relaxed =
            Relaxed { bound: 0.0, y: vec![0.0; prices.len()], left: vec![0.0; prices.len()] };
        for (local, (site, room)) in base.sites.iter().zip(room).enumerate() {
            if (*open | *shut) >> site & 1 == 0 {
                relaxed.y[at(*site)] = base.share(local);
                relaxed.left[at(*site)] = room;
                sum -= (-room).max(0.0);
            }
        }
        let asked: f64 = bits(*open).map(|site| prices[site]).sum();
        relaxed.bound = sum + asked;
        relaxed
    }
}

impl Case {
    /// The two cases of the site that is least clear; none when all are.
    fn split(self, cutoff: f64) -> Option<[Node; 2]> {
        let Self { mut node, relaxed, .. } = self;
        let unclear = |y: &f64| y.min(1.0 - y);
        let shares = relaxed.y.iter().enumerate();
        let (site, share) = shares.max_by(|a, b| unclear(a.1).total_cmp(&unclear(b.1)))?;
        if unclear(share) <= 1e-7 {
            return None;
        }
        let spare = cutoff - relaxed.bound;
        let far = relaxed.left.iter().enumerate().filter(|(_, left)| **left > spare + tiny(cutoff));
        node.shut(far.fold(0, |all, (site, _)| all | 1_u128 << site) & !(1 << site));
        node.base = node.base.compact(node.open | node.shut);
        let mut other = node.clone();
        node.decide(site, true);
        other.decide(site, false);
        Some([node, other])
    }
}

impl Pocket {
    /// Sites at their prices, and rows with what they weigh. Rows of the same sites are one.
    pub(crate) fn new(prices: Vec<f64>, mut rows: Vec<(u128, f64)>) -> Self {
        rows.sort_by_key(|row| row.0);
        rows.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        let constant = rows.first().filter(|row| row.0 == 0).map_or(0.0, |row| row.1);
        rows.retain(|row| row.0 != 0);
        let root = Node { base: Base::new(&prices, &rows), open: 0, shut: 0 };
        Self { prices, rows, constant, root }
    }

    /// The same at other prices, from the base that was reached.
    pub(crate) fn reprice(&mut self, prices: Vec<f64>) {
        if self.root.base.pivots > PIVOTS {
            self.root.base = Base::new(&prices, &self.rows);
        } else {
            let more = prices.iter().zip(&self.prices).map(|(new, old)| new - old);
            self.root.base.reprice(more);
        }
        self.prices = prices;
    }

    /// What a plan costs.
    pub(crate) fn cost(&self, plan: u128) -> f64 {
        let rows = self.rows.iter().filter(|(mask, _)| mask & plan == 0).map(|row| row.1);
        let asked = bits(plan).map(|site| self.prices[site]);
        self.constant + rows.sum::<f64>() + asked.sum::<f64>()
    }

    /// The bound of the relaxation, and what each site then has left of its price; later ones begin
    /// where this one ended.
    pub(crate) fn settle(&mut self) -> (f64, Vec<f64>) {
        let Relaxed { bound, left, .. } = self.root.relaxed(&self.prices, self.constant);
        (bound, left)
    }

    /// The cheapest plan, as far as it costs less than `cutoff`. Looks at no more than `effort`
    /// relaxations; then the bound is what is proved so far.
    pub(crate) fn solve(&self, cutoff: f64, effort: usize) -> Solved {
        self.begin(self.root.clone(), cutoff, effort)
    }

    /// The same with a site open or shut, and others shut.
    pub(crate) fn solve_with(
        &self,
        (site, open): (usize, bool),
        shut: u128,
        cutoff: f64,
        effort: usize,
    ) -> Solved {
        let mut node = self.root.clone();
        node.shut(shut & !(1 << site));
        node.decide(site, open);
        self.begin(node, cutoff, effort)
    }

    /// Splits the case with the least bound, so many times or until that is the best plan's cost.
    fn begin(&self, node: Node, cutoff: f64, effort: usize) -> Solved {
        let mut best = Solved { bound: cutoff, plan: 0, cost: f64::INFINITY };
        let mut waiting: Vec<Case> = vec![self.look(node, f64::NEG_INFINITY, &mut best)];
        let mut left = effort;
        let bound = loop {
            let bounds = waiting.iter().map(|case| case.bound).enumerate();
            let Some((least, bound)) = bounds.min_by(|a, b| a.1.total_cmp(&b.1)) else {
                break best.bound;
            };
            if left == 0 || bound >= best.bound - tiny(bound) {
                break bound.min(best.bound);
            }
            left -= 1;
            let case = waiting.swap_remove(least);
            let Some(parts) = case.split(best.bound) else { break bound };
            for part in parts {
                waiting.push(self.look(part, bound, &mut best));
            }
        };
        Solved { bound: bound.min(best.cost), ..best }
    }

    /// Solves the relaxation of a part of a case with this bound, and takes plans near it over that
    /// are better.
    fn look(&self, mut node: Node, bound: f64, best: &mut Solved) -> Case {
        let relaxed = node.relaxed(&self.prices, self.constant);
        let bound = relaxed.bound.max(bound);
        if bound < best.bound - tiny(best.bound) {
            for limit in [0.5, 0.3, 0.7] {
                let open = relaxed.y.iter().enumerate().filter(|(_, y)| **y >= limit);
                let plan = open.fold(node.open, |plan, (site, _)| plan | 1_u128 << site);
                let cost = self.cost(plan);
                if cost < best.bound {
                    *best = Solved { bound: cost, plan, cost };
                }
            }
        }
        Case { node, bound, relaxed }
    }
}

/// What counts as nothing beside a cost.
fn tiny(cost: f64) -> f64 {
    1e-9 * if cost.is_finite() { cost.abs().max(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Chance, float};

    fn drawn(chance: &mut Chance) -> Pocket {
        let sites = 2 + chance.below(9);
        let mut rows = Vec::new();
        for _ in 0..=chance.below(30) {
            let mask = (0..sites).filter(|_| chance.below(4) == 0).fold(0, |m, s| m | 1 << s);
            rows.push((mask, float(1 + chance.below(30)) / 7.0));
        }
        Pocket::new(prices(chance, sites), rows)
    }

    fn prices(chance: &mut Chance, sites: usize) -> Vec<f64> {
        (0..sites).map(|_| float(chance.below(40)) / 7.0).collect()
    }

    /// The least that a plan of this kind costs.
    fn least(pocket: &Pocket, kind: impl Fn(u128) -> bool) -> f64 {
        let plans = (0..1_u128 << pocket.prices.len()).filter(|plan| kind(*plan));
        plans.map(|plan| pocket.cost(plan)).fold(f64::INFINITY, f64::min)
    }

    /// Pockets drawn at random against every plan, again and again at other prices.
    #[test]
    fn the_cheapest_plan_and_a_bound_below_it() {
        let mut chance = Chance::new(9);
        for _ in 0..400 {
            let mut pocket = drawn(&mut chance);
            for _ in 0..4 {
                let least = least(&pocket, |_| true);
                let solved = pocket.solve(f64::INFINITY, 10_000);
                assert!((solved.cost - least).abs() < 1e-6 && (solved.bound - least).abs() < 1e-6);
                assert!((pocket.cost(solved.plan) - solved.cost).abs() < 1e-9);
                let hasty = pocket.solve(f64::INFINITY, 1);
                assert!(hasty.bound <= least + 1e-6 && hasty.cost >= least - 1e-6);
                let cut = pocket.solve(least - 1.0, 10_000);
                assert!(cut.bound >= least - 1.0 - 1e-6 && cut.bound <= least + 1e-6);
                let sites = pocket.prices.len();
                pocket.reprice(prices(&mut chance, sites));
                pocket.settle();
            }
        }
    }

    #[test]
    fn a_site_in_its_other_state_and_others_shut() {
        let mut chance = Chance::new(10);
        for _ in 0..400 {
            let mut pocket = drawn(&mut chance);
            pocket.settle();
            let (site, open) = (chance.below(pocket.prices.len()), chance.below(2) == 0);
            let shut = u128::from(chance.next() & chance.next() & 1_023) & !(1 << site);
            let least = least(&pocket, |plan| plan & shut == 0 && (plan >> site & 1 == 1) == open);
            let solved = pocket.solve_with((site, open), shut, f64::INFINITY, 10_000);
            assert!((solved.bound - least).abs() < 1e-6, "{} for {least}", solved.bound);
            let hasty = pocket.solve_with((site, open), shut, f64::INFINITY, 0);
            assert!(hasty.bound <= least + 1e-6);
        }
    }

    /// A base that was moved from prices to prices says the same as one that begins there.
    #[test]
    fn a_base_that_was_moved_is_as_good_as_a_new_one() {
        let mut chance = Chance::new(11);
        for _ in 0..300 {
            let mut moved = drawn(&mut chance);
            moved.settle();
            for _ in 0..5 {
                let sites = moved.prices.len();
                moved.reprice(prices(&mut chance, sites));
                let mut new = Pocket::new(moved.prices.clone(), moved.rows.clone());
                let constant = moved.constant;
                let [old, new] = [moved.settle().0 - constant, new.settle().0];
                assert!((old - new).abs() < 1e-6 * (1.0 + new), "{old} for {new}");
            }
        }
    }
}
