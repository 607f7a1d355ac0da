//! One region of `regions.rs`: its rows, its sites at their prices, and how it is solved whole.

use super::dual::Dual;
use super::packing::{Row, bits};
use super::pocket::{MOST, Pocket};
use crate::num::{at, float, id};
use crate::problem::Problem;

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
    /// No plan with a site that is not in the pocket costs less.
    beyond: f64,
    /// Rows by the places of their sites, and sites by their rows.
    rows: Vec<(Vec<u32>, f64)>,
    columns: Vec<Vec<u32>>,
    /// What each site asks here, and what rows pay it here.
    prices: Vec<f64>,
    earned: Vec<f64>,
    paid: f64,
    /// What each row pays, and how far each site is open in the relaxation at these prices.
    u: Vec<f64>,
    x: Vec<f64>,
    /// How far a violation moves what a row pays, and earnings move a site.
    rise: Vec<f64>,
    step: Vec<f64>,
    /// The plans of the last rounds, of which later ones count more.
    pub lean: Vec<f64>,
}

/// What a site asked, and its lean, so that a step can be taken back.
pub(crate) struct Kept {
    prices: Vec<f64>,
    u: Vec<f64>,
}

/// Steps of the relaxation of a region in one round.
const STEPS: usize = 60;
/// How much of its lean a site keeps.
const MEMORY: f64 = 0.6;

impl Region {
    pub(crate) fn of(problem: &Problem, dual: &Dual, names: &[u32]) -> Self {
        let mut sites: Vec<u32> =
            names.iter().flat_map(|row| problem.row(at(*row)).iter().copied()).collect();
        sites.sort_unstable();
        sites.dedup();
        let (mut earned, mut columns) =
            (vec![0.0; sites.len()], vec![Vec::<u32>::new(); sites.len()]);
        let mut rows = Vec::with_capacity(names.len());
        for (row, name) in names.iter().enumerate() {
            let places =
                problem.row(at(*name)).iter().filter_map(|site| sites.binary_search(site).ok());
            let places: Vec<u32> = places.map(id).collect();
            for place in &places {
                earned[at(*place)] += dual.u[at(*name)];
                columns[at(*place)].push(id(row));
            }
            rows.push((places, problem.penalties[at(*name)]));
        }
        Self {
            u: names.iter().map(|row| dual.u[at(*row)]).collect(),
            x: sites.iter().map(|site| dual.x()[at(*site)]).collect(),
            rise: rows
                .iter()
                .map(|(places, weight): &(Vec<u32>, f64)| {
                    dual.pull() * weight / float(places.len())
                })
                .collect(),
            step: columns
                .iter()
                .map(|own| {
                    1.0 / (dual.pull() * own.iter().map(|row| rows[at(*row)].1).sum::<f64>())
                })
                .collect(),
            lean: sites.iter().map(|site| dual.x()[at(*site)]).collect(),
            bound: f64::NEG_INFINITY,
            plan: sites.iter().map(|site| dual.x()[at(*site)] >= 0.5).collect(),
            forced: Vec::new(),
            names: Vec::new(),
            beyond: f64::INFINITY,
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
        self.bound = self.paid - self.over();
    }

    /// Sets prices from a site, its lean, and its price so far.
    pub(crate) fn move_prices(&mut self, mut price: impl FnMut(usize, f64, f64) -> f64) {
        for ((site, own), lean) in self.sites.iter().zip(&mut self.prices).zip(&self.lean) {
            *own = price(at(*site), *lean, *own);
        }
    }

    pub(crate) fn kept(&self) -> Kept {
        Kept { prices: self.prices.clone(), u: self.u.clone() }
    }

    pub(crate) fn restore(&mut self, kept: &Kept) {
        self.prices.clone_from(&kept.prices);
        self.u.clone_from(&kept.u);
    }

    /// Moves the relaxation to the prices: primal-dual steps as in `dual.rs`, without a budget.
    fn relax(&mut self) {
        let (mut best, mut kept) = (f64::NEG_INFINITY, self.u.clone());
        let mut bar = self.x.clone();
        for step in 0..=STEPS {
            self.earned.fill(0.0);
            for ((places, _), paid) in self.rows.iter().zip(&self.u) {
                for place in places {
                    self.earned[at(*place)] += paid;
                }
            }
            if step % 10 == 0 {
                let bound = self.u.iter().sum::<f64>() - self.over();
                if bound > best {
                    best = bound;
                    kept.clone_from(&self.u);
                }
            }
            for (place, x) in self.x.iter_mut().enumerate() {
                let old = *x;
                let reduced = self.earned[place] - self.prices[place];
                *x = (old + self.step[place] * reduced).clamp(0.0, 1.0);
                bar[place] = 2.0 * *x - old;
            }
            for (((places, weight), rise), u) in self.rows.iter().zip(&self.rise).zip(&mut self.u) {
                let open: f64 = places.iter().map(|place| bar[at(*place)]).sum();
                *u = (*u + rise * (1.0 - open)).clamp(0.0, *weight);
            }
        }
        self.u = kept;
        self.earned.fill(0.0);
        for ((places, _), paid) in self.rows.iter().zip(&self.u) {
            for place in places {
                self.earned[at(*place)] += paid;
            }
        }
        self.paid = self.u.iter().sum();
    }

    /// How much rows pay sites above their prices.
    fn over(&self) -> f64 {
        self.earned.iter().zip(&self.prices).map(|(earned, price)| (earned - price).max(0.0)).sum()
    }

    /// A good plan at the prices, and what it costs.
    fn guess(&mut self) -> f64 {
        let mut best = (self.flip(), self.plan.clone());
        for limit in [0.3, 0.5, 0.7] {
            self.plan = self.x.iter().map(|x| *x >= limit).collect();
            let cost = self.flip();
            if cost < best.0 {
                best = (cost, self.plan.clone());
            }
        }
        self.plan = best.1;
        best.0
    }

    /// The cheapest plan at the prices, or a bound on it, within so many relaxations.
    pub(crate) fn solve(&mut self, mut effort: usize) {
        self.relax();
        let base = self.paid - self.over();
        let cost = self.guess();
        let limit = cost + 1e-9 * cost.abs().max(1.0);
        let (mut pocket, _) = self.choose(base, limit);
        pocket.settle();
        let solved = pocket.solve(limit.min(self.beyond), &mut effort);
        self.bound = base.max(solved.bound.min(self.beyond));
        if solved.cost.is_finite() {
            self.plan.fill(false);
            for index in bits(solved.plan) {
                self.plan[self.names[index]] = true;
            }
        }
        for (lean, open) in self.lean.iter_mut().zip(&self.plan) {
            *lean = MEMORY * *lean + (1.0 - MEMORY) * f64::from(u8::from(*open));
        }
        let left = self.prices.iter().zip(&self.earned).map(|(price, earned)| price - earned);
        let least = |left: f64| [base - left.min(0.0), base + left];
        let more = |least: f64| (least - self.bound).max(0.0);
        self.forced = left.map(|left| least(left).map(more)).collect();
    }

    /// Takes the sites into the pocket that plans below the limit may open. Whoever opens another
    /// one, for which there was no room, pays at least `beyond`.
    fn choose(&mut self, base: f64, limit: f64) -> (Pocket, f64) {
        let least: Vec<f64> = (self.prices.iter().zip(&self.earned))
            .map(|(price, earned)| base + price - earned)
            .collect();
        self.names = (0..least.len()).filter(|place| least[*place] <= limit).collect();
        self.names.sort_by(|a, b| least[*a].total_cmp(&least[*b]).then(a.cmp(b)));
        self.beyond = self.names.get(MOST).map_or(limit, |next| least[*next].min(limit));
        self.names.truncate(MOST);
        (self.pocket_of(), self.beyond)
    }

    fn pocket_of(&self) -> Pocket {
        let mut bit = vec![0_u128; self.sites.len()];
        for (index, place) in self.names.iter().enumerate() {
            bit[*place] = 1 << index;
        }
        let mask = |places: &[u32]| places.iter().fold(0, |mask, place| mask | bit[at(*place)]);
        let whole = Pocket {
            prices: self.names.iter().map(|place| self.prices[*place]).collect(),
            rows: (self.rows.iter().zip(&self.u))
                .map(|((places, weight), paid)| Row {
                    mask: mask(places),
                    weight: *weight,
                    paid: *paid,
                })
                .collect(),
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

    /// Looks at each site in its other state, as far as that decides something: when it costs
    /// `spare` more.
    pub(crate) fn probe(&mut self, spare: f64, effort: usize, decided: &[bool]) {
        let base = self.paid - self.over();
        let (mut pocket, limit) = self.choose(base, self.bound + spare);
        let (relaxed, left) = pocket.settle();
        let tell = |forced: &mut [f64; 2], open: bool, least: f64| {
            let more = &mut forced[usize::from(open)];
            *more = more.max(least.min(limit) - self.bound);
        };
        let mut far = 0_u128;
        for (index, (place, left)) in self.names.iter().zip(&left).enumerate() {
            tell(&mut self.forced[*place], false, relaxed - left.min(0.0));
            tell(&mut self.forced[*place], true, relaxed + left);
            if relaxed + left >= limit {
                far |= 1 << index;
            }
        }
        let near = pocket.without(far);
        for (index, place) in self.names.iter().enumerate() {
            if decided[at(self.sites[*place])] || far >> index & 1 == 1 {
                continue;
            }
            let open = self.plan[*place];
            let other = if open { near.without(1 << index) } else { near.with(index) };
            let solved = other.solve(limit, &mut effort.clone());
            tell(&mut self.forced[*place], !open, solved.bound);
        }
    }
}
