//! Explanations and curves against plans changed by hand.

use proptest::prelude::*;
use siting::{Goal, Limits, Question, Reason, Service, State};

use crate::world::{Spot, go, indices, judge, plans, points, questions};

fn loss(question: &Question, plan: &[usize], points: &[Spot]) -> f64 {
    judge(question, plan, points).0
}

/// A plan with some sites away and some more.
fn changed(plan: &[usize], out: Option<usize>, more: Option<usize>) -> Vec<usize> {
    plan.iter().copied().filter(|site| Some(*site) != out).chain(more).collect()
}

fn place(site: u32) -> usize {
    usize::try_from(site).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_site_is_explained_by_what_changes(
        mut question in questions(),
        fading: bool,
        budget in proptest::option::of(4..14_u32),
    ) {
        if fading {
            question.service = Service::Fading { full: 10.0, none: 60.0 };
        }
        if let Some(budget) = budget {
            question.goal = Goal::Budget(f64::from(budget));
        }
        question.candidates[1].state = State::Barred;
        let points = points(&question);
        let answer = question.answer(Limits::default(), &mut go).unwrap();
        let plan = indices(&answer.plan);
        let told = question.explain(&answer.plan).unwrap();
        prop_assert_eq!(told.kept.len() + told.refused.len(), question.candidates.len());
        let counted = budget.is_none();
        let price = |plan: &[usize]| -> f64 {
            plan.iter().map(|site| if counted { 1.0 } else { question.candidates[*site].price }).sum()
        };
        let most = budget.map_or(3.0, f64::from);
        let now = loss(&question, &plan, &points);
        let same = |a: f64, b: f64| (a - b).abs() < 1e-6 * now.max(1.0);
        let sites = 0..question.candidates.len();
        let closed: Vec<usize> = sites.filter(|site| !plan.contains(site) && *site != 1).collect();
        for kept in &told.kept {
            let out = Some(place(kept.site));
            let without = changed(&plan, out, None);
            prop_assert!(same(loss(&question, &without, &points) - now, kept.marginal));
            let repaired = closed.iter()
                .map(|more| changed(&plan, out, Some(*more)))
                .filter(|plan| price(plan) <= most)
                .map(|plan| loss(&question, &plan, &points))
                .fold(loss(&question, &without, &points), f64::min) - now;
            prop_assert!(same(repaired, kept.repaired), "{repaired} for {kept:?}");
            prop_assert!(kept.repaired >= -1e-6, "the plan is the best");
        }
        for refused in &told.refused {
            let site = place(refused.site);
            let with = loss(&question, &changed(&plan, None, Some(site)), &points);
            prop_assert!(same(now - with, refused.gain), "{refused:?}");
            let swap = plan.iter()
                .map(|out| changed(&plan, Some(*out), Some(site)))
                .filter(|plan| price(plan) <= most)
                .map(|plan| loss(&question, &plan, &points))
                .fold(f64::INFINITY, f64::min) - now;
            if let Some(told) = refused.swap {
                prop_assert!(same(told.loses, swap), "{swap} for {refused:?}");
                let done = changed(&plan, Some(place(told.out)), Some(site));
                prop_assert!(same(loss(&question, &done, &points) - now, told.loses));
            } else if matches!(refused.reason, Reason::Weaker) {
                prop_assert!(swap.is_infinite());
            }
            match refused.reason {
                Reason::Barred => prop_assert_eq!(site, 1),
                Reason::TooDear { price, budget } => prop_assert!(price > budget),
                Reason::NobodyNear => {
                    let alone = loss(&question, &[site], &points);
                    prop_assert!(same(alone, loss(&question, &[], &points)));
                }
                Reason::Replaced { by } => {
                    // Whatever else is open, the other one serves as well.
                    let by = place(by);
                    prop_assert!(by != site && by != 1);
                    for plan in plans(&question).filter(|plan| !plan.contains(&by) && !plan.contains(&site)) {
                        let [one, other] = [site, by].map(|more| {
                            loss(&question, &changed(&plan, None, Some(more)), &points)
                        });
                        prop_assert!(other <= one + 1e-6);
                    }
                    prop_assert!(counted || question.candidates[by].price <= question.candidates[site].price);
                }
                Reason::Served => prop_assert!(refused.gain < 1e-6),
                Reason::Weaker => prop_assert!(refused.gain > 0.0),
                Reason::Fits => prop_assert!(false, "the best plan has no room for what helps"),
            }
        }
    }

    #[test]
    fn the_curve_keeps_what_stands_and_bounds_every_count(mut question in questions(), most in 2..6_usize) {
        question.goal = Goal::Count(most);
        question.candidates[0].state = State::Stands;
        question.candidates[1].state = State::Barred;
        let points = points(&question);
        let steps = question.curve(most, &mut go).unwrap();
        let mut plan = vec![0];
        for step in &steps {
            plan.push(place(step.site));
            prop_assert_eq!(plan.len(), step.count);
            prop_assert!((step.spent - f64::from(u32::try_from(step.count).unwrap())).abs() < 1e-9);
            prop_assert!((loss(&question, &plan, &points) - step.loss).abs() < 1e-6);
            let best = plans(&question)
                .filter(|plan| plan.contains(&0) && !plan.contains(&1) && plan.len() <= step.count)
                .map(|plan| loss(&question, &plan, &points))
                .fold(f64::INFINITY, f64::min);
            prop_assert!(step.bound <= best + 1e-6, "{step:?} for {best}");
            prop_assert!(step.loss >= best - 1e-6);
        }
    }

    #[test]
    fn the_curve_of_a_budget_bounds_what_was_spent(mut question in questions(), budget in 3..16_u32) {
        question.goal = Goal::Budget(f64::from(budget));
        let points = points(&question);
        let price = |plan: &[usize]| plan.iter().map(|site| question.candidates[*site].price).sum::<f64>();
        let mut plan = Vec::new();
        for step in &question.curve(0, &mut go).unwrap() {
            plan.push(place(step.site));
            prop_assert!((price(&plan) - step.spent).abs() < 1e-9 && step.spent <= f64::from(budget));
            let best = plans(&question)
                .filter(|plan| price(plan) <= step.spent + 1e-9)
                .map(|plan| loss(&question, &plan, &points))
                .fold(f64::INFINITY, f64::min);
            prop_assert!(step.bound <= best + 1e-6 && step.loss >= best - 1e-6, "{step:?} for {best}");
        }
    }

    #[test]
    fn shares_add_up_whichever_way_they_are_told(question in questions()) {
        let answer = question.answer(Limits::default(), &mut go).unwrap();
        for shares in [&answer.by_hour, &answer.by_occupation, &answer.by_street.values().copied().collect()] {
            let served: f64 = shares.iter().map(|share| share.served).sum();
            let total: f64 = shares.iter().map(|share| share.total).sum();
            prop_assert!((served - answer.all.served).abs() < 1e-6);
            prop_assert!((total - answer.all.total).abs() < 1e-6);
        }
        // Each occupation alone, the other counting nothing.
        for of in 0..2 {
            let mut alone = question.clone();
            alone.factors = vec![0.0, 0.0];
            alone.factors[of] = question.factors[of];
            let lost = judge(&alone, &indices(&answer.plan), &points(&question)).0;
            let share = answer.by_occupation[of];
            prop_assert!((share.total - share.served - lost).abs() < 1e-6);
        }
        prop_assert!(answer.by_day().is_empty());
    }
}
