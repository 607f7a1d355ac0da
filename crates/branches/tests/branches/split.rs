//! What a split refuses, and who may plan one.

use branches::plan::{
    State, Wish,
    apply::undo,
    draft::{approve, draft, withdraw},
    store,
};
use planner::split::Shifts;

use crate::town::{code, each_town};

const WISH: Wish = Wish { branches: Some(2), shifts: Shifts::Balanced };

#[test]
fn a_split_that_cannot_be_is_refused_with_the_field() {
    each_town(|town| {
        let branch = town.branch;
        let plan = |by: &access::Actor, wish| {
            town.write(by, move |tx, desk, by| draft(tx, desk, by, branch, wish, 1))
        };
        assert_eq!(code(plan(&town.clerk, WISH)), "branch:branches-split-empty");
        for number in 1..=8 {
            town.member(number, branch);
        }
        let many = Wish { branches: Some(5), ..WISH };
        assert_eq!(code(plan(&town.clerk, many)), "branches:branches-split-count");
        for nobody in [&town.firm_clerk, &town.street_clerk, &town.foreign_clerk] {
            assert_eq!(code(plan(nobody, WISH)), "not-found");
        }
        let made = plan(&town.secretary, WISH).unwrap();
        let id = made.id;
        let day = |days: i32| {
            let on = town.today().plus(days);
            town.write(&town.clerk, move |tx, desk, by| approve(tx, desk, by, id, on))
        };
        assert_eq!(code(day(-1)), "on:branches-day-range");
        assert_eq!(code(day(400)), "on:branches-day-range");
        let undone = town.write(&town.clerk, move |tx, desk, by| undo(tx, desk, by, id));
        assert_eq!(code(undone), "branches-moved-on");
        day(3).unwrap();
        assert_eq!(code(day(3)), "branches-moved-on");
        let second = plan(&town.clerk, WISH).unwrap().id;
        let on = town.today().plus(5);
        let both = town.write(&town.clerk, move |tx, desk, by| approve(tx, desk, by, second, on));
        assert_eq!(code(both), "branches-other-plan");
        town.write(&town.clerk, move |tx, desk, by| withdraw(tx, desk, by, id)).unwrap();
        town.tick_at("2026-05-20 00:00");
        assert_eq!(town.read(move |db| store::find(db, id)).unwrap().state, State::Withdrawn);
        let here = town.read(move |db| branches::member::store::in_branch(db, branch));
        assert_eq!(here.len(), 8, "a withdrawn plan never happens");
    });
}
