//! What each further site brings: the loss for every number of sites from 1 on, with bounds.

use std::ops::ControlFlow;

use crate::num::{float, id};
use crate::problem::{Columns, Problem};
use crate::progress::{Progress, Stage, Watch};
use crate::solve::choice::best;
use crate::solve::dual::Dual;
use crate::solve::local::Local;
use crate::solve::piece::Piece;

/// One point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// How many sites are open.
    pub count: usize,
    /// The site that was added: sites are added in the order in which they help most.
    pub site: u32,
    pub loss: f64,
    /// No plan of so many sites loses less.
    pub bound: f64,
}

/// Looks at the bound of one count, each of which is worth forty steps.
const CLIMBS: usize = 25;

/// The curve for 1 to `most` sites. It ends early when nothing more is to be gained. Sites are added
/// greedily, so each loss can be reached by building in that order; the bounds come from the
/// multipliers of counts that double, each of which bounds every count.
pub fn curve(problem: &Problem, most: usize, watch: &mut Watch<'_>) -> Vec<Step> {
    let columns = Columns::of(problem);
    let prices = vec![1.0; problem.sites()];
    let mut local = Local::new(problem, &columns, &prices, float(most), &[]);
    let mut steps: Vec<Step> = Vec::new();
    while steps.len() < most {
        let Some(site) = local.dearest() else { break };
        local.turn(site);
        let bound = problem.constant;
        steps.push(Step { count: steps.len() + 1, site: id(site), loss: local.loss, bound });
    }
    let (mut count, mut scratch) = (1, Vec::new());
    while count < 2 * steps.len() {
        let piece = Piece::whole(problem.clone(), prices.clone(), float(count.min(steps.len())));
        let mut dual = Dual::new(&piece, 1.0);
        for _ in 0..CLIMBS {
            dual.climb(&piece);
            let plan: Vec<u32> = steps.iter().map(|step| step.site).collect();
            let (loss, bound) =
                (local.loss, steps.last().map_or(problem.constant, |step| step.bound));
            let now = Progress { stage: Stage::Bound, loss, bound, plan: &plan, cases: 0, open: 0 };
            if watch(&now) == ControlFlow::Break(()) {
                return steps;
            }
        }
        let sum: f64 = dual.u.iter().sum();
        for step in &mut steps {
            let value = best(&dual.rho, &prices, float(step.count), &mut scratch).value;
            step.bound = step.bound.max(problem.constant + sum - value).min(step.loss);
        }
        count *= 2;
    }
    steps
}
