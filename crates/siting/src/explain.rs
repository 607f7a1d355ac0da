//! Why a plan is as it is: what each of its sites is worth, and why every other one was passed over.
//!
//! Everything is worked out one site at a time, exactly: closing one, opening one, or both together.

use std::collections::BTreeSet;

use crate::num::{at, id};
use crate::problem::Columns;
use crate::question::Ask;
use crate::solve::local::Local;
use crate::solve::piece::{Fix, SLACK};

/// A site of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    pub site: u32,
    /// Whether it stood before.
    pub stands: bool,
    /// What is lost when it is closed and nothing else is done.
    pub marginal: f64,
    /// The site that would make up for it best, within the budget; none where no site helps.
    pub repair: Option<u32>,
    /// What is lost even so. Below 0 when the plan would be the better for it.
    pub repaired: f64,
}

/// A site that is not in the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refused {
    pub site: u32,
    /// What it would save beside the plan, if it cost nothing.
    pub gain: f64,
    /// The site that would have to go for it, and what that does; none where no single one makes
    /// room, and where room is left.
    pub swap: Option<Swap>,
    pub reason: Reason,
}

/// One site instead of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swap {
    pub out: u32,
    /// How much more would be lost. Below 0 when the plan would be the better for it.
    pub loses: f64,
}

/// Why a site is not in the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// It may not be used.
    Barred,
    /// It costs more than all that may be spent beside what stands.
    TooDear { price: f64, budget: f64 },
    /// It serves nobody better than nothing does.
    NobodyNear,
    /// This site costs no more and serves all that it serves, as well or better.
    Replaced { by: u32 },
    /// The plan serves all that it serves, as well or better.
    Served,
    /// It would help, but less than what stands in its place.
    Weaker,
    /// It would help and there is room for it: the plan is not the best.
    Fits,
}

/// What is to be said of every site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// The sites of the plan, in rising order.
    pub kept: Vec<Kept>,
    /// All others, in rising order.
    pub refused: Vec<Refused>,
}

/// Pairs looked at in the search for sites that replace others.
const EFFORT: usize = 2_000_000_000;

impl Ask<'_> {
    /// Explains a plan. Sites that do not exist are passed over.
    pub fn explain(&self, plan: &[u32]) -> Explanation {
        let (columns, prices) = (Columns::of(self.problem), self.dear());
        let open: BTreeSet<usize> =
            plan.iter().map(|site| at(*site)).filter(|site| *site < self.fixed.len()).collect();
        let open: Vec<usize> = open.into_iter().collect();
        let mut local = Local::new(self.problem, &columns, &prices, self.budget, &open);
        local.keep(&self.stands());
        let kept = open.iter().map(|site| self.kept(&mut local, *site)).collect();
        let mut reasons = Reasons {
            ask: self,
            columns: &columns,
            met: vec![0; self.problem.sites()],
            left: EFFORT,
            room: self.budget - self.spent(),
        };
        let least = local.least(&open);
        let closed: Vec<usize> =
            (0..self.problem.sites()).filter(|site| !local.open[*site]).collect();
        let refused = closed
            .into_iter()
            .map(|site| {
                let reason = reasons.of(&local, &prices, site);
                let out = match reason {
                    Reason::Barred | Reason::TooDear { .. } | Reason::Fits => None,
                    _ => local.weigh(site, &open, least).0,
                };
                let swap = out.map(|(net, out)| Swap { out: id(out), loses: -net });
                Refused { site: id(site), gain: local.gain(site), swap, reason }
            })
            .collect();
        Explanation { kept, refused }
    }

    fn kept(&self, local: &mut Local<'_>, site: usize) -> Kept {
        let (marginal, stands) = (local.cost(site), self.fixed[site] == Fix::In);
        local.turn(site);
        let repair = local.best_fit(site);
        let saved = repair.map_or(0.0, |other| local.gain(other));
        local.turn(site);
        let repair = repair.map(id);
        Kept { site: id(site), stands, marginal, repair, repaired: marginal - saved }
    }
}

/// The reasons, with what is looked up for them.
struct Reasons<'a> {
    ask: &'a Ask<'a>,
    columns: &'a Columns,
    met: Vec<usize>,
    left: usize,
    /// What may be spent beside what stands.
    room: f64,
}

impl Reasons<'_> {
    fn of(&mut self, local: &Local<'_>, prices: &[f64], site: usize) -> Reason {
        let price = self.ask.prices[site];
        if self.ask.fixed[site] == Fix::Out {
            return Reason::Barred;
        }
        if price > self.room + SLACK {
            return Reason::TooDear { price, budget: self.room };
        }
        if self.columns.rows(site).is_empty() {
            return Reason::NobodyNear;
        }
        if let Some(by) = self.replaced(local, prices, site) {
            return Reason::Replaced { by: id(by) };
        }
        match local.gain(site) {
            gain if gain <= 1e-9 * local.loss.abs().max(1.0) => Reason::Served,
            _ if price <= local.left + SLACK => Reason::Fits,
            _ => Reason::Weaker,
        }
    }

    /// The site that stands for this one: one of the plan if there is any, then the cheapest, then
    /// the lowest. Of two that serve the same at the same price only the lower one replaces.
    fn replaced(&mut self, local: &Local<'_>, prices: &[f64], site: usize) -> Option<usize> {
        let work = self.columns.around(self.ask.problem, site);
        if work > self.left {
            return None;
        }
        self.left -= work;
        let rows = self.columns.rows(site).len();
        let better = |other: &usize| {
            let (more, price) = (self.columns.rows(*other).len(), prices[*other]);
            let stricter = more > rows || price < prices[site] || *other < site;
            price <= prices[site] && (local.open[*other] || stricter)
        };
        let others = self.columns.replacing(self.ask.problem, site, &mut self.met);
        others.into_iter().filter(better).min_by(|a, b| {
            let shut = |of: &usize| !local.open[*of];
            shut(a).cmp(&shut(b)).then(prices[*a].total_cmp(&prices[*b])).then(a.cmp(b))
        })
    }
}
