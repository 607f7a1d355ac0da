//! Capacities that are kept, against every plan and every cut.

use proptest::{prelude::*, strategy::ValueTree as _};
use siting::{BadQuestion, Crowding, Goal, Limits, Service};

use crate::world::{go, indices, judge, plans, points, questions, uncrowded};

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn full_sites_turn_away_and_the_bound_holds(
        mut question in questions(),
        rooms in proptest::collection::vec(1..80_u32, 8),
        budget in proptest::option::of(3..14_u32),
    ) {
        question.crowding = Crowding::Kept;
        for (site, room) in question.candidates.iter_mut().zip(&rooms) {
            site.capacity = Some(f64::from(*room));
        }
        if let Some(budget) = budget {
            question.goal = Goal::Budget(f64::from(budget));
        }
        let points = points(&question);
        let total = judge(&question, &[], &points).0;
        let answer = question.answer(Limits::default(), &mut go).unwrap();
        let fits = |plan: &Vec<usize>| match budget {
            Some(budget) => {
                let prices = plan.iter().map(|site| question.candidates[*site].price);
                prices.sum::<f64>() <= f64::from(budget)
            }
            None => plan.len() <= 3,
        };
        let plan = indices(&answer.plan);
        prop_assert!(fits(&plan));
        let best = plans(&question).filter(fits)
            .map(|plan| uncrowded(&question, &plan, &points)).fold(0.0, f64::max);
        let value = uncrowded(&question, &plan, &points);
        prop_assert!((total - answer.loss - value).abs() < 1e-6 * total.max(1.0), "{value}");
        prop_assert!(answer.bound <= total - best + 1e-6, "bound {} above {}", answer.bound, total - best);
        prop_assert!(!answer.proved || (value - best).abs() < 1e-6);
        // A search, not a proof: it may miss the best plan, but not by much.
        prop_assert!(value >= 0.93 * best, "{value} of {best}");
        prop_assert!((answer.all.served - value).abs() < 1e-6);
        for site in &answer.sites {
            let out = usize::try_from(site.candidate).unwrap();
            prop_assert!(site.over <= 1e-6 && site.busiest <= f64::from(rooms[out]) + 1e-6);
            let rest: Vec<usize> = plan.iter().copied().filter(|other| *other != out).collect();
            let without = uncrowded(&question, &rest, &points);
            prop_assert!((value - without - site.marginal).abs() < 1e-6);
        }
    }

    #[test]
    fn room_for_everybody_changes_nothing(mut question in questions()) {
        let free = question.answer(Limits::default(), &mut go).unwrap();
        question.crowding = Crowding::Kept;
        let kept = question.answer(Limits::default(), &mut go).unwrap();
        prop_assert!((free.loss - kept.loss).abs() < 1e-6 && kept.proved);
    }
}

#[test]
fn capacities_are_not_kept_for_what_they_cannot_be() {
    let strategy = questions();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut question = strategy.new_tree(&mut runner).unwrap().current();
    question.crowding = Crowding::Kept;
    question.service = Service::Distance { none: 50.0 };
    let refused = question.answer(Limits::default(), &mut go).unwrap_err();
    assert_eq!(refused, BadQuestion::Crowding);
    question.service = Service::Within(20.0);
    question.candidates[0].capacity = Some(-1.0);
    let refused = question.answer(Limits::default(), &mut go).unwrap_err();
    assert_eq!(refused, BadQuestion::Capacity { candidate: 0, capacity: -1.0 });
    question.candidates[0].capacity = None;
    question.candidates[0].serves = vec![true];
    let refused = question.answer(Limits::default(), &mut go).unwrap_err();
    assert_eq!(refused, BadQuestion::Serves { candidate: 0, given: 1, wanted: 2 });
}
