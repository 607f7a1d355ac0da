//! A small problem without a budget, in which every open site has a price: solved whole.
//!
//! Branch and bound over linear programmes that are solved exactly (`packing.rs`). Its bound is
//! worked out from what rows pay, so rounding in the simplex method can't make it wrong.

use super::packing::{Row, bits, pack};

/// How many sites a pocket may have.
pub(crate) const MOST: usize = 128;

/// Rows by the mask of their sites, with what is paid when none is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pocket {
    pub prices: Vec<f64>,
    pub rows: Vec<Row>,
    /// What is paid in any case.
    pub constant: f64,
    /// Sites that are decided to be open.
    pub open: u128,
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

struct Relaxed {
    bound: f64,
    y: Vec<f64>,
    /// What each site has left of its price: opening it costs at least this much more.
    left: Vec<f64>,
    /// What each row pays.
    paid: Vec<f64>,
}

impl Pocket {
    /// What a plan costs.
    pub(crate) fn cost(&self, plan: u128) -> f64 {
        let rows = self.rows.iter().filter(|row| row.mask & plan == 0).map(|row| row.weight);
        let plan = plan & !self.open;
        self.constant + rows.sum::<f64>() + bits(plan).map(|site| self.prices[site]).sum::<f64>()
    }

    /// The same with a site decided to be open.
    pub(crate) fn with(&self, site: usize) -> Self {
        let bit = 1_u128 << site;
        Self {
            rows: self.rows.iter().filter(|row| row.mask & bit == 0).copied().collect(),
            constant: self.constant + self.prices[site],
            open: self.open | bit,
            prices: self.prices.clone(),
        }
    }

    /// The same with sites decided to be shut; rows that have become equal are one.
    pub(crate) fn without(&self, shut: u128) -> Self {
        let mut less = Self { rows: Vec::with_capacity(self.rows.len()), ..self.clone() };
        for row in &self.rows {
            match row.mask & !shut {
                0 => less.constant += row.weight,
                mask => less.rows.push(Row { mask, ..*row }),
            }
        }
        less.rows.sort_by_key(|row| row.mask);
        less.rows.dedup_by(|next, kept| {
            let same = next.mask == kept.mask;
            if same {
                kept.weight += next.weight;
                kept.paid += next.paid;
            }
            same
        });
        less
    }

    /// The relaxation; it is enough to know that it is `enough`.
    fn relaxed(&self, enough: f64) -> Relaxed {
        let seen = self.rows.iter().fold(0, |seen, row| seen | row.mask);
        let sites: Vec<usize> = bits(seen).collect();
        let mut place = [0_u32; MOST];
        for (index, site) in (0_u32..).zip(&sites) {
            place[*site] = index;
        }
        let close = |mask: u128| bits(mask).fold(0, |all, site| all | 1_u128 << place[site]);
        let rows: Vec<Row> =
            self.rows.iter().map(|row| Row { mask: close(row.mask), ..*row }).collect();
        let prices: Vec<f64> = sites.iter().map(|site| self.prices[*site]).collect();
        let packed = pack(&prices, &rows, enough - self.constant);
        let mut left = self.prices.clone();
        for (row, paid) in self.rows.iter().zip(&packed.u) {
            for site in bits(row.mask) {
                left[site] -= paid;
            }
        }
        let over: f64 = sites.iter().map(|site| (-left[*site]).max(0.0)).sum();
        let mut y = vec![0.0; self.prices.len()];
        for (site, share) in sites.iter().zip(&packed.y) {
            y[*site] = *share;
        }
        Relaxed {
            bound: self.constant + packed.u.iter().sum::<f64>() - over,
            y,
            left,
            paid: packed.u,
        }
    }

    /// The bound of the relaxation, and what each site then has left of its price; later ones begin
    /// where this one ended.
    pub(crate) fn settle(&mut self) -> (f64, Vec<f64>) {
        let relaxed = self.relaxed(f64::INFINITY);
        for (row, paid) in self.rows.iter_mut().zip(&relaxed.paid) {
            row.paid = *paid;
        }
        (relaxed.bound, relaxed.left)
    }

    /// The cheapest plan, as far as it costs less than `cutoff`. Looks at no more than `effort`
    /// relaxations; then the bound is what is proved so far.
    pub(crate) fn solve(&self, cutoff: f64, effort: &mut usize) -> Solved {
        let mut best = Solved { bound: cutoff, plan: 0, cost: f64::INFINITY };
        let bound = self.search(&mut best, effort);
        Solved { bound: bound.min(best.cost), ..best }
    }

    /// A bound on what this pocket costs, or the cutoff when that is less; better plans go to `best`,
    /// whose bound is the cutoff.
    fn search(&self, best: &mut Solved, effort: &mut usize) -> f64 {
        let relaxed = self.relaxed(best.bound);
        let tiny = 1e-9 * relaxed.bound.abs().max(1.0);
        if relaxed.bound >= best.bound - tiny {
            return relaxed.bound.min(best.bound);
        }
        let near = |limit: f64| {
            let open = relaxed.y.iter().enumerate().filter(move |(_, y)| **y >= limit);
            open.fold(self.open, |plan, (site, _)| plan | 1_u128 << site)
        };
        for plan in [near(0.5), near(0.3), near(0.7)] {
            let cost = self.cost(plan);
            if cost < best.bound {
                *best = Solved { bound: cost, plan, cost };
            }
        }
        let spare = best.bound - relaxed.bound;
        if spare <= tiny || *effort == 0 {
            return relaxed.bound.min(best.bound);
        }
        *effort -= 1;
        let far = relaxed.left.iter().enumerate().filter(|(_, left)| **left > spare + tiny);
        let mut begun = self.clone();
        for (row, paid) in begun.rows.iter_mut().zip(&relaxed.paid) {
            row.paid = *paid;
        }
        let less = begun.without(far.fold(0, |all, (site, _)| all | 1_u128 << site));
        let unclear = |y: &f64| y.min(1.0 - y);
        let site =
            relaxed.y.iter().enumerate().max_by(|a, b| unclear(a.1).total_cmp(&unclear(b.1)));
        let Some((site, share)) = site.filter(|(_, share)| unclear(share) > 1e-7) else {
            return relaxed.bound.min(best.bound);
        };
        let mut least = f64::INFINITY;
        for open in if *share >= 0.5 { [true, false] } else { [false, true] } {
            let child = if open { less.with(site) } else { less.without(1_u128 << site) };
            least = least.min(child.search(best, effort));
        }
        least.max(relaxed.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::{Chance, float};

    /// Pockets drawn at random against every plan.
    #[test]
    fn the_cheapest_plan_and_a_bound_below_it() {
        let mut chance = Chance::new(9);
        for _ in 0..400 {
            let sites = 2 + chance.below(9);
            let prices = (0..sites).map(|_| float(chance.below(40))).collect();
            let mut pocket = Pocket { prices, ..Pocket::default() };
            for _ in 0..=chance.below(30) {
                let mask = (0..sites).filter(|_| chance.below(4) == 0).fold(0, |m, s| m | 1 << s);
                if mask != 0 {
                    pocket.rows.push(Row {
                        mask,
                        weight: float(1 + chance.below(30)),
                        paid: float(chance.below(20)),
                    });
                }
            }
            let least = (0..1_u128 << sites).map(|plan| pocket.cost(plan));
            let least = least.fold(f64::INFINITY, f64::min);
            let solved = pocket.solve(f64::INFINITY, &mut 10_000);
            assert!((solved.cost - least).abs() < 1e-6 && (solved.bound - least).abs() < 1e-6);
            assert!((pocket.cost(solved.plan) - solved.cost).abs() < 1e-9);
            let hasty = pocket.solve(f64::INFINITY, &mut 1);
            assert!(hasty.bound <= least + 1e-6 && hasty.cost >= least - 1e-6);
            let cut = pocket.solve(least - 1.0, &mut 10_000);
            assert!(cut.bound >= least - 1.0 - 1e-6 && cut.bound <= least + 1e-6);
        }
    }
}
