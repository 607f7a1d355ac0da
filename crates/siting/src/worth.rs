//! What each site means for a plan.

use crate::num::at;
use crate::problem::Problem;

/// A site beside a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SiteWorth {
    pub open: bool,
    /// What it would save with nothing else open.
    pub alone: f64,
    /// What closing it alone would lose, or opening it alone would save.
    pub marginal: f64,
}

impl Problem {
    /// Every site beside this plan. Sites that do not exist are passed over.
    pub fn worth(&self, plan: &[u32]) -> Vec<SiteWorth> {
        let mut worth = vec![SiteWorth::default(); self.sites()];
        for site in plan {
            if let Some(worth) = worth.get_mut(at(*site)) {
                worth.open = true;
            }
        }
        for row in 0..self.rows() {
            let penalty = self.penalties[row];
            let open = |entry: &usize| worth[at(self.entries[*entry])].open;
            let mut servers = self.span(row).filter(open);
            let (server, next) = (servers.next(), servers.next());
            let [paid, without] =
                [server, next].map(|of| of.map_or(penalty, |entry| self.cost(entry)));
            for entry in self.span(row) {
                let site = &mut worth[at(self.entries[entry])];
                site.alone += penalty - self.cost(entry);
                if !site.open {
                    site.marginal += (paid - self.cost(entry)).max(0.0);
                } else if server == Some(entry) {
                    site.marginal += without - paid;
                }
            }
        }
        worth
    }
}
