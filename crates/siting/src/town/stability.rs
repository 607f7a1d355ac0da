//! How sure a plan is when its demand is noisy: how often each site is chosen when the noise is
//! drawn again.

use super::demand::Demand;
use super::question::{BadQuestion, Question};
use crate::num::{at, float};
use crate::problem::Columns;
use crate::solve::local::Local;

/// Pairs looked at by one local search.
const EFFORT: usize = 20_000_000;

impl Question {
    /// For each candidate the share (0 to 1) of redraws in which it is chosen. `redraw` gives the
    /// demand with the noise of its release drawn again. Each time the better of two plans counts:
    /// swaps from `plan`, and swaps from a greedy choice made anew, so that the plan at hand is not
    /// favoured. A share as goal counts as the number of sites of `plan`; floors and capacities are
    /// not looked at.
    pub fn stability(
        &self,
        plan: &[u32],
        redraws: usize,
        redraw: &mut dyn FnMut(&Demand) -> Demand,
    ) -> Result<Vec<f64>, BadQuestion> {
        let mut chosen = vec![0_usize; self.candidates.len()];
        let plan: Vec<usize> = plan.iter().map(|site| at(*site)).collect();
        for _ in 0..redraws {
            let redrawn = Self { demand: redraw(&self.demand), ..self.clone() };
            let problem = redrawn.rows()?;
            let ask = redrawn.ask(&problem, self.counted(plan.len()))?;
            let (columns, prices, stands) = (Columns::of(&problem), ask.dear(), ask.stands());
            let better = [&plan, &stands].map(|start| {
                let mut local = Local::new(&problem, &columns, &prices, ask.budget, start);
                local.keep(&stands);
                local.fill();
                local.improve(EFFORT);
                (local.loss, local.plan())
            });
            let [warm, cold] = better;
            let (_, sites) = if cold.0 < warm.0 - 1e-9 * warm.0.abs() { cold } else { warm };
            for site in sites {
                chosen[site] += 1;
            }
        }
        Ok(chosen.into_iter().map(|times| float(times) / float(redraws.max(1))).collect())
    }
}
