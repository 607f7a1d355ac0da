//! One region of `regions.rs`: its rows, its sites at their prices, and how it is solved whole.

use super::dual::Dual;
use super::packing::{MOST, bits};
use super::piece::Fix;
use super::pocket::Pocket;
use crate::num::{at, float, id};
use crate::problem::Problem;

/// Rows with the sites that serve them.
pub(crate) struct Region {
    pub sites: Vec<u32>,
    /// No plan costs less at the prices at which it was solved last.
    pub bound: f64,
    /// The cheapest plan that was found, by place in `sites`.
    pub plan: Vec<bool>,
    /// For each site how much more the region costs at least with it shut, and with it open.
    pub forced: Vec<[f64; 2]>,
    /// The sites of the pocket, by place in `sites`.
    pub names: Vec<usize>,
    /// The sites that matter, with the base that was reached for them.
    pocket: Option<Pocket>,
    /// Rows by the places of their sites, and sites by their rows.
    rows: Vec<(Vec<u32>, f64)>,
    columns: Vec<Vec<u32>>,
    /// What is lost in any case.
    constant: f64,
    /// What each site asks here, and what rows pay it here.
    pub prices: Vec<f64>,
    earned: Vec<f64>,
    paid: f64,
    /// What each row pays, and how far each site is open in the relaxation at these prices.
    u: Vec<f64>,
    x: Vec<f64>,
    /// The balance of the two: how far a violation moves what a row pays, and earnings move a site.
    pull: f64,
    rise: Vec<f64>,
    step: Vec<f64>,
}

/// Relaxations spent on a better plan when too many sites are in question.
const HASTE: usize = 8;
/// Steps of the relaxation of a region in one round.
const STEPS: usize = 60;

impl Region {
    pub(crate) fn of(problem: &Problem, dual: &Dual, names: &[u32]) -> Self {
        let mut sites: Vec<u32> =
            names.iter().flat_map(|row| problem.row(at(*row)).iter().copied()).collect();
        sites.sort_unstable();
        sites.dedup();
        let row = |name: &u32| {
            let entries = problem.row(at(*name)).iter();
            let places = entries.filter_map(|site| sites.binary_search(site).ok()).map(id);
            (places.collect(), problem.penalties[at(*name)])
        };
        let mut region = Self {
            rows: names.iter().map(row).collect(),
            u: names.iter().map(|row| dual.u[at(*row)]).collect(),
            x: sites.iter().map(|site| dual.x()[at(*site)]).collect(),
            plan: sites.iter().map(|site| dual.x()[at(*site)] >= 0.5).collect(),
            bound: f64::NEG_INFINITY,
            constant: 0.0,
            forced: Vec::new(),
            names: Vec::new(),
            pocket: None,
            prices: vec![0.0; sites.len()],
            pull: dual.pull(),
            paid: 0.0,
            earned: Vec::new(),
            columns: Vec::new(),
            rise: Vec::new(),
            step: Vec::new(),
            sites,
        };
        region.link();
        region
    }

    /// What follows from the rows.
    fn link(&mut self) {
        let (mut columns, mut stakes) =
            (vec![Vec::<u32>::new(); self.sites.len()], vec![0.0; self.sites.len()]);
        for (row, (places, weight)) in self.rows.iter().enumerate() {
            for place in places {
                columns[at(*place)].push(id(row));
                stakes[at(*place)] += weight;
            }
        }
        self.columns = columns;
        let rise = |(places, weight): &(Vec<u32>, f64)| self.pull * weight / float(places.len());
        self.rise = self.rows.iter().map(rise).collect();
        self.step = stakes.iter().map(|stake| 1.0 / (self.pull * stake)).collect();
        self.earn();
    }

    /// What rows pay the sites.
    fn earn(&mut self) {
        self.earned.clear();
        self.earned.resize(self.sites.len(), 0.0);
        for ((places, _), paid) in self.rows.iter().zip(&self.u) {
            for place in places {
                self.earned[at(*place)] += paid;
            }
        }
        self.paid = self.constant + self.u.iter().sum::<f64>();
    }

    /// Both regions as one: a site asks what it asked in both together.
    pub(crate) fn join(&mut self, other: &Self) {
        let mut sites: Vec<u32> = self.sites.iter().chain(&other.sites).copied().collect();
        sites.sort_unstable();
        sites.dedup();
        let (mut x, mut prices, mut plan) =
            (vec![0.0_f64; sites.len()], vec![0.0; sites.len()], vec![false; sites.len()]);
        let (mut rows, mut u) = (Vec::new(), Vec::new());
        for part in [&*self, other] {
            let place: Vec<usize> =
                part.sites.iter().filter_map(|site| sites.binary_search(site).ok()).collect();
            for (old, new) in place.iter().enumerate() {
                x[*new] = x[*new].max(part.x[old]);
                prices[*new] += part.prices[old];
                plan[*new] |= part.plan[old];
            }
            let renamed =
                |places: &Vec<u32>| places.iter().map(|old| id(place[at(*old)])).collect();
            rows.extend(part.rows.iter().map(|(places, weight)| (renamed(places), *weight)));
            u.extend(&part.u);
        }
        self.constant += other.constant;
        (self.sites, self.x, self.prices, self.plan) = (sites, x, prices, plan);
        (self.rows, self.u) = (rows, u);
        self.begin();
    }

    /// The region without the sites that are decided, and without rows that are.
    pub(crate) fn shrink(&mut self, fix: &[Fix]) {
        let of = |place: &u32| fix[at(self.sites[at(*place)])];
        let mut used = vec![false; self.sites.len()];
        let (mut rows, mut u) = (Vec::new(), Vec::new());
        for ((mut places, weight), paid) in std::mem::take(&mut self.rows).into_iter().zip(&self.u)
        {
            if places.iter().any(|place| of(place) == Fix::In) {
                continue;
            }
            places.retain(|place| of(place) == Fix::Free);
            if places.is_empty() {
                self.constant += weight;
                continue;
            }
            for place in &places {
                used[at(*place)] = true;
            }
            rows.push((places, weight));
            u.push(*paid);
        }
        let kept: Vec<usize> = (0..used.len()).filter(|place| used[*place]).collect();
        let mut place = vec![0; used.len()];
        for (new, old) in kept.iter().enumerate() {
            place[*old] = id(new);
        }
        for old in rows.iter_mut().flat_map(|(places, _)| places) {
            *old = place[at(*old)];
        }
        (self.rows, self.u) = (rows, u);
        let floats = |all: &[f64]| kept.iter().map(|place| all[*place]).collect::<Vec<f64>>();
        self.x = floats(&self.x);
        self.prices = floats(&self.prices);
        self.plan = kept.iter().map(|place| self.plan[*place]).collect();
        self.sites = kept.iter().map(|place| self.sites[*place]).collect();
        self.begin();
    }

    /// What changed rows and sites ask for.
    fn begin(&mut self) {
        self.names.clear();
        self.forced.clear();
        self.pocket = None;
        self.link();
        self.bound = self.paid - self.over();
    }

    /// Sets prices from a site and what rows pay it here.
    pub(crate) fn ask(&mut self, price: impl Fn(usize, f64) -> f64) {
        for ((site, own), earned) in self.sites.iter().zip(&mut self.prices).zip(&self.earned) {
            *own = price(at(*site), *earned);
        }
        self.bound = self.paid - self.over();
    }

    /// A plan by the sites that it opens, as far as they are here.
    pub(crate) fn plan_of(&self, sites: &[u32]) -> Vec<bool> {
        let mut plan = vec![false; self.sites.len()];
        for place in sites.iter().filter_map(|site| self.sites.binary_search(site).ok()) {
            plan[place] = true;
        }
        plan
    }

    /// What rows lose with a plan.
    pub(crate) fn lost(&self, plan: &[bool]) -> f64 {
        let shut = |places: &[u32]| places.iter().all(|place| !plan[at(*place)]);
        let lost = self.rows.iter().filter(|(places, _)| shut(places));
        self.constant + lost.map(|(_, weight)| weight).sum::<f64>()
    }

    /// Moves the relaxation to the prices: primal-dual steps as in `dual.rs`, without a budget.
    fn relax(&mut self) {
        let (mut best, mut kept) = (f64::NEG_INFINITY, self.u.clone());
        let mut bar = self.x.clone();
        for step in 0..=STEPS {
            self.earn();
            if step % 10 == 0 {
                let bound = self.paid - self.over();
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
        self.earn();
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
    pub(crate) fn solve(&mut self, effort: usize) {
        self.relax();
        let base = self.paid - self.over();
        let cost = self.guess();
        let limit = cost + 1e-9 * cost.abs().max(1.0);
        let (mut pocket, mut beyond) = self.choose(base, limit);
        let (mut relaxed, mut left) = pocket.settle();
        if beyond < limit {
            // A better plan may leave fewer sites in question.
            let found = pocket.solve(limit, HASTE);
            if found.cost < limit {
                self.take(found.plan);
                let cost = self.flip();
                self.pocket = Some(pocket);
                (pocket, beyond) = self.choose(base, cost + 1e-9 * cost.abs().max(1.0));
                (relaxed, left) = pocket.settle();
            }
        }
        let solved = pocket.solve(beyond, effort);
        self.bound = base.max(solved.bound.min(beyond));
        if solved.cost.is_finite() {
            self.take(solved.plan);
        }
        let forced: Vec<(usize, [f64; 2])> = (self.names.iter().zip(&left))
            .map(|(place, left)| {
                (*place, [relaxed - left.min(0.0), relaxed + left].map(|least| least.min(beyond)))
            })
            .collect();
        self.pocket = Some(pocket);
        let left = self.prices.iter().zip(&self.earned).map(|(price, earned)| price - earned);
        let least = |left: f64| [base - left.min(0.0), base + left];
        let more = |least: f64| (least - self.bound).max(0.0);
        self.forced = left.map(|left| least(left).map(more)).collect();
        for (place, [shut, open]) in forced {
            let more = &mut self.forced[place];
            *more = [more[0].max(shut - self.bound), more[1].max(open - self.bound)];
        }
    }

    /// Takes a plan of the pocket over.
    fn take(&mut self, plan: u128) {
        self.plan.fill(false);
        for index in bits(plan) {
            self.plan[self.names[index]] = true;
        }
    }

    /// Takes the sites into the pocket that plans below the limit may open. Whoever opens another
    /// one, for which there was no room, pays at least what is said. The pocket of the last round
    /// serves again when it holds them all.
    fn choose(&mut self, base: f64, limit: f64) -> (Pocket, f64) {
        let least: Vec<f64> = (self.prices.iter().zip(&self.earned))
            .map(|(price, earned)| base + price - earned)
            .collect();
        let mut known = vec![false; least.len()];
        for name in &self.names {
            known[*name] = true;
        }
        let mut wanted: Vec<usize> =
            (0..least.len()).filter(|place| least[*place] <= limit).collect();
        let old = self.pocket.take().filter(|_| wanted.iter().all(|place| known[*place]));
        let pocket = if let Some(mut pocket) = old {
            pocket.reprice(self.names.iter().map(|place| self.prices[*place]).collect());
            pocket
        } else {
            wanted.sort_by(|a, b| least[*a].total_cmp(&least[*b]).then(a.cmp(b)));
            wanted.truncate(MOST);
            self.names = wanted;
            self.pocket_of()
        };
        known.fill(false);
        for name in &self.names {
            known[*name] = true;
        }
        let others = least.iter().zip(&known).filter(|(_, known)| !**known);
        (pocket, others.map(|(least, _)| *least).fold(limit, f64::min))
    }

    fn pocket_of(&self) -> Pocket {
        let mut bit = vec![0_u128; self.sites.len()];
        for (index, place) in self.names.iter().enumerate() {
            bit[*place] = 1 << index;
        }
        let mask = |places: &[u32]| places.iter().fold(0, |mask, place| mask | bit[at(*place)]);
        let prices = self.names.iter().map(|place| self.prices[*place]).collect();
        let rows = self.rows.iter().map(|(places, weight)| (mask(places), *weight));
        Pocket::new(prices, rows.chain([(0, self.constant)]).collect())
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
        let asked = asked.map(|(price, _)| price).sum::<f64>();
        self.constant + lost.map(|(row, _)| row.1).sum::<f64>() + asked
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
        for (index, place) in self.names.iter().enumerate() {
            if decided[at(self.sites[*place])] || far >> index & 1 == 1 {
                continue;
            }
            let open = self.plan[*place];
            let halfway = self.bound + 0.5 * (limit - self.bound);
            let mut solved = pocket.solve_with((index, !open), far, limit, 0);
            if solved.bound >= halfway && solved.bound < limit {
                solved = pocket.solve_with((index, !open), far, limit, effort);
            }
            tell(&mut self.forced[*place], !open, solved.bound);
        }
        self.pocket = Some(pocket);
    }
}
