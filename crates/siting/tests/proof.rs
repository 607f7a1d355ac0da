//! Every answer against all plans there are, on small random problems.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

use std::ops::ControlFlow;

use proptest::prelude::*;
use siting::{Ask, Found, Limits, Problem, Progress, Rows, graph};

fn go(_: &Progress<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The least loss over all subsets that `allowed` lets through.
fn least(problem: &Problem, allowed: impl Fn(&[u32]) -> bool) -> f64 {
    let sites = u32::try_from(problem.sites()).unwrap();
    let plans = (0..1_u32 << sites)
        .map(|bits| (0..sites).filter(|site| bits >> site & 1 == 1).collect::<Vec<u32>>());
    plans.filter(|plan| allowed(plan)).map(|plan| problem.loss(&plan)).fold(f64::INFINITY, f64::min)
}

fn coverage() -> impl Strategy<Value = Problem> {
    (2..11_u32).prop_flat_map(|sites| {
        let row = (1..60_u32, proptest::collection::btree_set(0..sites, 0..5));
        proptest::collection::vec(row, 1..40).prop_map(move |rows| {
            let mut taken = Rows::covering(usize::try_from(sites).unwrap());
            for (weight, sites) in rows {
                let sites: Vec<u32> = sites.into_iter().collect();
                taken.cover(f64::from(weight), &sites);
            }
            taken.finish()
        })
    })
}

fn graded() -> impl Strategy<Value = Problem> {
    (2..10_u32).prop_flat_map(|sites| {
        let costs = proptest::collection::btree_map(0..sites, 0..9_u32, 0..8);
        proptest::collection::vec((1..12_u32, costs), 1..20).prop_map(move |rows| {
            let mut taken = Rows::graded(usize::try_from(sites).unwrap());
            for (penalty, costs) in rows {
                let mut pairs: Vec<(u32, u32)> =
                    costs.into_iter().map(|(site, cost)| (cost, site)).collect();
                pairs.sort_unstable();
                let sites: Vec<u32> = pairs.iter().map(|pair| pair.1).collect();
                let costs: Vec<f64> = pairs.iter().map(|pair| f64::from(pair.0)).collect();
                taken.serve(f64::from(penalty), &sites, &costs);
            }
            taken.finish()
        })
    })
}

fn check(problem: &Problem, found: &Found, best: f64) {
    assert!((found.loss - best).abs() < 1e-6, "{found:?} against {best}");
    assert!((problem.loss(&found.plan) - found.loss).abs() < 1e-6, "{found:?}");
    assert!(found.proved && found.bound <= best + 1e-6 && found.bound >= best - 1e-6, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_best_coverage_by_so_many_sites(problem in coverage(), p in 0..6_usize) {
        let found = Ask::sites(&problem, p).answer(Limits::default(), &mut go).unwrap();
        check(&problem, &found, least(&problem, |plan| plan.len() <= p));
    }

    #[test]
    fn the_least_graded_loss(problem in graded(), p in 0..5_usize) {
        let found = Ask::sites(&problem, p).answer(Limits::default(), &mut go).unwrap();
        check(&problem, &found, least(&problem, |plan| plan.len() <= p));
    }

    #[test]
    fn the_best_coverage_for_a_budget(
        problem in coverage(),
        prices in proptest::collection::vec(0..9_u32, 10),
        budget in 0..25_u32,
    ) {
        let prices: Vec<f64> = prices[..problem.sites()].iter().map(|price| f64::from(*price)).collect();
        let cost = |plan: &[u32]| {
            plan.iter().map(|site| prices[usize::try_from(*site).unwrap()]).sum::<f64>()
        };
        let best = least(&problem, |plan| cost(plan) <= f64::from(budget));
        let ask = Ask::budget(&problem, prices.clone(), f64::from(budget)).unwrap();
        let found = ask.answer(Limits::default(), &mut go).unwrap();
        prop_assert!(cost(&found.plan) <= f64::from(budget));
        check(&problem, &found, best);
    }

    #[test]
    fn what_stands_stays_and_what_is_forbidden_stays_shut(problem in coverage(), p in 1..6_usize) {
        let ask = Ask::sites(&problem, p).fixed(&[0]).unwrap().forbidden(&[1]).unwrap();
        let found = ask.answer(Limits::default(), &mut go).unwrap();
        let fits = |plan: &[u32]| plan.len() <= p && plan.contains(&0) && !plan.contains(&1);
        prop_assert!(fits(&found.plan));
        check(&problem, &found, least(&problem, fits));
    }

    #[test]
    fn a_p_median_along_roads(
        roads in proptest::collection::vec((0..9_usize, 0..9_usize, 1..20_u32), 8..25),
        p in 1..5_usize,
    ) {
        let mut graph = graph::Graph::new(9);
        for (a, b, length) in &roads {
            graph.edge(*a, *b, f64::from(*length));
        }
        let problem = graph.median();
        let found = Ask::sites(&problem, p).answer(Limits::default(), &mut go).unwrap();
        check(&problem, &found, least(&problem, |plan| plan.len() <= p));
    }

    #[test]
    fn stopped_at_any_moment_plan_and_bound_hold(problem in coverage(), p in 1..5_usize, looks in 0..6_u32) {
        let mut left = looks;
        let mut told = Vec::new();
        let found = Ask::sites(&problem, p).answer(Limits::default(), &mut |now| {
            told.push((now.loss, now.bound, now.plan.to_vec()));
            left = left.saturating_sub(1);
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }).unwrap();
        let best = least(&problem, |plan| plan.len() <= p);
        told.push((found.loss, found.bound, found.plan.clone()));
        for (loss, bound, plan) in told {
            prop_assert!(bound <= best + 1e-6, "bound {bound} above the best {best}");
            prop_assert!(loss >= best - 1e-6);
            prop_assert!(loss.is_infinite() || (problem.loss(&plan) - loss).abs() < 1e-6);
        }
        prop_assert!(!found.proved || (found.loss - best).abs() < 1e-6);
    }

    #[test]
    fn the_curve_bounds_every_count(problem in coverage()) {
        let steps = siting::curve(&problem, 6, &mut go);
        for (index, step) in steps.iter().enumerate() {
            let plan: Vec<u32> = steps[..=index].iter().map(|step| step.site).collect();
            prop_assert!((problem.loss(&plan) - step.loss).abs() < 1e-6);
            let best = least(&problem, |plan| plan.len() <= step.count);
            prop_assert!(step.bound <= best + 1e-6 && step.loss >= best - 1e-6, "{step:?} for {best}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_plan(problem in graded(), p in 1..5_usize, seed: u64) {
        let limits = Limits { seed, ..Limits::default() };
        let [one, two] = [(); 2].map(|()| Ask::sites(&problem, p).answer(limits, &mut go).unwrap());
        prop_assert_eq!(one.plan, two.plan);
    }
}
