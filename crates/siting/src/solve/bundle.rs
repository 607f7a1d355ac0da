//! Where the prices of regions go next: a proximal bundle method (Lemaréchal 1975; Kiwiel 1990), with
//! the plans of each region as its cuts.
//!
//! A region's bound, when it is solved whole, is the least of what its plans cost, and each plan's cost
//! is linear in prices. So the plans seen so far make a model of all bounds that is never too low;
//! prices move to where the model is best, less what it costs to go far from the best prices so far.
//! That is a quadratic programme over mixtures of plans, solved by shifting weight from a region's
//! dearest plan to its cheapest, with prices that follow at once.

use std::collections::BTreeMap;

use super::region::Region;
use crate::num::{at, float, id};

/// What a site asks in all regions together is the worth of budget times what it costs.
pub(crate) struct Bundle {
    parts: Vec<Part>,
    /// For each site its regions, and its place in each.
    owners: Vec<Vec<(u32, u32)>>,
    costs: Vec<f64>,
    budget: f64,
    /// The worth of budget at the best prices, and where it is tried next.
    worth: f64,
    tried: f64,
    /// How far prices go for a unit of difference between regions.
    length: f64,
    /// Which part of what is missing prices should be moved for.
    reach: f64,
    /// What opening each site everywhere alike is worth, by site.
    common: Vec<f64>,
}

struct Part {
    sites: Vec<u32>,
    /// The best prices so far, and those tried next.
    center: Vec<f64>,
    aim: Vec<f64>,
    /// The mixture of plans.
    mean: Vec<f64>,
    cuts: Vec<Cut>,
}

struct Cut {
    /// The places of its open sites.
    open: Vec<u32>,
    lost: f64,
    weight: f64,
    idle: usize,
}

/// By which part of what is missing prices would be moved at first, were the bound straight.
const LENGTH: f64 = 0.3;
/// Regions that disagree by less than this go no farther for it.
const LITTLE: f64 = 0.1;
/// How often the length is doubled while plans promise less than the reach, or halved while they
/// promise so many times as much.
const AIMS: usize = 8;
const OVER: f64 = 5.0;
/// The reach at first, at least and at most.
const REACH: [f64; 3] = [0.2, 0.01, 0.5];
/// Prices that brought this part of what was promised may go farther.
const KEPT: f64 = 0.3;
/// Times that weight is shifted in all regions, and in one of them, between two looks at the worth.
const SWEEPS: usize = 60;
const SHIFTS: usize = 4;
/// Shifting ends when it can gain no more than this part of what the model promises.
const CLOSE: f64 = 0.02;
/// No length is more than this for each unit of what is missing.
const FAR: f64 = 1e3;
/// A plan without weight is forgotten after so many aims.
const IDLE: usize = 12;

impl Bundle {
    /// Regions at their prices, what sites cost, and how much may be spent at which worth.
    pub(crate) fn new(regions: &[Region], costs: &[f64], (budget, worth): (f64, f64)) -> Self {
        let mut owners = vec![Vec::new(); costs.len()];
        let mut parts = Vec::new();
        for (index, Region { sites, prices, .. }) in regions.iter().enumerate() {
            for (place, site) in sites.iter().enumerate() {
                owners[at(*site)].push((id(index), id(place)));
            }
            parts.push(Part {
                sites: sites.clone(),
                center: prices.clone(),
                aim: prices.clone(),
                mean: vec![0.0; sites.len()],
                cuts: Vec::new(),
            });
        }
        let mut bundle = Self {
            parts,
            owners,
            costs: costs.to_vec(),
            budget,
            worth,
            tried: worth,
            length: 1.0,
            reach: REACH[0],
            common: vec![0.0; costs.len()],
        };
        for site in 0..costs.len() {
            bundle.follow(site);
        }
        bundle.length = 0.0;
        bundle.accept();
        bundle
    }

    /// Goes as far as another bundle did.
    pub(crate) fn going_as_far_as(mut self, other: &Self) -> Self {
        (self.length, self.reach) = (other.length, other.reach);
        self
    }

    /// A plan of a region, and what its rows lose.
    pub(crate) fn add(&mut self, region: usize, plan: &[bool], lost: f64, weight: f64) {
        let open = plan.iter().enumerate().filter(|(_, open)| **open);
        let open: Vec<u32> = open.map(|(place, _)| id(place)).collect();
        let part = &mut self.parts[region];
        let weight = if part.cuts.is_empty() && weight == 0.0 { 1.0 } else { weight };
        for place in &open {
            part.mean[at(*place)] += weight;
        }
        match part.cuts.iter_mut().find(|cut| cut.open == open) {
            Some(known) => known.weight += weight,
            None => part.cuts.push(Cut { open, lost, weight, idle: 0 }),
        }
    }

    /// The plans of a region, by their open sites, with their weights; those with weight first.
    pub(crate) fn plans(&self, region: usize) -> Vec<(Vec<u32>, f64)> {
        let part = &self.parts[region];
        let sites = |cut: &Cut| cut.open.iter().map(|place| part.sites[at(*place)]).collect();
        let mut plans: Vec<(Vec<u32>, f64)> =
            part.cuts.iter().map(|cut| (sites(cut), cut.weight)).collect();
        plans.sort_by(|a, b| b.1.total_cmp(&a.1));
        plans
    }

    /// The prices that are tried become the best so far.
    pub(crate) fn accept(&mut self) {
        self.worth = self.tried;
        for part in &mut self.parts {
            part.center.clone_from(&part.aim);
        }
    }

    /// The best prices so far are tried again.
    pub(crate) fn retreat(&mut self) {
        self.tried = self.worth;
        for part in &mut self.parts {
            part.aim.clone_from(&part.center);
        }
    }

    pub(crate) fn prices(&self, region: usize) -> &[f64] {
        &self.parts[region].aim
    }

    /// The worth of budget that is tried.
    pub(crate) fn tried(&self) -> f64 {
        self.tried
    }

    /// How far a site is open in the mixtures of its regions, taken together.
    pub(crate) fn open(&self, site: usize) -> f64 {
        self.shares(site).sum::<f64>() / float(self.owners[site].len().max(1))
    }

    /// How far a site is open in the mixture of each of its regions.
    fn shares(&self, site: usize) -> impl Iterator<Item = f64> {
        self.owners[site].iter().map(|(part, place)| self.parts[at(*part)].mean[at(*place)])
    }

    /// How far regions disagree: the square of what a unit of length moves.
    fn apart(&self) -> f64 {
        let squares = |site| {
            let open = self.open(site);
            self.shares(site).map(move |share| (share - open).powi(2)).sum::<f64>()
        };
        (0..self.owners.len()).map(squares).sum()
    }

    /// How far pairs of regions disagree about the sites that they share, at what these cost.
    pub(crate) fn ties(&self) -> Vec<((usize, usize), f64)> {
        let mut ties = BTreeMap::<(usize, usize), f64>::new();
        for (site, cost) in self.costs.iter().enumerate() {
            let owners = self.owners[site].iter().map(|(part, _)| at(*part));
            let shares: Vec<(usize, f64)> = owners.zip(self.shares(site)).collect();
            for (index, one) in shares.iter().enumerate() {
                for other in &shares[index + 1..] {
                    let apart = (one.1 - other.1).abs() + 0.01;
                    *ties.entry((one.0, other.0)).or_default() += cost * apart;
                }
            }
        }
        ties.into_iter().collect()
    }

    /// How much of what was promised came true: that says how far to go the next time.
    pub(crate) fn judge(&mut self, kept: f64) {
        let [_, least, most] = REACH;
        if kept.is_finite() && kept > KEPT {
            self.reach = (2.0 * self.reach).min(most);
        } else if kept <= 0.0 {
            self.reach = (0.5 * self.reach).max(least);
        }
    }

    /// Moves the tried prices to where the model promises most, and says how much more than the bound
    /// it promises there.
    pub(crate) fn aim(&mut self, bound: f64, cutoff: f64) -> f64 {
        let missing = cutoff - bound;
        if self.length == 0.0 {
            self.length = LENGTH * missing / self.apart().max(LITTLE);
        }
        // Longer steps are for prices of sites; beyond that they would only lose digits.
        let longest = self.length.max(FAR * missing);
        let mut promise = 0.0;
        for _ in 0..AIMS {
            let before = promise;
            self.balance(bound);
            promise = self.model() - bound;
            if promise > OVER * self.reach * missing {
                self.length *= 0.5;
            } else if promise < self.reach * missing && promise > 1.1 * before {
                self.length = (2.0 * self.length).min(longest);
            } else {
                break;
            }
        }
        for part in &mut self.parts {
            for cut in &mut part.cuts {
                cut.idle = if cut.weight > 0.0 { 0 } else { cut.idle + 1 };
            }
            part.cuts.retain(|cut| cut.idle <= IDLE);
        }
        promise
    }

    /// Shifts weights until the mixtures are as cheap as they get, with prices that follow.
    fn balance(&mut self, bound: f64) {
        for sweep in 0..SWEEPS {
            self.weigh();
            let slack: f64 = (0..self.parts.len()).map(|part| self.shift(part)).sum();
            if sweep > 2 && slack <= CLOSE * (self.model() - bound).max(0.0) {
                break;
            }
        }
    }

    /// What the plans seen so far promise for all regions together, less the budget's worth.
    fn model(&self) -> f64 {
        let least =
            |part: &Part| part.cuts.iter().map(|cut| part.cost(cut)).fold(f64::INFINITY, f64::min);
        self.parts.iter().map(least).sum::<f64>() - self.tried * self.budget
    }

    /// Moves the worth of budget by a step of Newton's, and all prices with it.
    fn weigh(&mut self) {
        let (mut lean, mut bend) = (-self.budget, 0.0);
        for site in 0..self.costs.len() {
            if self.owners[site].is_empty() {
                continue;
            }
            let paying = self.follow(site);
            lean += self.costs[site] * self.common[site];
            bend += self.costs[site] * self.costs[site] / (float(paying) * self.length);
        }
        if bend > 0.0 {
            self.tried = (self.tried + lean / bend).max(0.0);
            for site in 0..self.costs.len() {
                if !self.owners[site].is_empty() {
                    self.follow(site);
                }
            }
        }
    }

    /// The prices of a site nearest to what its regions would pay, none of them negative, that add up
    /// to what it asks; how many of them are not nothing.
    fn follow(&mut self, site: usize) -> usize {
        let Self { parts, owners, .. } = self;
        let owners = &owners[site];
        let asked = self.tried * self.costs[site];
        let wish = |parts: &[Part], (part, place): (u32, u32)| {
            let part = &parts[at(part)];
            part.center[at(place)] + self.length * part.mean[at(place)]
        };
        let (mut over, mut paying) = (f64::NEG_INFINITY, 0);
        // Each time some of them turn out to pay nothing, or that is it.
        for _ in 0..=owners.len() {
            let (mut sum, mut count) = (0.0, 0);
            for owner in owners {
                let wish = wish(parts, *owner);
                if wish > over {
                    sum += wish;
                    count += 1;
                }
            }
            if count == paying || count == 0 {
                break;
            }
            paying = count;
            over = (sum - asked) / float(count);
        }
        let mut sum = 0.0;
        for owner in owners {
            let price = (wish(parts, *owner) - over).max(0.0);
            parts[at(owner.0)].aim[at(owner.1)] = price;
            sum += price;
        }
        // Rounded shares must not come to more than what is asked.
        if sum > asked {
            for owner in owners {
                parts[at(owner.0)].aim[at(owner.1)] *= asked / sum * (1.0 - 1e-15);
            }
        }
        self.common[site] = over / self.length;
        paying.max(1)
    }

    /// Shifts weight in one region. Says how much dearer its mixture still is than its cheapest plan.
    fn shift(&mut self, region: usize) -> f64 {
        let mut slack = 0.0;
        for _ in 0..SHIFTS {
            let part = &self.parts[region];
            let costs: Vec<f64> = part.cuts.iter().map(|cut| part.cost(cut)).collect();
            let all = || costs.iter().enumerate();
            let Some((best, least)) = all().min_by(|a, b| a.1.total_cmp(b.1)) else { return 0.0 };
            let held = all().filter(|(index, _)| part.cuts[*index].weight > 0.0);
            let Some((worst, most)) = held.max_by(|a, b| a.1.total_cmp(b.1)) else { return 0.0 };
            slack = all().map(|(index, cost)| part.cuts[index].weight * (cost - least)).sum();
            if worst == best || most - least <= 1e-9 * (1.0 + least.abs()) {
                break;
            }
            let moved = part.cuts[best].beyond(&part.cuts[worst]);
            // Sites of one region alone keep their price until the worth of budget moves.
            let bends = |place: u32| {
                let alone = self.owners[at(part.sites[at(place)])].len() == 1;
                if alone { 0.25 } else { 1.0 }
            };
            let bend: f64 = moved.iter().map(|(place, _)| bends(*place)).sum();
            let most_gained = (most - least) / (bend * self.length).max(f64::MIN_POSITIVE);
            let by = part.cuts[worst].weight.min(most_gained);
            let part = &mut self.parts[region];
            part.cuts[worst].weight -= by;
            part.cuts[best].weight += by;
            for (place, sign) in moved {
                self.parts[region].mean[at(place)] += by * sign;
                let site = at(self.parts[region].sites[at(place)]);
                self.follow(site);
            }
        }
        slack
    }
}

impl Cut {
    /// Where this plan opens a site that the other does not (1), and the other way round (-1).
    fn beyond(&self, other: &Self) -> Vec<(u32, f64)> {
        let more = self.open.iter().filter(|place| other.open.binary_search(place).is_err());
        let less = other.open.iter().filter(|place| self.open.binary_search(place).is_err());
        more.map(|place| (*place, 1.0)).chain(less.map(|place| (*place, -1.0))).collect()
    }
}

impl Part {
    fn cost(&self, cut: &Cut) -> f64 {
        cut.lost + cut.open.iter().map(|place| self.aim[at(*place)]).sum::<f64>()
    }
}
