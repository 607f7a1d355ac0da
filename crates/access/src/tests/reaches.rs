//! A list shows exactly what its reader may open.

use storage::{Value, params};

use super::support::{area, holder, on_each_store, person, unit};
use crate::{
    Action, Actor, Target, permit,
    policy::{Columns, Reach},
    reach,
};

const AREAS: [&str; 5] = ["440305", "440305001", "440305001002", "440305002", "44030500"];

fn rows() -> Vec<(&'static str, u8, u8)> {
    let mut rows = Vec::new();
    for code in &AREAS[..4] {
        for unit in [1, 2] {
            for person in [1, 2] {
                rows.push((*code, unit, person));
            }
        }
    }
    rows
}

fn actors() -> Vec<Actor> {
    let roles =
        ["worker", "clerk", "department-clerk", "firm-clerk", "auditor", "admin", "street-lead"];
    roles.into_iter().map(holder).collect()
}

#[test]
fn reach_holds_exactly_where_a_permit_is_given() {
    for actor in actors() {
        // Consent is asked case by case and is no reach.
        for action in Action::ALL.iter().filter(|action| **action != Action::PersonReadContact) {
            let reach = reach(&actor, *action);
            for (code, held_by, owner) in rows() {
                let target =
                    Target::area(area(code)).with_units([unit(held_by)]).with_person(person(owner));
                let listed = reach.holds(Some(&area(code)), &[unit(held_by)], Some(person(owner)));
                let opened = permit(&actor, *action, &target).is_ok();
                assert_eq!(listed, opened, "{:?} {action} {code} {held_by}", actor.memberships);
            }
        }
    }
}

#[test]
fn the_database_filters_as_reach_says() {
    on_each_store(|city| {
        city.write(|tx| {
            tx.execute(
                "CREATE TABLE access_things (area TEXT, holder BYTEA, person BYTEA)",
                params![],
            )
            .or_else(|_| {
                tx.execute(
                    "CREATE TABLE access_things (area TEXT, holder BLOB, person BLOB)",
                    params![],
                )
            })?;
            for (code, held_by, owner) in rows() {
                tx.execute(
                    "INSERT INTO access_things (area, holder, person) VALUES ($1, $2, $3)",
                    params![code, unit(held_by), person(owner)],
                )?;
            }
            Ok(())
        });
        for (actor, action) in
            actors().iter().flat_map(|actor| Action::ALL.iter().map(move |action| (actor, action)))
        {
            let reach = reach(actor, *action);
            let expected = rows()
                .iter()
                .filter(|(code, held_by, owner)| {
                    reach.holds(Some(&area(code)), &[unit(*held_by)], Some(person(*owner)))
                })
                .count();
            for unit in ["holder", "(holder IN {} OR holder IN {})"] {
                let columns = Columns {
                    area: Some("area"),
                    unit: Some(unit),
                    person: Some("person"),
                    hands: None,
                };
                let (condition, values) = reach.sql(&columns, 2);
                let sql = format!(
                    "SELECT CAST(COUNT(*) AS BIGINT) FROM access_things WHERE area <> $1 AND {condition}"
                );
                let mut parameters = vec![Value::from("")];
                parameters.extend(values);
                let found: i64 =
                    city.read(move |db| Ok(db.query_one(&sql, &parameters, |row| row.get(0))?));
                assert_eq!(usize::try_from(found), Ok(expected), "{action} {reach:?}");
            }
        }
    });
}

#[test]
fn areas_inside_wider_ones_are_left_out_and_an_empty_reach_finds_nothing() {
    let mut actor = holder("clerk");
    let mut wider = actor.memberships[0].clone();
    wider.area = area("440305");
    actor.memberships.push(wider);
    assert_eq!(reach(&actor, Action::CaseList).areas, [area("440305")]);
    assert_eq!(Reach::default().sql(&Columns::default(), 1), ("(1 = 0)".to_owned(), vec![]));
    assert!(reach(&holder("worker"), Action::CaseList).is_empty());
    assert!(reach(&holder("admin"), Action::MetricsRead).everything);
}
