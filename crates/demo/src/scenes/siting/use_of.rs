//! Sixty days of use, which the forecast did not know: some stations are better kept than others,
//! some quarters lose their workers, days differ, and doors miscount.

use kernel::count;
use serde::Serialize;
use siting::{Proposal, Question};

use super::{
    city::bell,
    stations::{Planner, Truth},
};
use crate::{dice::Dice, error::Error};

pub const DAYS: usize = 60;
/// How stations differ, by what is in no map (standard deviation of the logarithm).
const KEPT: f64 = 0.25;
/// Of a thousand parts of the city so many lose most of their workers, to this part.
const LOST: u64 = 60;
const LEFT: f64 = 0.3;
/// How a day differs from others.
const DAY_SPREAD: f64 = 0.1;
/// Stations that are looked at, and the truly worst that they should be among.
const WORST: usize = 10;
const AMONG: usize = 20;
/// Forecast and use have to rank alike at least so much, also at the lower end of what chance allows.
const ALIKE: f64 = 0.5;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SixtyDays {
    pub days: usize,
    /// Rank correlation of forecast and use, and the lower end of its 95 % interval (Fisher's z with
    /// the variance 1.06 / (n - 3) for ranks).
    pub spearman: f64,
    pub spearman_at_least: f64,
    /// Stations that were found to be worst, and those of them among the truly worst twice as many.
    pub worst: usize,
    pub truly_worst: usize,
    /// What is proposed for them.
    pub moves: usize,
    pub closures: usize,
    /// Uses a day before, and after the moves.
    pub uses: f64,
    pub uses_after_moves: f64,
}

impl SixtyDays {
    pub fn holds(&self) -> bool {
        self.spearman_at_least >= ALIKE
            && self.truly_worst == self.worst
            && self.uses_after_moves >= self.uses
    }
}

/// What is true after the plan was made.
struct Later {
    question: Question,
    /// For each candidate how it is kept.
    kept: Vec<f64>,
}

impl Later {
    /// What the stations of a plan are used on a mean day, in the order of the plan.
    fn uses(&self, plan: &[u32]) -> Result<Vec<f64>, Error> {
        let judged = self.question.judge(plan).map_err(|error| Error::Scene(error.to_string()))?;
        let used = judged.sites.iter().map(|site| {
            let kept = usize::try_from(site.candidate).ok().and_then(|of| self.kept.get(of));
            site.load * kept.copied().unwrap_or(1.0)
        });
        Ok(used.collect())
    }
}

pub fn play(planner: &Planner, truth: &Truth, plan: &[u32], seed: u64) -> Result<SixtyDays, Error> {
    let mut dice = Dice::of(seed, "use", 0);
    let later = later(truth, &mut dice);
    let mean = later.uses(plan)?;
    let used: Vec<f64> = mean
        .iter()
        .map(|mean| {
            let day = |_| {
                let differs = bell(&mut dice, DAY_SPREAD * mean + mean.sqrt());
                (mean + differs).max(0.0).round()
            };
            (0..DAYS).map(day).sum()
        })
        .collect();
    let looked = planner.question.review(plan, &used, WORST);
    let review = looked.map_err(|error| Error::Scene(error.to_string()))?;
    let free = |place: &usize| {
        let site = plan.get(*place).and_then(|site| usize::try_from(*site).ok());
        let site = site.and_then(|site| planner.question.candidates.get(site));
        site.is_some_and(|site| site.state == siting::State::Free)
    };
    let mut order: Vec<usize> = (0..plan.len()).filter(free).collect();
    let true_use = |place: &usize| mean.get(*place).copied().unwrap_or(0.0);
    order.sort_by(|a, b| true_use(a).total_cmp(&true_use(b)).then(a.cmp(b)));
    order.truncate(AMONG);
    let truly_worst = review.worst.iter().filter(|place| order.contains(place)).count();
    let (mut moved, mut moves) = (plan.to_vec(), 0);
    for proposal in &review.proposals {
        if let Proposal::Move { from, to, .. } = proposal {
            moved.retain(|site| site != from);
            moved.push(*to);
            moves += 1;
        }
    }
    moved.sort_unstable();
    let spread = (1.06 / count::size_to_f64(plan.len().saturating_sub(3).max(1))).sqrt();
    Ok(SixtyDays {
        days: DAYS,
        spearman: review.spearman,
        spearman_at_least: (review.spearman.clamp(-0.999, 0.999).atanh() - 1.96 * spread).tanh(),
        worst: review.worst.len(),
        truly_worst,
        moves,
        closures: review.proposals.len() - moves,
        uses: mean.iter().sum(),
        uses_after_moves: later.uses(&moved)?.iter().sum(),
    })
}

fn later(truth: &Truth, dice: &mut Dice) -> Later {
    let mut question = truth.question.clone();
    let kept = question.candidates.iter().map(|_| bell(dice, KEPT).exp()).collect();
    // Quarters of some kilometres.
    let seed = dice.seed();
    let quarter = |degrees: f64| u64::from_le_bytes((degrees * 40.0).floor().to_le_bytes());
    let weight = |(point, _, weights): (siting::Point, u32, &[f64])| {
        let number = quarter(point.x).rotate_left(17) ^ quarter(point.y);
        let lost = Dice::of(seed, "quarter", number).chance(LOST);
        vec![if lost { LEFT } else { 1.0 }; weights.len()]
    };
    let factors: Vec<f64> = question.demand.iter().flat_map(weight).collect();
    let mut factors = factors.into_iter();
    question.demand = question.demand.reweighed(|weight| weight * factors.next().unwrap_or(1.0));
    Later { question, kept }
}
