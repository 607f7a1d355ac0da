//! The rows of a question.

use super::near::Near;
use super::question::{BadQuestion, Goal, Question, Service, State};
use super::slots::Slots;
use crate::cover::Coverage;
use crate::num::{at, id};
use crate::problem::{Problem, Rows};
use crate::progress::{Limits, Watch};
use crate::question::Ask;
use crate::solve::branch::Found;

use std::ops::ControlFlow;

impl Question {
    /// The problem, with each street's weight multiplied by what `factor` says.
    pub(crate) fn problem(&self, factor: impl Fn(u32) -> f64) -> Problem {
        let slots = Slots::of(self);
        let open = |site: u32, slot: usize| slots.serves(&self.candidates[at(site)], slot);
        match self.service {
            Service::Within(radius) => {
                let sites = self.candidates.iter().map(|at| at.point).collect();
                let mut coverage =
                    Coverage::new(sites, radius, self.metric, self.demand.len(), slots.len());
                self.each(&slots, factor, |point, slot, weight| {
                    coverage.add(self.demand.points[point], slot, weight);
                });
                coverage.finish(open)
            }
            _ => self.graded(&slots, factor, open),
        }
    }

    /// How much an occupation counts.
    pub(crate) fn factor(&self, occupation: usize) -> f64 {
        self.factors.get(occupation).copied().unwrap_or(1.0)
    }

    /// Calls `take` with each point's weight by slot.
    fn each(
        &self,
        slots: &Slots,
        factor: impl Fn(u32) -> f64,
        mut take: impl FnMut(usize, usize, f64),
    ) {
        let mut sums = vec![0.0; slots.len()];
        for point in 0..self.demand.len() {
            sums.fill(0.0);
            for (hour, occupation, weight) in self.demand.at_point(point) {
                sums[slots.slot(hour, occupation)] += weight * self.factor(occupation);
            }
            let factor = factor(self.demand.streets[point]);
            for (slot, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
                take(point, slot, sum * factor);
            }
        }
    }

    fn graded(
        &self,
        slots: &Slots,
        factor: impl Fn(u32) -> f64,
        open: impl Fn(u32, usize) -> bool,
    ) -> Problem {
        let near = Near::of(self.candidates.iter().map(|at| at.point).collect(), self.metric);
        let mut rows = Rows::graded(self.candidates.len());
        let (mut last, mut reached) = (usize::MAX, Vec::new());
        self.each(slots, factor, |point, slot, weight| {
            if last != point {
                last = point;
                reached = near.nearest(self.demand.points[point], self.service.reach());
            }
            let mut served: Vec<(f64, u32)> = (reached.iter())
                .filter(|(site, _)| open(*site, slot))
                .map(|(site, distance)| (weight * self.service.loss(*distance), *site))
                .collect();
            served.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let (costs, sites): (Vec<f64>, Vec<u32>) = served.into_iter().unzip();
            rows.serve(weight * self.service.worst(), &sites, &costs);
        });
        rows.finish()
    }

    /// As few sites as lose no more than the share allows: counts are halved between what is proved
    /// too few and what is found enough.
    pub(crate) fn cheapest(
        &self,
        problem: &Problem,
        share: f64,
        limits: Limits,
        watch: &mut Watch<'_>,
    ) -> Result<Found, BadQuestion> {
        let total = problem.loss_of_nothing();
        let allowed = (1.0 - share) * total * (1.0 + 1e-12) + 1e-9;
        let barred = self.named(State::Barred);
        let all: Vec<u32> =
            (0..problem.sites()).map(id).filter(|site| !barred.contains(site)).collect();
        let least = problem.loss(&all);
        if least > allowed {
            return Err(BadQuestion::OutOfReach { share, most: 1.0 - least / total });
        }
        let stands = self.named(State::Stands);
        let (mut low, mut high) = (stands.len(), all.len());
        let mut best = Found { plan: all, loss: least, bound: 0.0, proved: false, cases: 0 };
        let (mut proved, mut stopped) = (true, false);
        while low < high && !stopped {
            let count = low.midpoint(high);
            let mut decided = |progress: &crate::Progress<'_>| {
                stopped |= watch(progress) == ControlFlow::Break(());
                let known = progress.loss <= allowed || progress.bound > allowed;
                if stopped || known { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let ask = Ask::sites(problem, count).fixed(&stands)?.forbidden(&barred)?;
            let found = ask.answer(limits, &mut decided)?;
            if found.loss <= allowed {
                high = count.min(found.plan.len().max(stands.len()));
                best = found;
            } else {
                // Not found is not the same as not there, unless the bound says so.
                proved &= found.bound > allowed || found.proved;
                low = count + 1;
            }
        }
        best.proved = proved && !stopped;
        best.bound = best.bound.min(best.loss);
        Ok(best)
    }

    /// What the goal is in sites, for those who report on it.
    pub(crate) const fn limit(&self) -> Option<f64> {
        match self.goal {
            Goal::Budget(budget) => Some(budget),
            Goal::Count(_) | Goal::Share(_) => None,
        }
    }
}
