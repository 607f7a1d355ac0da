//! What was forecast against what happened, and what to do about it.

use super::ledger::Ledger;
use super::near::Near;
use super::question::{BadQuestion, Question, State};
use crate::num::{at, float, id};
use crate::problem::Columns;
use crate::solve::local::Local;

/// What to do with a site that is little used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Proposal {
    /// Another candidate in its place would serve this much more, as things turned out.
    Move { from: u32, to: u32, gains: f64 },
    /// It is missed by few: this much would be lost, as things turned out.
    Close { site: u32, loses: f64 },
}

/// A plan looked at again.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// What each site of the plan was expected to be used, in the order of the plan.
    pub forecast: Vec<f64>,
    /// Rank correlation (Spearman) of forecast and use: 1 for the same order, 0 for none.
    pub spearman: f64,
    /// The places in the plan of the sites that are used least, the least first.
    pub worst: Vec<usize>,
    /// For these, in their order, what would be better; nothing where they are best left alone.
    pub proposals: Vec<Proposal>,
}

/// How far use may correct the demand around a site, either way.
const CORRECTION: f64 = 10.0;
/// A site that is missed by less than this part of what a mean site serves may be closed.
const MISSED: f64 = 0.1;
/// Moving is worth its trouble when it brings this part of what a mean site serves.
const WORTH_MOVING: f64 = 0.25;

impl Question {
    /// Compares what sites were used (in the order of `plan`, which rises, in any unit) with the
    /// forecast, and proposes moves and closures among the `worst` of those that are free. The demand
    /// around each site is corrected by its use; proposals are made one after the other, each in
    /// the plan that the ones before it leave. The service is coverage, wholly or fading.
    pub fn review(&self, plan: &[u32], used: &[f64], worst: usize) -> Result<Review, BadQuestion> {
        self.check()?;
        let ledger = Ledger::of(self, plan);
        let forecast: Vec<f64> =
            plan.iter().map(|site| ledger.load.get(site).copied().unwrap_or(0.0)).collect();
        let free = |place: &usize| self.candidates[at(plan[*place])].state == State::Free;
        let mut order: Vec<usize> = (0..plan.len().min(used.len())).filter(free).collect();
        order.sort_by(|a, b| used[*a].total_cmp(&used[*b]).then(a.cmp(b)));
        order.truncate(worst);
        let proposals = self.proposals(plan, &corrections(&forecast, used), &order)?;
        Ok(Review { spearman: spearman(&forecast, used), forecast, worst: order, proposals })
    }

    /// The demand with the weight of each point multiplied by what its nearest open site was used
    /// more than expected.
    fn corrected(&self, plan: &[u32], factors: &[f64]) -> Self {
        let sites = plan.iter().map(|site| self.candidates[at(*site)].point).collect();
        let near = Near::of(sites, self.metric);
        let each = self.demand.hours() * self.demand.occupations();
        let factor: Vec<f64> = (self.demand.points.iter())
            .map(|point| near.nearest(*point, self.service.reach()))
            .map(|reached| reached.first().map_or(1.0, |(place, _)| factors[at(*place)]))
            .collect();
        let mut place = 0;
        let demand = self.demand.reweighed(|weight| {
            let weight = weight * factor[place / each];
            place += 1;
            weight
        });
        Self { demand, ..self.clone() }
    }

    fn proposals(
        &self,
        plan: &[u32],
        factors: &[f64],
        worst: &[usize],
    ) -> Result<Vec<Proposal>, BadQuestion> {
        let problem = self.corrected(plan, factors).problem(|_| 1.0);
        let ask = self.ask(&problem, self.counted(plan.len()))?;
        let (columns, prices) = (Columns::of(&problem), ask.dear());
        let open: Vec<usize> = plan.iter().map(|site| at(*site)).collect();
        let mut local = Local::new(&problem, &columns, &prices, ask.budget, &open);
        let served = problem.loss_of_nothing() - local.loss;
        let mean = served / float(plan.len().max(1));
        let mut proposals = Vec::new();
        for place in worst {
            let site = at(plan[*place]);
            let missed = local.cost(site);
            local.turn(site);
            let enough = missed + WORTH_MOVING * mean;
            let better = local.best_fit(site).filter(|to| local.gain(*to) > enough);
            if let Some(to) = better {
                let gains = local.gain(to) - missed;
                local.turn(to);
                proposals.push(Proposal::Move { from: id(site), to: id(to), gains });
            } else if missed < MISSED * mean {
                proposals.push(Proposal::Close { site: id(site), loses: missed });
            } else {
                local.turn(site);
            }
        }
        Ok(proposals)
    }
}

/// How much more each site was used than was expected, all together being as expected.
fn corrections(forecast: &[f64], used: &[f64]) -> Vec<f64> {
    let scale = forecast.iter().sum::<f64>() / used.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    let one = |(place, forecast): (usize, &f64)| {
        let used = used.get(place).copied().unwrap_or(0.0) * scale;
        let factor = if *forecast > 0.0 { used / forecast } else { 1.0 };
        factor.clamp(1.0 / CORRECTION, CORRECTION)
    };
    forecast.iter().enumerate().map(one).collect()
}

/// The rank correlation of two lists; ties share their mean rank. 0 where one is all alike.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = |ranks: &[f64]| ranks.iter().sum::<f64>() / float(ranks.len().max(1));
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(&b) {
        both += (a - mean_a) * (b - mean_b);
        of_a += (a - mean_a).powi(2);
        of_b += (b - mean_b).powi(2);
    }
    if of_a > 0.0 && of_b > 0.0 { both / (of_a * of_b).sqrt() } else { 0.0 }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for run in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let rank = float(from) + float(run.len() + 1) / 2.0;
        for place in run {
            ranks[*place] = rank;
        }
        from += run.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_correlate_as_in_the_books() {
        // Ten pairs of a textbook, one of which swaps neighbours: 1 - 6·2 / (10·99).
        let a: Vec<f64> = (0..10_u32).map(f64::from).collect();
        let mut b = a.clone();
        b.swap(3, 4);
        assert!((spearman(&a, &b) - (1.0 - 12.0 / 990.0)).abs() < 1e-12);
        let back: Vec<f64> = a.iter().rev().copied().collect();
        assert!((spearman(&a, &back) + 1.0).abs() < 1e-12);
        assert_eq!(ranks(&[5.0, 1.0, 5.0]), [2.5, 1.0, 2.5]);
        assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).abs() < 1e-12);
    }
}
