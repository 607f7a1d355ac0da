//! A city's questions against all plans there are.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

mod crowding;
mod reasons;
mod reviewing;
mod world;

use proptest::prelude::*;
use siting::{Candidate, Demand, Goal, Limits, Metric, Point, Question, Refusal, Service, State};
use world::{go, indices, judge, plans, points, questions};

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn every_way_of_serving_is_served_best(mut question in questions(), way in 0..3_u8) {
        question.service = match way {
            0 => question.service,
            1 => Service::Fading { full: 10.0, none: 60.0 },
            _ => Service::Distance { none: 80.0 },
        };
        let points = points(&question);
        let answer = question.answer(Limits::default(), &mut go).unwrap();
        let best = plans(&question).filter(|plan| plan.len() <= 3)
            .map(|plan| judge(&question, &plan, &points).0).fold(f64::INFINITY, f64::min);
        prop_assert!((answer.loss - best).abs() < 1e-6 * best.max(1.0), "{} for {best}", answer.loss);
        prop_assert!(answer.proved);
        let told = judge(&question, &indices(&answer.plan), &points).0;
        prop_assert!((told - answer.loss).abs() < 1e-6 * best.max(1.0));
        for site in &answer.sites {
            let rest: Vec<usize> = indices(&answer.plan).into_iter()
                .filter(|other| *other != usize::try_from(site.candidate).unwrap()).collect();
            let without = judge(&question, &rest, &points).0;
            prop_assert!((without - answer.loss - site.marginal).abs() < 1e-6 * without.max(1.0));
        }
        for (site, refusal) in &answer.refused {
            if let Refusal::Weaker { gain, .. } = refusal {
                let mut more = indices(&answer.plan);
                more.push(usize::try_from(*site).unwrap());
                let with = judge(&question, &more, &points).0;
                prop_assert!((answer.loss - with - gain).abs() < 1e-6 * best.max(1.0));
            }
        }
    }

    #[test]
    fn a_budget_is_kept_and_used_best(mut question in questions(), budget in 1..20_u32) {
        question.goal = Goal::Budget(f64::from(budget));
        question.candidates[0].state = State::Barred;
        let points = points(&question);
        let price = |plan: &[usize]| plan.iter().map(|site| question.candidates[*site].price).sum::<f64>();
        let answer = question.answer(Limits::default(), &mut go).unwrap();
        let best = plans(&question)
            .filter(|plan| !plan.contains(&0) && price(plan) <= f64::from(budget))
            .map(|plan| judge(&question, &plan, &points).0).fold(f64::INFINITY, f64::min);
        prop_assert!((answer.loss - best).abs() < 1e-6 && answer.proved);
        prop_assert!(price(&indices(&answer.plan)) <= f64::from(budget));
        prop_assert!(answer.refused.contains(&(0, Refusal::Barred)));
    }

    #[test]
    fn a_share_is_reached_with_as_few_as_can_be(mut question in questions(), percent in 1..=100_u32) {
        let share = f64::from(percent) / 100.0;
        question.goal = Goal::Share(share);
        let points = points(&question);
        let total = judge(&question, &[], &points).0;
        let enough = |plan: &Vec<usize>| {
            judge(&question, plan, &points).0 <= (1.0 - share) * total + 1e-9
        };
        let fewest = plans(&question).filter(enough).map(|plan| plan.len()).min();
        match (question.answer(Limits::default(), &mut go), fewest) {
            (Ok(answer), Some(fewest)) => {
                prop_assert_eq!(answer.plan.len(), fewest);
                prop_assert!(answer.proved && enough(&indices(&answer.plan)));
            }
            (answer, fewest) => prop_assert!(answer.is_err() && fewest.is_none()),
        }
    }

    #[test]
    fn floors_are_kept_and_the_bound_holds(mut question in questions(), percent in 0..60_u32) {
        let floor = f64::from(percent) / 100.0;
        question.floors = vec![(0, floor), (1, floor)];
        let points = points(&question);
        let answer = question.answer(Limits::default(), &mut go).unwrap();
        let kept = |shares: &[f64]| shares[0] >= floor - 1e-9 && shares[1] >= floor - 1e-9;
        let judged = plans(&question).filter(|plan| plan.len() <= 3)
            .map(|plan| judge(&question, &plan, &points));
        let best = judged.filter(|(_, shares)| kept(shares)).map(|(loss, _)| loss)
            .fold(f64::INFINITY, f64::min);
        prop_assert!(answer.bound <= best + 1e-6, "bound {} above {best}", answer.bound);
        prop_assert!(answer.loss >= best - 1e-6);
        if answer.loss.is_finite() {
            prop_assert!(kept(&judge(&question, &indices(&answer.plan), &points).1));
        }
        prop_assert!(!answer.proved || (answer.loss - best).abs() < 1e-6);
    }
}

#[test]
fn what_nobody_doubts_is_chosen_in_every_redraw() {
    let mut demand = Demand::new(1, 1);
    for (x, weight) in [(0.0, 500.0), (1_000.0, 40.0), (2_000.0, 40.0)] {
        demand.push(Point { x, y: 0.0 }, 0, &[weight]).unwrap();
    }
    let candidates: Vec<Candidate> =
        [0.0, 1_000.0, 2_000.0].map(|x| Candidate::new(Point { x, y: 0.0 })).into();
    let question = Question::covering(demand, candidates, Metric::Planar, 100.0, 2);
    let plan = question.answer(Limits::default(), &mut go).unwrap().plan;
    let redrawn = |seed: u64| {
        let mut state = seed;
        // Steps of 10 between -20 and 20, each as likely.
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let step = u32::try_from((state >> 33) % 5).unwrap();
            f64::from(step) * 10.0 - 20.0
        };
        question.stability(&plan, 50, &mut |demand| demand.redrawn(&mut noise)).unwrap()
    };
    let shares = redrawn(1);
    assert!((shares[0] - 1.0).abs() < 1e-12 && shares[1] > 0.2 && shares[2] > 0.2, "{shares:?}");
    assert_eq!(shares, redrawn(1));
    assert!((shares.iter().sum::<f64>() - 2.0).abs() < 1e-9);
}

#[test]
fn a_wrong_question_names_field_and_remedy() {
    let mut demand = Demand::new(2, 1);
    let origin = Point { x: 0.0, y: 0.0 };
    let said = demand.push(origin, 1, &[1.0]).unwrap_err().to_string();
    assert_eq!(said, "point 0 has 1 weights; give 2, hours times occupations");
    demand.push(origin, 1, &[1.0, 2.0]).unwrap();
    let shut = Candidate { open: vec![true], ..Candidate::new(origin) };
    let question = Question::covering(demand, vec![shut], Metric::Wgs84, 500.0, 1);
    let said = question.answer(Limits::default(), &mut go).unwrap_err().to_string();
    assert_eq!(said, "candidate 0 tells 1 opening hours; give 2, or none for always");
}
