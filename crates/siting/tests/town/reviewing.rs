//! A plan looked at again after it was used.

use siting::{Candidate, Demand, Limits, Metric, Point, Proposal, Question, State};

use crate::world::go;

/// Four towns in a row, far from each other, with a candidate each.
fn towns(weights: [f64; 4]) -> Question {
    let mut demand = Demand::new(1, 1);
    let mut candidates = Vec::new();
    for (town, weight) in (0_u32..).zip(weights) {
        let x = f64::from(town) * 1_000.0;
        demand.push(Point { x, y: 0.0 }, 0, &[weight]).unwrap();
        candidates.push(Candidate::new(Point { x, y: 0.0 }));
    }
    Question::covering(demand, candidates, Metric::Planar, 100.0, 3)
}

#[test]
fn what_was_used_less_than_expected_moves_to_where_more_are() {
    let question = towns([100.0, 90.0, 80.0, 50.0]);
    let plan = question.answer(Limits::default(), &mut go).unwrap().plan;
    assert_eq!(plan, [0, 1, 2]);
    // The third town has a tenth of what was expected: fewer than the fourth, which has no site.
    let review = question.review(&plan, &[200.0, 180.0, 16.0], 1).unwrap();
    assert_eq!(review.forecast, [100.0, 90.0, 80.0]);
    assert!((review.spearman - 1.0).abs() < 1e-12);
    assert_eq!(review.worst, [2]);
    let [Proposal::Move { from: 2, to: 3, gains }] = review.proposals[..] else {
        panic!("{review:?}");
    };
    // 16 of 396 used are 10.9 of the 270 expected.
    assert!((gains - (50.0 - 16.0 * 270.0 / 396.0)).abs() < 1e-9, "{gains}");
    // As expected, nothing is proposed.
    let review = question.review(&plan, &[100.0, 90.0, 80.0], 3).unwrap();
    assert_eq!((review.worst, review.proposals), (vec![2, 1, 0], vec![]));
}

#[test]
fn what_nobody_misses_is_closed_unless_it_stands() {
    let mut question = towns([100.0, 90.0, 80.0, 0.0]);
    let plan = question.answer(Limits::default(), &mut go).unwrap().plan;
    let used = [200.0, 180.0, 1.0];
    let review = question.review(&plan, &used, 2).unwrap();
    assert!(matches!(review.proposals[..], [Proposal::Close { site: 2, loses }] if loses < 10.0));
    question.candidates[2].state = State::Stands;
    let review = question.review(&plan, &used, 2).unwrap();
    assert_eq!((review.worst, review.proposals), (vec![1, 0], vec![]));
}
