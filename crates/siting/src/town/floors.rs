//! Floors: no street may be left behind.
//!
//! A street below its floor has its weight counted more, round by round (Lagrange multipliers on the
//! floors). Each round's bound, less what the multipliers promise, bounds every plan that keeps the
//! floors; plans are judged by true weights and taken only when they keep them.

use std::ops::ControlFlow;

use super::ledger::Ledger;
use super::question::{BadQuestion, Question};
use crate::progress::{Limits, Progress, Watch};
use crate::solve::branch::Found;

const ROUNDS: usize = 14;

impl Question {
    pub(crate) fn with_floors(
        &self,
        limits: Limits,
        watch: &mut Watch<'_>,
    ) -> Result<Found, BadQuestion> {
        let truth = self.problem(|_| 1.0);
        let mut extra = vec![0.0; self.floors.len()];
        let mut best =
            Found { plan: Vec::new(), loss: f64::INFINITY, bound: 0.0, proved: false, cases: 0 };
        let mut stopped = false;
        let mut length = 1.0;
        for _ in 0..ROUNDS {
            let factor = |street: u32| {
                let floors = self.floors.iter().zip(&extra);
                1.0 + floors.filter(|((of, _), _)| *of == street).map(|(_, more)| more).sum::<f64>()
            };
            let problem = self.problem(factor);
            let mut look = |progress: &Progress<'_>| {
                let told =
                    Progress { loss: best.loss, bound: best.bound, plan: &best.plan, ..*progress };
                stopped |= watch(&told) == ControlFlow::Break(());
                if stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let limits = Limits { cases: limits.cases.min(200), ..limits };
            let found = self.ask(&problem, self.goal)?.answer(limits, &mut look)?;
            let ledger = Ledger::of(self, &found.plan);
            let (mut promised, mut kept) = (0.0, true);
            for ((street, floor), more) in self.floors.iter().zip(&mut extra) {
                let share = ledger.street(*street);
                promised += *more * (1.0 - floor) * share.total * self.service.worst();
                let short = floor - share.ratio();
                kept &= short <= 1e-12;
                *more = (*more + length * short).max(0.0);
            }
            best.cases += found.cases;
            best.bound = best.bound.max(found.bound - promised);
            let loss = truth.loss(&found.plan);
            if kept && loss < best.loss {
                (best.loss, best.plan) = (loss, found.plan);
            }
            length = if kept { length * 0.6 } else { length * 1.3 };
            best.proved = best.loss.is_finite() && best.loss - best.bound <= 1e-9 * best.loss.abs();
            if stopped || best.proved {
                break;
            }
        }
        Ok(best)
    }
}
