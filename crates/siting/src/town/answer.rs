//! The plan with everything that a planner asks about it.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use super::question::Question;
use crate::num::{at, id};
use crate::solve::branch::Found;

const DAY_HOURS: usize = 24;
const WEEK_HOURS: usize = 7 * DAY_HOURS;

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

    pub(crate) fn add(&mut self, served: f64, total: f64) {
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
    /// The weight that it serves in all hours together: what it is expected to be used.
    pub load: f64,
    /// The weight that it serves in its busiest hour.
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
    pub by_occupation: Vec<Share>,
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

    /// Shares by day of the week, Monday first; none unless hours are those of a week.
    pub fn by_day(&self) -> Vec<Share> {
        if self.by_hour.len() != WEEK_HOURS {
            return Vec::new();
        }
        let sum = |hours: &[Share]| {
            hours.iter().fold(Share::default(), |sum, hour| Share {
                served: sum.served + hour.served,
                total: sum.total + hour.total,
            })
        };
        self.by_hour.chunks(DAY_HOURS).map(sum).collect()
    }

    pub(crate) fn of(question: &Question, found: &Found) -> Self {
        let ledger = Ledger::of(question, &found.plan);
        Self::told(question, found, ledger)
    }

    pub(crate) fn told(question: &Question, found: &Found, ledger: Ledger) -> Self {
        let least = ledger.marginal.values().copied().fold(f64::INFINITY, f64::min);
        let sites = (found.plan.iter())
            .map(|site| {
                let busiest = ledger.busiest.get(site).copied().unwrap_or(0.0);
                let capacity = question.candidates[at(*site)].capacity.unwrap_or(f64::INFINITY);
                let marginal = ledger.marginal.get(site).copied().unwrap_or(0.0);
                let load = ledger.load.get(site).copied().unwrap_or(0.0);
                let over = (busiest - capacity).max(0.0);
                SiteShare { candidate: *site, marginal, load, busiest, over }
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
            by_occupation: ledger.by_occupation,
            sites,
            refused,
        }
    }
}
