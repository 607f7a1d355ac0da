//! What is asked, and by what rules.

use super::answer::Answer;
use super::demand::Demand;
use crate::curve::Step;
use crate::explain::Explanation;
use crate::metric::{Metric, Point};
use crate::problem::Problem;
use crate::progress::{Limits, Watch};
use crate::question::{Ask, BadAsk};
use crate::solve::branch::Found;

/// Whether a candidate is free to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// May be opened or not.
    #[default]
    Free,
    /// Stands already and stays.
    Stands,
    /// May not be used; shown with that reason.
    Barred,
}

/// A place where a station could be.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub point: Point,
    /// What it costs, in the unit of the budget; not used when sites are counted.
    pub price: f64,
    /// How much weight it can take in an hour; any when absent. See [`Question::crowding`].
    pub capacity: Option<f64>,
    /// For each hour of the demand whether it is open; empty when it always is. A room that is shared
    /// at certain hours is a candidate that is open at these.
    pub open: Vec<bool>,
    /// For each occupation whether it can be served here, as lorries need parking; empty when all can.
    pub serves: Vec<bool>,
    pub state: State,
}

impl Candidate {
    /// Free, always open, price 1, of any capacity.
    pub const fn new(point: Point) -> Self {
        Self {
            point,
            price: 1.0,
            capacity: None,
            open: Vec::new(),
            serves: Vec::new(),
            state: State::Free,
        }
    }

    pub(crate) fn is_open(&self, hour: usize) -> bool {
        self.open.is_empty() || self.open.get(hour).copied().unwrap_or(false)
    }

    pub(crate) fn serves(&self, occupation: usize) -> bool {
        self.serves.is_empty() || self.serves.get(occupation).copied().unwrap_or(false)
    }
}

/// How well a point is served by the nearest open site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Service {
    /// Wholly within this distance, not at all beyond.
    Within(f64),
    /// Wholly within `full`, then less and less, not at all from `none` on.
    Fading { full: f64, none: f64 },
    /// Weight times distance is made least (p-median); beyond `none` counts as `none`.
    Distance { none: f64 },
}

impl Service {
    /// From where on nothing is served.
    pub(crate) const fn reach(self) -> f64 {
        match self {
            Self::Within(radius) => radius,
            Self::Fading { none, .. } | Self::Distance { none } => none,
        }
    }

    /// What one unit of weight loses at a distance within reach.
    pub(crate) fn loss(self, distance: f64) -> f64 {
        match self {
            Self::Fading { full, none } if none > full => {
                ((distance - full) / (none - full)).clamp(0.0, 1.0)
            }
            Self::Within(_) | Self::Fading { .. } => 0.0,
            Self::Distance { none } => distance.min(none),
        }
    }

    /// What one unit of weight loses when nothing serves it.
    pub(crate) const fn worst(self) -> f64 {
        match self {
            Self::Within(_) | Self::Fading { .. } => 1.0,
            Self::Distance { none } => none,
        }
    }
}

/// How much may be built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    /// So many sites, those that stand included.
    Count(usize),
    /// Prices that sum up to no more than this.
    Budget(f64),
    /// As few sites as serve this share (0 to 1) of all weight.
    Share(f64),
}

/// What capacities mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Crowding {
    /// Everybody goes to the nearest open site; plans are told where that exceeds a capacity.
    #[default]
    Told,
    /// No site serves more than its capacity in any hour; whoever finds it full goes to another one
    /// within reach, or is not served. Weight may be parted. The plan comes from a search and its
    /// bound from Lagrangian relaxation: a proof is possible, but the exception.
    Kept,
}

/// A whole question.
#[derive(Clone, Debug)]
pub struct Question {
    pub demand: Demand,
    pub candidates: Vec<Candidate>,
    pub metric: Metric,
    pub service: Service,
    pub goal: Goal,
    /// How much each occupation counts; 1 where nothing is given.
    pub factors: Vec<f64>,
    /// Streets of which at least this share (0 to 1) has to be served.
    pub floors: Vec<(u32, f64)>,
    pub crowding: Crowding,
}

/// A question that has no answer, by reason. Candidates are counted from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadQuestion {
    #[error("candidate {candidate} tells {given} opening hours; give {wanted}, or none for always")]
    Hours { candidate: usize, given: usize, wanted: usize },
    #[error("candidate {candidate} tells of {given} occupations; give {wanted}, or none for all")]
    Serves { candidate: usize, given: usize, wanted: usize },
    #[error(
        "candidate {candidate} has the capacity {capacity}; give a number from 0 upwards, or none for any"
    )]
    Capacity { candidate: usize, capacity: f64 },
    #[error(
        "capacities are kept for covering within a distance, by a count or a budget, without floors; \
         ask for that, or let them be told only"
    )]
    Crowding,
    #[error("the distance {distance} is no reach; give one above 0")]
    Reach { distance: f64 },
    #[error("the share {share} is none; give one from 0 to 1")]
    Share { share: f64 },
    #[error("all candidates together serve {most:.4} of all weight, less than the share {share}")]
    OutOfReach { share: f64, most: f64 },
    #[error(transparent)]
    Ask(#[from] BadAsk),
}

impl Question {
    /// Maximal covering: so many sites, each serving what is within a distance.
    pub const fn covering(
        demand: Demand,
        candidates: Vec<Candidate>,
        metric: Metric,
        radius: f64,
        count: usize,
    ) -> Self {
        Self {
            demand,
            candidates,
            metric,
            service: Service::Within(radius),
            goal: Goal::Count(count),
            factors: Vec::new(),
            floors: Vec::new(),
            crowding: Crowding::Told,
        }
    }

    /// The best plan that is found within the limits, and how good it is.
    pub fn answer(&self, limits: Limits, watch: &mut Watch<'_>) -> Result<Answer, BadQuestion> {
        self.check()?;
        if self.crowding == Crowding::Kept {
            return self.uncrowded(limits, watch);
        }
        let found = if self.floors.is_empty() {
            let problem = self.problem(|_| 1.0);
            match self.goal {
                Goal::Share(share) => self.cheapest(&problem, share, limits, watch)?,
                _ => self.ask(&problem, self.goal)?.answer(limits, watch)?,
            }
        } else {
            self.with_floors(limits, watch)?
        };
        Ok(Answer::of(self, &found))
    }

    /// Any plan as an answer to this question, such as one that was made for another demand. Nothing
    /// is searched for: the bound is what all candidates together would lose.
    pub fn judge(&self, plan: &[u32]) -> Result<Answer, BadQuestion> {
        let problem = self.rows()?;
        let mut plan: Vec<u32> = plan.to_vec();
        plan.sort_unstable();
        plan.dedup();
        plan.retain(|site| crate::num::at(*site) < self.candidates.len());
        let all: Vec<u32> = (0..self.candidates.len()).map(crate::num::id).collect();
        let (loss, bound) = (problem.loss(&plan), problem.loss(&all));
        Ok(Answer::of(self, &Found { plan, loss, bound, proved: false, cases: 0 }))
    }

    /// Why a plan is as it is, site by site; a share as goal counts as the number of its sites.
    /// Nothing here knows of floors and capacities: a swap that would help may be ruled out by them.
    pub fn explain(&self, plan: &[u32]) -> Result<Explanation, BadQuestion> {
        let problem = self.rows()?;
        Ok(self.ask(&problem, self.counted(plan.len()))?.explain(plan))
    }

    /// The rows of the question, each counting once, for whoever asks the engine more.
    pub fn rows(&self) -> Result<Problem, BadQuestion> {
        self.check()?;
        Ok(self.problem(|_| 1.0))
    }

    /// What each further site brings, up to the count or budget; up to `most` sites for a share.
    pub fn curve(&self, most: usize, watch: &mut Watch<'_>) -> Result<Vec<Step>, BadQuestion> {
        let problem = self.rows()?;
        Ok(self.ask(&problem, self.counted(most))?.curve(watch))
    }

    /// The goal, with a count for a share.
    pub(crate) const fn counted(&self, sites: usize) -> Goal {
        match self.goal {
            Goal::Share(_) => Goal::Count(sites),
            goal => goal,
        }
    }

    pub(crate) fn check(&self) -> Result<(), BadQuestion> {
        let wanted = self.demand.hours();
        let occupations = self.demand.occupations();
        for (candidate, Candidate { open, serves, capacity, .. }) in
            self.candidates.iter().enumerate()
        {
            if !open.is_empty() && open.len() != wanted {
                return Err(BadQuestion::Hours { candidate, given: open.len(), wanted });
            }
            if !serves.is_empty() && serves.len() != occupations {
                let (given, wanted) = (serves.len(), occupations);
                return Err(BadQuestion::Serves { candidate, given, wanted });
            }
            if let Some(capacity) =
                capacity.filter(|capacity| !(0.0..f64::INFINITY).contains(capacity))
            {
                return Err(BadQuestion::Capacity { candidate, capacity });
            }
        }
        let plain = matches!(self.service, Service::Within(_))
            && !matches!(self.goal, Goal::Share(_))
            && self.floors.is_empty();
        if self.crowding == Crowding::Kept && !plain {
            return Err(BadQuestion::Crowding);
        }
        let distance = self.service.reach();
        if !(distance > 0.0 && distance.is_finite()) {
            return Err(BadQuestion::Reach { distance });
        }
        let goal = if let Goal::Share(share) = self.goal { Some(share) } else { None };
        let shares = self.floors.iter().map(|(_, share)| *share).chain(goal);
        match { shares }.find(|share| !(0.0..=1.0).contains(share)) {
            Some(share) => Err(BadQuestion::Share { share }),
            None => Ok(()),
        }
    }

    /// The question to the engine; `Share` asks for as many sites as there are.
    pub(crate) fn ask<'a>(&self, problem: &'a Problem, goal: Goal) -> Result<Ask<'a>, BadQuestion> {
        let ask = match goal {
            Goal::Count(count) => Ask::sites(problem, count),
            Goal::Share(_) => Ask::sites(problem, self.candidates.len()),
            Goal::Budget(budget) => {
                let prices = self.candidates.iter().map(|candidate| candidate.price).collect();
                Ask::budget(problem, prices, budget)?
            }
        };
        Ok(ask.fixed(&self.named(State::Stands))?.forbidden(&self.named(State::Barred))?)
    }

    pub(crate) fn named(&self, state: State) -> Vec<u32> {
        let these = self.candidates.iter().enumerate().filter(|(_, at)| at.state == state);
        these.map(|(candidate, _)| crate::num::id(candidate)).collect()
    }
}
