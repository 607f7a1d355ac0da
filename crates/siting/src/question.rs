//! A problem together with what may be spent, what stands already and what may not be built.

use kernel::count;

use crate::num::{at, float, id};
use crate::problem::Problem;
use crate::progress::{Limits, Progress, Watch};
use crate::solve::branch::{Found, Search};
use crate::solve::piece::{Fix, Piece, SLACK};

/// What is asked of a problem.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    pub(crate) problem: &'a Problem,
    pub(crate) prices: Vec<f64>,
    pub(crate) budget: f64,
    pub(crate) fixed: Vec<Fix>,
}

/// A question that has no answer, by reason.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadAsk {
    #[error("site {site} does not exist: there are {sites} sites, counted from 0")]
    NoSuchSite { site: u32, sites: usize },
    #[error("site {site} has the price {price}; give a number from 0 upwards")]
    Price { site: u32, price: f64 },
    #[error("{prices} prices were given for {sites} sites; give one for each")]
    PriceCount { prices: usize, sites: usize },
    #[error("the budget {budget} is not enough for the fixed sites, which cost {fixed}")]
    Budget { budget: f64, fixed: f64 },
    #[error("site {site} is both fixed and forbidden")]
    Both { site: u32 },
}

impl<'a> Ask<'a> {
    /// At most `count` sites, all alike.
    pub fn sites(problem: &'a Problem, count: usize) -> Self {
        let sites = problem.sites();
        Self {
            problem,
            prices: vec![1.0; sites],
            budget: float(count),
            fixed: vec![Fix::Free; sites],
        }
    }

    /// Any number of sites whose prices sum up to no more than the budget.
    pub fn budget(problem: &'a Problem, prices: Vec<f64>, budget: f64) -> Result<Self, BadAsk> {
        if prices.len() != problem.sites() {
            return Err(BadAsk::PriceCount { prices: prices.len(), sites: problem.sites() });
        }
        if let Some(site) = prices.iter().position(|price| !price.is_finite() || *price < 0.0) {
            return Err(BadAsk::Price { site: id(site), price: prices[site] });
        }
        Ok(Self { problem, prices, budget, fixed: vec![Fix::Free; problem.sites()] })
    }

    /// These sites stand already: they are open in every plan and count towards the budget.
    pub fn fixed(self, sites: &[u32]) -> Result<Self, BadAsk> {
        self.set(sites, Fix::In)
    }

    /// These sites are open in no plan.
    pub fn forbidden(self, sites: &[u32]) -> Result<Self, BadAsk> {
        self.set(sites, Fix::Out)
    }

    fn set(mut self, sites: &[u32], fix: Fix) -> Result<Self, BadAsk> {
        for site in sites {
            let sites = self.problem.sites();
            let Some(state) = self.fixed.get_mut(at(*site)) else {
                return Err(BadAsk::NoSuchSite { site: *site, sites });
            };
            if *state != Fix::Free && *state != fix {
                return Err(BadAsk::Both { site: *site });
            }
            *state = fix;
        }
        Ok(self)
    }

    /// What the sites that stand cost.
    pub(crate) fn spent(&self) -> f64 {
        let priced = self.fixed.iter().zip(&self.prices);
        priced.map(|(fix, price)| if *fix == Fix::In { *price } else { 0.0 }).sum()
    }

    /// The sites that stand.
    pub(crate) fn stands(&self) -> Vec<usize> {
        (0..self.fixed.len()).filter(|site| self.fixed[*site] == Fix::In).collect()
    }

    /// The prices, with one that nothing pays for sites that are forbidden.
    pub(crate) fn dear(&self) -> Vec<f64> {
        let priced = self.fixed.iter().zip(&self.prices);
        priced.map(|(fix, price)| if *fix == Fix::Out { f64::INFINITY } else { *price }).collect()
    }

    /// The best plan that is found within the limits, with its bound.
    pub fn answer(&self, limits: Limits, watch: &mut Watch<'_>) -> Result<Found, BadAsk> {
        let fixed = self.spent();
        if fixed > self.budget + SLACK {
            return Err(BadAsk::Budget { budget: self.budget, fixed });
        }
        let whole = Piece::whole(self.problem.clone(), self.prices.clone(), self.budget);
        let mut piece = whole.shrink(&self.fixed);
        let gone = piece.dominated(EFFORT);
        if !gone.is_empty() {
            let mut fix = vec![Fix::Free; piece.names.len()];
            for site in gone {
                fix[site] = Fix::Out;
            }
            piece = piece.shrink(&fix);
        }
        let mut watch = |progress: &Progress<'_>| watch(progress);
        let mut nearest = reach(&piece);
        loop {
            let start = if nearest < piece.names.len() {
                let short = piece.problem.truncated(nearest);
                Piece::whole(short, piece.prices.clone(), piece.budget)
            } else {
                Piece::whole(piece.problem.clone(), piece.prices.clone(), piece.budget)
            };
            let search = Search::new(&piece.problem, &piece, limits, &mut watch);
            let (found, stopped) = search.run(start);
            if found.proved || stopped || nearest >= piece.names.len() {
                return Ok(found);
            }
            nearest *= 4;
        }
    }
}

/// How many times the mean number of sites for each open one.
const REACH: f64 = 5.0;

/// Pairs looked at in the search for sites that others replace.
const EFFORT: usize = 400_000_000;

/// How many of its nearest sites a graded row is first given: several times as many as one of
/// which is open on average. What is left out is proved not to matter, or given back.
fn reach(piece: &Piece) -> usize {
    let sites = piece.names.len();
    if piece.problem.flat() || piece.budget <= 0.0 {
        return sites;
    }
    let open = piece.budget / (piece.prices.iter().sum::<f64>() / float(sites.max(1)));
    count::to_usize(count::round(REACH * float(sites) / open.max(1e-9))).max(8)
}
