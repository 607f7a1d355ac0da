//! The plan with everything that a planner asks about it.

use std::collections::BTreeMap;

use super::near::Near;
use super::question::{Question, Service, State};
use crate::num::{at, id};
use crate::solve::branch::Found;

/// Served weight of all weight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    pub served: f64,
    pub total: f64,
}

impl Share {
    /// From 0 to 1; 1 where there is no weight.
    pub fn ratio(self) -> f64 {
        if self.total > 0.0 { self.served / self.total } else { 1.0 }
    }

    fn add(&mut self, served: f64, total: f64) {
        self.served += served;
        self.total += total;
    }
}

/// An open site of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SiteShare {
    pub candidate: u32,
    /// What would be lost if it alone were closed.
    pub marginal: f64,
    /// The weight for which it is the nearest open site, in its busiest hour.
    pub busiest: f64,
    /// How far that exceeds its capacity.
    pub over: f64,
}

/// Why a candidate is not in the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    /// It may not be used.
    Barred,
    /// It alone costs more than the budget.
    TooDear { price: f64, budget: f64 },
    /// Nobody is within its reach while it is open.
    NobodyNear,
    /// All that it reaches is served as well by the plan.
    Served,
    /// It would add `gain`; the least site of the plan is worth `least`.
    Weaker { gain: f64, least: f64 },
}

/// A plan and what it does.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The open candidates, in rising order.
    pub plan: Vec<u32>,
    /// What is lost: weight not served, or weight times metres for `Service::Distance`. Infinite when
    /// no plan was found that keeps the floors.
    pub loss: f64,
    /// No plan loses less.
    pub bound: f64,
    /// Whether the plan is proved to be best. For `Goal::Share`: that no fewer sites are enough.
    pub proved: bool,
    pub all: Share,
    pub by_hour: Vec<Share>,
    pub by_street: BTreeMap<u32, Share>,
    pub sites: Vec<SiteShare>,
    pub refused: Vec<(u32, Refusal)>,
}

impl Answer {
    /// How much better a plan could be at most, as a share of what is served (of the loss, for
    /// distances).
    pub fn gap(&self) -> f64 {
        let better = (self.loss - self.bound).max(0.0);
        if better <= 0.0 {
            return 0.0;
        }
        let worst = self.all.total;
        let base = if self.all.served > 0.0 { (worst - self.loss).abs() } else { self.loss };
        better / base.max(f64::MIN_POSITIVE)
    }

    pub(crate) fn of(question: &Question, found: &Found) -> Self {
        let ledger = Ledger::of(question, &found.plan);
        let least = ledger.marginal.values().copied().fold(f64::INFINITY, f64::min);
        let sites = (found.plan.iter())
            .map(|site| {
                let busiest = ledger.busiest.get(site).copied().unwrap_or(0.0);
                let capacity = question.candidates[at(*site)].capacity.unwrap_or(f64::INFINITY);
                let marginal = ledger.marginal.get(site).copied().unwrap_or(0.0);
                SiteShare {
                    candidate: *site,
                    marginal,
                    busiest,
                    over: (busiest - capacity).max(0.0),
                }
            })
            .collect();
        let refused = (0..question.candidates.len())
            .map(id)
            .filter(|site| found.plan.binary_search(site).is_err())
            .map(|site| (site, ledger.refusal(question, site, least)))
            .collect();
        Self {
            plan: found.plan.clone(),
            loss: found.loss,
            bound: found.bound,
            proved: found.proved,
            all: ledger.all,
            by_hour: ledger.by_hour,
            by_street: ledger.by_street,
            sites,
            refused,
        }
    }
}

/// Who serves what, point by point and hour by hour.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    all: Share,
    by_hour: Vec<Share>,
    by_street: BTreeMap<u32, Share>,
    marginal: BTreeMap<u32, f64>,
    busiest: BTreeMap<u32, f64>,
    gain: Vec<f64>,
    near: Vec<bool>,
}

impl Ledger {
    pub(crate) fn of(question: &Question, plan: &[u32]) -> Self {
        let sites = question.candidates.len();
        let hours = question.demand.hours();
        let mut ledger = Self {
            by_hour: vec![Share::default(); hours],
            marginal: plan.iter().map(|site| (*site, 0.0)).collect(),
            gain: vec![0.0; sites],
            near: vec![false; sites],
            ..Self::default()
        };
        let mut open = vec![false; sites];
        for site in plan {
            open[at(*site)] = true;
        }
        let near =
            Near::of(question.candidates.iter().map(|at| at.point).collect(), question.metric);
        let mut loads: BTreeMap<(u32, usize), f64> = BTreeMap::new();
        for point in 0..question.demand.len() {
            let mut reached = near.within(question.demand.points[point], question.service.reach());
            reached.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            for hour in 0..hours {
                let weight = question.demand.weight(point, hour, &question.factors);
                if let Some(server) = ledger.point(question, &open, &reached, (point, hour), weight)
                {
                    *loads.entry((server, hour)).or_default() += weight;
                }
            }
        }
        for ((site, _), load) in loads {
            let busiest = ledger.busiest.entry(site).or_default();
            *busiest = busiest.max(load);
        }
        ledger
    }

    /// Books the weight of a point at an hour; answers who serves it.
    fn point(
        &mut self,
        question: &Question,
        open: &[bool],
        reached: &[(u32, f64)],
        (point, hour): (usize, usize),
        weight: f64,
    ) -> Option<u32> {
        let (service, worst) = (question.service, question.service.worst());
        let now = reached.iter().filter(|(site, _)| question.candidates[at(*site)].is_open(hour));
        let mut servers = now.clone().filter(|(site, _)| open[at(*site)]);
        let (first, second) = (servers.next(), servers.next());
        let loss =
            |server: Option<&(u32, f64)>| server.map_or(worst, |(_, far)| service.loss(*far));
        let paid = loss(first);
        let served = match service {
            Service::Distance { .. } => f64::from(first.is_some()),
            Service::Within(_) | Service::Fading { .. } => 1.0 - paid,
        };
        self.all.add(weight * served, weight);
        self.by_hour[hour].add(weight * served, weight);
        let street = question.demand.streets[point];
        self.by_street.entry(street).or_default().add(weight * served, weight);
        if weight > 0.0 {
            for (site, far) in now {
                self.near[at(*site)] = true;
                if !open[at(*site)] {
                    self.gain[at(*site)] += weight * (paid - service.loss(*far)).max(0.0);
                }
            }
        }
        let (server, _) = first?;
        *self.marginal.entry(*server).or_default() += weight * (loss(second) - paid);
        Some(*server)
    }

    pub(crate) fn street(&self, street: u32) -> Share {
        self.by_street.get(&street).copied().unwrap_or_default()
    }

    fn refusal(&self, question: &Question, site: u32, least: f64) -> Refusal {
        let candidate = &question.candidates[at(site)];
        let gain = self.gain[at(site)];
        match question.limit() {
            _ if candidate.state == State::Barred => Refusal::Barred,
            Some(budget) if candidate.price > budget => {
                Refusal::TooDear { price: candidate.price, budget }
            }
            _ if !self.near[at(site)] => Refusal::NobodyNear,
            _ if gain <= 1e-9 => Refusal::Served,
            _ => Refusal::Weaker { gain, least },
        }
    }
}
