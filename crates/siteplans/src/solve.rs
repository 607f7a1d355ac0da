//! From a frozen question to its answer: pure, the same every time.

use std::ops::ControlFlow;

use kernel::{AreaCode, count};
use serde::{Deserialize, Serialize};
use siting::{Coverage, Limits, Point, Progress, Refusal, State};

use crate::input::{Heat, Input, METRIC};

/// The engine and this translation; answers of different ones need not be the same.
pub const ENGINE: &str = concat!("siting ", env!("CARGO_PKG_VERSION"), ", plan 1");

/// Sites of the curve at most.
const CURVE_MAX: usize = 200;

/// A chosen site or one that stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Its position among the input's spots.
    pub spot: usize,
    /// What would no longer be served if it alone were closed, in worker-hours.
    pub marginal: f64,
    /// Workers for whom it is the nearest, in its busiest hour.
    pub busiest: f64,
    /// How far that exceeds its capacity.
    pub over: f64,
}

/// Why a candidate was not chosen. What more the engine can say about it belongs here.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    Barred,
    TooDear,
    NobodyNear,
    Served,
    /// It would add `gain` worker-hours; the least of the plan is worth `least`.
    Weaker {
        gain: f64,
        least: f64,
    },
}

/// Served of all, in worker-hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    pub served: f64,
    pub total: f64,
}

/// One point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// So many new sites,
    pub count: usize,
    /// of which this spot is the last,
    pub spot: usize,
    /// serve so much;
    pub served: f64,
    /// no so many sites serve more.
    pub at_most: f64,
}

/// The answer of a run, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub sites: Vec<Site>,
    pub refused: Vec<(usize, Reason)>,
    pub all: Share,
    /// No plan serves more.
    pub at_most: f64,
    pub proved: bool,
    /// Hour of the releases, and its share.
    pub by_hour: Vec<(i64, Share)>,
    pub by_street: Vec<(AreaCode, Share)>,
    /// H3 index, and its share.
    pub cells: Vec<(String, Share)>,
    pub curve: Vec<Step>,
}

impl Share {
    /// From 0 to 1; 1 where there is nothing.
    pub fn ratio(self) -> f64 {
        if self.total > 0.0 { self.served / self.total } else { 1.0 }
    }
}

impl From<siting::Share> for Share {
    fn from(share: siting::Share) -> Self {
        Self { served: share.served, total: share.total }
    }
}

impl Answer {
    /// How much more another plan could serve at most, as a share of what this one serves.
    pub fn gap(&self) -> f64 {
        let more = (self.at_most - self.all.served).max(0.0);
        if more <= 1e-9 || self.all.served <= 0.0 { 0.0 } else { more / self.all.served }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    #[error("no heat of the study's area at these hours")]
    NoHeat,
    #[error("no plan keeps the floors; take a lower floor, more sites or a wider radius")]
    Floors,
    #[error(transparent)]
    Demand(#[from] siting::BadDemand),
    #[error(transparent)]
    Question(#[from] siting::BadQuestion),
}

/// How far a search has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// The engine's steps, counted from 1 in each part.
    pub step: u64,
    /// Shares of all weight; `covered` is 0 while there is no plan.
    pub covered: f64,
    pub at_most: f64,
}

/// After how many steps each part was broken off; `None` where it came to its own end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    pub plan: Option<u64>,
    pub curve: Option<u64>,
}

/// Which part of the work looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Plan,
    Curve,
}

/// Asked all the time whether to go on.
pub type Watch<'a> = dyn FnMut(Part, Look) -> ControlFlow<()> + 'a;

/// Looks for the best plan, then for what each further site brings.
///
/// # Errors
/// Why there is none.
pub fn solve(
    input: &Input,
    heat: &Heat,
    watch: &mut Watch<'_>,
) -> Result<(Answer, Cut), Unanswered> {
    let total: f64 = heat.cells.iter().flat_map(|cell| &cell.weights).sum();
    if total <= 0.0 {
        return Err(Unanswered::NoHeat);
    }
    let question = input.question(heat)?;
    let limits = Limits { seed: input.asked.seed.into(), ..Limits::default() };
    let (mut plan, mut curve) = (Counted::default(), Counted::default());
    let share = |loss: f64| ((total - loss) / total).clamp(0.0, 1.0);
    let mut look = |now: &Progress<'_>| {
        let covered = if now.loss.is_finite() { share(now.loss) } else { 0.0 };
        plan.ask(|step| watch(Part::Plan, Look { step, covered, at_most: share(now.bound) }))
    };
    let found = question.answer(limits, &mut look)?;
    if !found.loss.is_finite() {
        return Err(Unanswered::Floors);
    }
    let reach = Reach::of(input, heat, &question);
    let covered = found.all.ratio();
    let mut look = |_: &Progress<'_>| {
        let look = |step| Look { step, covered, at_most: share(found.bound) };
        curve.ask(|step| watch(Part::Curve, look(step)))
    };
    let steps = reach.curve(&found, &mut look);
    let sites = found.sites.iter().map(|site| Site {
        spot: at(site.candidate),
        marginal: site.marginal,
        busiest: site.busiest,
        over: site.over,
    });
    let streets = Input::streets(heat);
    let by_street = found.by_street.iter().filter_map(|(number, share)| {
        streets.get(at(*number)).map(|street| (*street, Share::from(*share)))
    });
    let by_hour = heat.slots.iter().zip(&found.by_hour);
    let answer = Answer {
        sites: sites.collect(),
        refused: found.refused.iter().map(|(spot, why)| (at(*spot), reason(*why))).collect(),
        all: found.all.into(),
        at_most: (total - found.bound).max(found.all.served),
        proved: found.proved,
        by_hour: by_hour.map(|(slot, share)| (*slot, (*share).into())).collect(),
        by_street: by_street.collect(),
        cells: reach.cells(&found.plan),
        curve: steps,
    };
    Ok((answer, Cut { plan: plan.cut, curve: curve.cut }))
}

/// Counts steps, and remembers at which it was told to stop.
#[derive(Default)]
struct Counted {
    step: u64,
    cut: Option<u64>,
}

impl Counted {
    fn ask(&mut self, mut go_on: impl FnMut(u64) -> ControlFlow<()>) -> ControlFlow<()> {
        if self.cut.is_some() {
            return ControlFlow::Break(());
        }
        self.step += 1;
        let answer = go_on(self.step);
        if answer == ControlFlow::Break(()) {
            self.cut = Some(self.step);
        }
        answer
    }
}

fn at(number: u32) -> usize {
    count::to_usize(number.into())
}

const fn reason(refusal: Refusal) -> Reason {
    match refusal {
        Refusal::Barred => Reason::Barred,
        Refusal::TooDear { .. } => Reason::TooDear,
        Refusal::NobodyNear => Reason::NobodyNear,
        Refusal::Served => Reason::Served,
        Refusal::Weaker { gain, least } => Reason::Weaker { gain, least },
    }
}

/// Which spots reach which cells.
struct Reach<'q> {
    input: &'q Input,
    heat: &'q Heat,
    question: &'q siting::Question,
    radius: f64,
}

impl<'q> Reach<'q> {
    fn of(input: &'q Input, heat: &'q Heat, question: &'q siting::Question) -> Self {
        Self { input, heat, question, radius: f64::from(input.asked.radius_metres) }
    }

    /// Whether one of these spots serves a point at an hour.
    fn serves(&self, spots: &[usize], point: Point, slot: usize) -> bool {
        spots.iter().any(|spot| {
            let candidate = &self.question.candidates[*spot];
            let open = candidate.open.get(slot).copied().unwrap_or(true);
            open && METRIC.distance(candidate.point, point) <= self.radius
        })
    }

    /// The spots of a list that may serve a point at all.
    fn near(&self, spots: &[usize], point: Point) -> Vec<usize> {
        let candidates = &self.question.candidates;
        let near = |spot: &&usize| METRIC.distance(candidates[**spot].point, point) <= self.radius;
        spots.iter().filter(near).copied().collect()
    }

    fn cells(&self, plan: &[u32]) -> Vec<(String, Share)> {
        let plan: Vec<usize> = plan.iter().map(|spot| at(*spot)).collect();
        let share = |cell: &crate::input::Cell| {
            let near = self.near(&plan, cell.at);
            let mut share = Share::default();
            for (slot, weight) in cell.weights.iter().enumerate() {
                share.total += weight;
                if self.serves(&near, cell.at, slot) {
                    share.served += weight;
                }
            }
            share
        };
        self.heat.cells.iter().map(|cell| (cell.index.clone(), share(cell))).collect()
    }

    /// What each further site brings beside what stands already.
    fn curve(&self, found: &siting::Answer, watch: &mut siting::Watch<'_>) -> Vec<Step> {
        let all = 0..self.input.spots.len();
        let of = |state: State| {
            let is_it = move |spot: &usize| self.question.candidates[*spot].state == state;
            all.clone().filter(is_it).collect::<Vec<usize>>()
        };
        let (stands, free) = (of(State::Stands), of(State::Free));
        let points = free.iter().map(|spot| self.question.candidates[*spot].point).collect();
        let slots = self.heat.slots.len();
        let mut coverage = Coverage::new(points, self.radius, METRIC, self.heat.cells.len(), slots);
        let mut base = 0.0;
        for cell in &self.heat.cells {
            let near = self.near(&stands, cell.at);
            for (slot, weight) in cell.weights.iter().enumerate().filter(|(_, it)| **it > 0.0) {
                if self.serves(&near, cell.at, slot) {
                    base += weight;
                } else {
                    coverage.add(cell.at, slot, *weight);
                }
            }
        }
        let open = |site: u32, slot: usize| {
            let open = &self.question.candidates[free[at(site)]].open;
            open.get(slot).copied().unwrap_or(true)
        };
        let problem = coverage.finish(open);
        let rest = problem.loss_of_nothing();
        let new = found.plan.len().saturating_sub(stands.len());
        let most = (2 * new).clamp(10, CURVE_MAX).min(free.len());
        siting::curve(&problem, most, watch)
            .into_iter()
            .map(|step| Step {
                count: step.count,
                spot: free[at(step.site)],
                served: base + rest - step.loss,
                at_most: base + rest - step.bound,
            })
            .collect()
    }
}
