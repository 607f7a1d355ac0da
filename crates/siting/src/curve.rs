//! What each further site brings: the loss for every number of sites, with bounds.

use std::ops::ControlFlow;

use crate::num::{float, id};
use crate::problem::{Columns, Problem};
use crate::progress::{Progress, Stage, Watch};
use crate::question::Ask;
use crate::solve::choice::best;
use crate::solve::dual::Dual;
use crate::solve::local::Local;
use crate::solve::piece::Piece;

/// One point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// How many sites are open, those that stand included.
    pub count: usize,
    /// The site that was added: sites are added in the order in which they help most for their price.
    pub site: u32,
    /// What the open sites cost together; their number where sites are counted.
    pub spent: f64,
    pub loss: f64,
    /// No plan that costs no more loses less.
    pub bound: f64,
}

/// Looks at the bound of one count, each of which is worth forty steps.
const CLIMBS: usize = 25;

/// The curve for 1 to `most` sites, all alike and free to choose.
pub fn curve(problem: &Problem, most: usize, watch: &mut Watch<'_>) -> Vec<Step> {
    Ask::sites(problem, most).curve(watch)
}

impl Ask<'_> {
    /// What each further site brings to those that stand, up to the count or budget that was asked
    /// for. It ends early when nothing more is to be gained. Sites are added greedily, so each loss
    /// can be reached by building in that order; the bounds come from the multipliers of counts that
    /// double, each of which bounds every count.
    pub fn curve(&self, watch: &mut Watch<'_>) -> Vec<Step> {
        let (columns, prices, stands) = (Columns::of(self.problem), self.dear(), self.stands());
        let mut local = Local::new(self.problem, &columns, &prices, self.budget, &stands);
        let mut steps: Vec<Step> = Vec::new();
        while let Some(site) = local.dearest() {
            local.turn(site);
            steps.push(Step {
                count: stands.len() + steps.len() + 1,
                site: id(site),
                spent: self.budget - local.left,
                loss: local.loss,
                bound: self.problem.constant,
            });
        }
        self.bound_steps(&mut steps, watch);
        steps
    }

    fn bound_steps(&self, steps: &mut [Step], watch: &mut Watch<'_>) {
        let whole = Piece::whole(self.problem.clone(), self.prices.clone(), self.budget);
        let (rest, spent) = (whole.shrink(&self.fixed), self.spent());
        let plan: Vec<u32> = steps.iter().map(|step| step.site).collect();
        let (mut count, mut scratch) = (1, Vec::new());
        while count < 2 * steps.len() && rest.problem.rows() > 0 {
            let budget = steps[count.min(steps.len()) - 1].spent - spent;
            let share = budget / rest.prices.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            let x = vec![share.min(1.0); rest.names.len()];
            let piece = Piece { budget, x, ..rest.clone() };
            let mut dual = Dual::new(&piece, 1.0);
            for _ in 0..CLIMBS {
                dual.climb(&piece);
                let Step { loss, bound, .. } = steps[steps.len() - 1];
                let now =
                    Progress { stage: Stage::Bound, loss, bound, plan: &plan, cases: 0, open: 0 };
                if watch(&now) == ControlFlow::Break(()) {
                    return;
                }
            }
            let sum: f64 = dual.u.iter().sum::<f64>() + piece.problem.constant;
            for step in steps.iter_mut() {
                // Rounding of what was spent must not buy less than it did.
                let budget = (step.spent - spent) * (1.0 + 1e-12) + float(step.count) * 1e-12;
                let value = best(&dual.rho, &piece.prices, budget, &mut scratch).value;
                step.bound = step.bound.max(sum - value).min(step.loss);
            }
            count *= 2;
        }
    }
}
