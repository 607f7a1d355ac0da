//! Nobody reads anybody else's points, and nothing can rank people.

use std::fs;

use access::{
    Actor,
    policy::{self, Action, Target},
};
use ledger::MIGRATIONS;
use storage::testing::each_store;

use crate::town::{STREET, case_of, confirm_at, fund, noon, own_permit, person};

#[test]
fn a_permit_for_something_else_opens_no_balance() {
    let rider = person();
    let actor = Actor::new(rider, None, Vec::new(), noon().day());
    assert!(policy::permit(&actor, Action::PointsRead, &Target::of(person())).is_err());
    let profile = policy::permit(&actor, Action::ProfileRead, &Target::of(rider)).unwrap();
    each_store(MIGRATIONS, |test| {
        let permit = profile.clone();
        assert!(test.store.read_blocking(move |db| ledger::balance(db, &permit)).is_err());
        let permit = profile.clone();
        let lines = test.store.read_blocking(move |db| ledger::statement(db, &permit, None, 10));
        assert!(lines.is_err());
    });
}

#[test]
fn a_statement_is_read_page_by_page_and_shows_its_owners_lines_only() {
    each_store(MIGRATIONS, |test| {
        let store = &test.store;
        fund(store, STREET, 1_000).unwrap();
        let (rider, other) = (person(), person());
        let mut numbers = Vec::new();
        for day in 0..23 {
            // Two at the same instant, so that a page's edge falls between equals.
            for reporter in [rider, rider, other] {
                let case = case_of(reporter);
                confirm_at(store, noon().plus_days(day), &case).unwrap();
                numbers.extend((reporter == rider).then_some(case.number));
            }
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let permit = own_permit(rider);
            let page =
                store.read_blocking(move |db| ledger::statement(db, &permit, after, 5)).unwrap();
            assert!(page.is_sorted_by(|a, b| a.mark > b.mark));
            let Some(last) = page.last() else { break };
            after = Some(last.mark);
            assert!(seen.len() < 100, "the pages go in circles");
            seen.extend(page.into_iter().filter_map(|line| line.number));
        }
        numbers.sort();
        seen.sort();
        assert_eq!(seen, numbers);
    });
}

#[test]
fn no_statement_sorts_or_indexes_by_balance() {
    let crate_folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    for folder in ["src", "migrations"] {
        for file in fs::read_dir(crate_folder.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            read += 1;
            let text = text.to_lowercase();
            for part in text.split("order by").skip(1).chain(text.split("create index").skip(1)) {
                let clause: String = part.chars().take(120).collect();
                let clause = clause.split(['"', ';']).next().unwrap_or_default();
                for word in ["balance", "sum(", "amount"] {
                    assert!(!clause.contains(word), "{}: ORDER BY{clause}", path.display());
                }
            }
        }
    }
    assert!(read >= 6);
}
