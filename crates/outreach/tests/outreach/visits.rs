//! A visit ends in a list, and each line of it somewhere.

use access::{Action, reach};
use outreach::{
    LineId,
    visit::{self, NewLine, NewVisit, Settle, Standing, Visit, store},
};

use crate::town::{COMMUNITY, Town, area, at, code, each_town};

fn new_visit(town: &Town, lines: &[&str]) -> NewVisit {
    let due_on = at("2026-06-05 00:00").day();
    NewVisit {
        id: town.moment().id(),
        area: area(COMMUNITY),
        site: "东站配送站".into(),
        visited_on: town.moment().now().day(),
        lines: lines
            .iter()
            .map(|text| NewLine { text: (*text).into(), owner: town.firm, due_on })
            .collect(),
    }
}

fn keep(town: &Town, lines: &[&str]) -> Visit {
    let new = new_visit(town, lines);
    town.write(&town.clerk, move |tx, desk, by| visit::keep(tx, desk, by, &new)).unwrap()
}

fn lines(town: &Town, visit: &Visit) -> Vec<LineId> {
    let id = visit.id;
    town.read(move |db| store::lines(db, id)).into_iter().map(|line| line.id).collect()
}

#[test]
fn every_visit_ends_in_a_list_that_the_site_sees() {
    each_town(|town| {
        let visit = keep(town, &["装两个充电柜", "门口加一盏灯"]);
        assert_eq!(visit.unit, town.street);
        assert!(visit.token.len() >= 22);
        let token = visit.token.clone();
        assert_eq!(town.read(move |db| store::of_token(db, &token)), Some(visit.clone()));
        assert_eq!(town.read(|db| store::of_token(db, "")), None);
        let id = visit.id;
        let list = town.read(move |db| store::lines(db, id));
        assert!(list.iter().all(|line| line.standing == Standing::Open && line.owner == town.firm));
        assert_eq!(list.iter().map(|line| line.position).collect::<Vec<_>>(), [1, 2]);
        let empty = new_visit(town, &[]);
        let refused =
            town.write(&town.clerk, move |tx, desk, by| visit::keep(tx, desk, by, &empty));
        assert_eq!(code(refused), "lines:outreach-list-empty");
        assert_eq!(town.recorded("visit.keep"), 1);
    });
}

#[test]
fn kept_twice_it_is_one_visit() {
    each_town(|town| {
        let new = new_visit(town, &["装两个充电柜"]);
        for _ in 0..2 {
            let new = new.clone();
            town.write(&town.clerk, move |tx, desk, by| visit::keep(tx, desk, by, &new)).unwrap();
        }
        let id = new.id;
        assert_eq!(town.read(move |db| store::lines(db, id)).len(), 1);
    });
}

#[test]
fn a_line_is_settled_once_by_its_owner_or_by_who_went_there() {
    each_town(|town| {
        let visit = keep(town, &["装充电柜", "加灯"]);
        let [first, second] = [0, 1].map(|at| lines(town, &visit)[at]);
        let done = |line| {
            let settle = Settle::Done("已装两个".into());
            move |tx: &mut storage::Tx<'_>, _: &outreach::Desk, by: &access::Actor| {
                visit::settle(tx, by, line, &settle)
            }
        };
        let line = town.write(&town.firm_clerk, done(first)).unwrap();
        assert_eq!((line.standing, line.said.as_str()), (Standing::Done, "已装两个"));
        assert_eq!(code(town.write(&town.clerk, done(first))), "settled");
        assert_eq!(code(town.write(&town.other_clerk, done(second))), "not-found");
        assert_eq!(code(town.write(&town.rider, done(second))), "not-found");
        let decline = |said: &str| {
            let settle = Settle::Declined(said.into());
            town.write(&town.clerk, move |tx, _, by| visit::settle(tx, by, second, &settle))
        };
        assert_eq!(code(decline(" ")), "said:text-too-short", "declined only with a reason");
        assert_eq!(decline("规划里没有这条路").unwrap().standing, Standing::Declined);
        let steps: i64 = town.read(|db| {
            let sql = "SELECT COUNT(*) FROM outreach_steps";
            db.query_one(sql, storage::params![], |row| row.get(0))
        });
        assert_eq!(steps, 2);
    });
}

#[test]
fn a_line_that_becomes_a_case_follows_it() {
    each_town(|town| {
        let visit = keep(town, &["东门没有地方充电"]);
        let line = lines(town, &visit)[0];
        let unknown =
            town.write(&town.clerk, move |tx, desk, by| visit::to_case(tx, desk, by, line, "none"));
        assert_eq!(code(unknown), "matter:matter-unknown");
        let made = town
            .write(&town.clerk, move |tx, desk, by| visit::to_case(tx, desk, by, line, "charging"))
            .unwrap();
        let Standing::Case(case) = made.standing else { panic!("it is a case") };
        let told = town.told.0.lock().unwrap()[&case].0.clone();
        assert_eq!((told.text.as_str(), told.site.as_str()), ("东门没有地方充电", "东站配送站"));
        let again = town
            .write(&town.clerk, move |tx, desk, by| visit::to_case(tx, desk, by, line, "charging"));
        assert_eq!(code(again), "settled");
        assert_eq!(town.told.0.lock().unwrap().len(), 1, "one tap, one case");
    });
}

#[test]
fn lists_are_seen_by_who_went_there_and_by_who_owns_a_line() {
    each_town(|town| {
        keep(town, &["装充电柜"]);
        for (actor, seen) in
            [(&town.clerk, 1), (&town.firm_clerk, 1), (&town.other_clerk, 0), (&town.rider, 0)]
        {
            let within = reach(actor, Action::VisitKeep);
            assert_eq!(town.read(move |db| store::within(db, &within, 10)).len(), seen);
        }
    });
}
