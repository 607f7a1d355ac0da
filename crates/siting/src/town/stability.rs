//! How sure a plan is when its demand is noisy: how often each site is chosen when the noise is
//! drawn again.

use super::question::{BadQuestion, Goal, Question, State};
use crate::num::{Chance, at, float};
use crate::problem::Columns;
use crate::solve::local::Local;

/// Pairs looked at by the local search of one redraw.
const EFFORT: usize = 20_000_000;

impl Question {
    /// For each candidate the share (0 to 1) of redraws in which it is chosen. Each redraw adds
    /// Laplace noise of this scale to every weight (floored at 0), as the release of the demand did,
    /// and looks for a plan by greedy choice and swaps. A share as goal counts as the number of sites
    /// of `plan`.
    pub fn stability(
        &self,
        plan: &[u32],
        scale: f64,
        redraws: usize,
        seed: u64,
    ) -> Result<Vec<f64>, BadQuestion> {
        let mut chosen = vec![0_usize; self.candidates.len()];
        let mut chance = Chance::new(seed);
        let barred = self.named(State::Barred);
        for _ in 0..redraws {
            let demand = self.demand.reweighed(|weight| weight + laplace(&mut chance, scale));
            let redrawn = Self { demand, ..self.clone() };
            redrawn.check()?;
            let problem = redrawn.problem(|_| 1.0);
            let columns = Columns::of(&problem);
            let (mut prices, budget) = match self.goal {
                Goal::Budget(budget) => {
                    (self.candidates.iter().map(|site| site.price).collect(), budget)
                }
                Goal::Count(count) => (vec![1.0; self.candidates.len()], float(count)),
                Goal::Share(_) => (vec![1.0; self.candidates.len()], float(plan.len())),
            };
            for site in &barred {
                prices[at(*site)] = f64::INFINITY;
            }
            let stands: Vec<usize> = self.named(State::Stands).into_iter().map(at).collect();
            let mut local = Local::new(&problem, &columns, &prices, budget, &stands);
            local.keep(&stands);
            local.fill();
            local.improve(EFFORT);
            for site in local.plan() {
                chosen[site] += 1;
            }
        }
        Ok(chosen.into_iter().map(|times| float(times) / float(redraws.max(1))).collect())
    }
}

/// A draw from Laplace's distribution, from the difference of two exponential ones.
fn laplace(chance: &mut Chance, scale: f64) -> f64 {
    let [a, b] = [(); 2].map(|()| -(1.0 - chance.unit()).ln());
    scale * (a - b)
}
