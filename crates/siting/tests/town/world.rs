//! Small questions, and what plans do in them, worked out the long way.

use std::ops::ControlFlow;

use proptest::prelude::*;
use siting::{Candidate, Demand, Metric, Point, Progress, Question, Service};

pub const HOURS: usize = 3;
pub const OCCUPATIONS: usize = 2;
const STREETS: u32 = 3;

/// A point with its street and its weights.
pub type Spot = (Point, u32, Vec<f64>);

pub fn go(_: &Progress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Up to 25 points and 8 candidates on a square of 100 by 100; some candidates are shut at some hours,
/// some serve the first occupation only.
pub fn questions() -> impl Strategy<Value = Question> {
    let place =
        || (0..100_u32, 0..100_u32).prop_map(|(x, y)| Point { x: f64::from(x), y: f64::from(y) });
    let weights = proptest::collection::vec(0..20_u32, HOURS * OCCUPATIONS);
    let point = (place(), 0..STREETS, weights);
    let open = proptest::collection::vec(proptest::bool::weighted(0.8), HOURS);
    let candidate = (place(), 1..6_u32, open, proptest::bool::weighted(0.7));
    (
        proptest::collection::vec(point, 1..25),
        proptest::collection::vec(candidate, 2..8),
        10..50_u32,
    )
        .prop_map(|(points, candidates, radius)| {
            let mut demand = Demand::new(HOURS, OCCUPATIONS);
            for (point, street, weights) in points {
                let weights: Vec<f64> = weights.into_iter().map(f64::from).collect();
                demand.push(point, street, &weights).unwrap();
            }
            let candidate = |(point, price, open, parking)| Candidate {
                price: f64::from(price),
                open,
                serves: vec![true, parking],
                ..Candidate::new(point)
            };
            let candidates = candidates.into_iter().map(candidate).collect();
            let radius = f64::from(radius);
            let mut question = Question::covering(demand, candidates, Metric::Planar, radius, 3);
            question.factors = vec![1.0, 2.0];
            question
        })
}

/// How far the nearest site of a plan is that serves an occupation at an hour.
fn nearest(question: &Question, plan: &[usize], point: Point, (hour, of): (usize, usize)) -> f64 {
    let sites = plan.iter().map(|site| &question.candidates[*site]);
    let serving = sites.filter(|site| site.open[hour] && site.serves[of]);
    let far = serving.map(|site| Metric::Planar.distance(site.point, point));
    far.fold(f64::INFINITY, f64::min)
}

/// What a plan loses, and the shares of the streets that it serves.
pub fn judge(question: &Question, plan: &[usize], points: &[Spot]) -> (f64, Vec<f64>) {
    let (mut loss, mut served, mut all) = (0.0, [0.0; 3], [0.0; 3]);
    for (point, street, weights) in points {
        for hour in 0..HOURS {
            for of in 0..OCCUPATIONS {
                let weight = weights[hour * OCCUPATIONS + of] * question.factors[of];
                let far = nearest(question, plan, *point, (hour, of));
                let lost = match question.service {
                    Service::Within(radius) => f64::from(u8::from(far > radius)),
                    Service::Fading { full, none } => {
                        ((far - full) / (none - full)).clamp(0.0, 1.0)
                    }
                    Service::Distance { none } => far.min(none),
                };
                loss += weight * lost;
                let street = usize::try_from(*street).unwrap();
                served[street] += weight * (1.0 - lost);
                all[street] += weight;
            }
        }
    }
    let ratio = |(served, all): (&f64, &f64)| if *all > 0.0 { served / all } else { 1.0 };
    (loss, served.iter().zip(&all).map(ratio).collect())
}

pub fn plans(question: &Question) -> impl Iterator<Item = Vec<usize>> + use<> {
    let sites = question.candidates.len();
    (0..1_usize << sites).map(move |bits| (0..sites).filter(|site| bits >> site & 1 == 1).collect())
}

/// The points again, which a question does not give back.
pub fn points(question: &Question) -> Vec<Spot> {
    question
        .demand
        .iter()
        .map(|(point, street, weights)| (point, street, weights.to_vec()))
        .collect()
}

pub fn indices(plan: &[u32]) -> Vec<usize> {
    plan.iter().map(|site| usize::try_from(*site).unwrap()).collect()
}

/// What a plan serves when its capacities are kept. Of a flow the most is the least that a cut lets
/// through: for some of the open sites their capacities, and whoever reaches any of the others.
pub fn uncrowded(question: &Question, plan: &[usize], points: &[Spot]) -> f64 {
    let Service::Within(radius) = question.service else { return f64::NAN };
    let hour = |hour: usize| {
        let cuts = (0..1_usize << plan.len()).map(|bits| {
            let cut = |place: &usize| bits >> place & 1 == 1;
            let sites: Vec<usize> = (0..plan.len()).collect();
            let rooms = sites.iter().filter(|place| cut(place));
            let rooms: f64 =
                rooms.map(|place| question.candidates[plan[*place]].capacity.unwrap()).sum();
            let others: Vec<usize> =
                sites.iter().filter(|place| !cut(place)).map(|place| plan[*place]).collect();
            let through = points.iter().flat_map(|(point, _, weights)| {
                let others = &others;
                (0..OCCUPATIONS)
                    .filter(move |of| nearest(question, others, *point, (hour, *of)) <= radius)
                    .map(move |of| weights[hour * OCCUPATIONS + of] * question.factors[of])
            });
            rooms + through.sum::<f64>()
        });
        cuts.fold(f64::INFINITY, f64::min)
    };
    (0..HOURS).map(hour).sum()
}
