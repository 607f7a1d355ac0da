//! Each node's shelf follows the store.

use nearby::{Query, Set};
use places::{Shelf, edit};

use crate::town::{Town, code, draft, each_town, north};

fn names(town: &Town, shelf: &Shelf) -> Vec<String> {
    let now = town.moment().now();
    shelf.refresh_from(&town.test.store, &town.desk, now).unwrap();
    let view = shelf.view();
    let query = Query { open: true, ..Query::near(north(0.0), 20, now) };
    view.nearest(&query).iter().map(|hit| hit.spot.about.name.clone()).collect()
}

#[test]
fn what_one_node_changes_another_shows() {
    each_town(|town| {
        let nodes = [Shelf::default(), Shelf::default()];
        assert!(nodes.iter().all(|node| names(town, node).is_empty()));
        let first = town.open(draft("A", "城站驿站", north(300.0))).unwrap();
        town.open(draft("B", "东坡路驿站", north(100.0))).unwrap();
        for node in &nodes {
            assert_eq!(names(town, node), ["东坡路驿站", "城站驿站"]);
        }
        let id = first.id;
        let moved = draft("A", "城站新驿站", north(50.0));
        let change =
            town.write(&town.clerk, move |tx, desk, by| edit::change(tx, desk, by, id, 1, moved));
        assert_eq!(change.unwrap().edition, 2);
        assert_eq!(names(town, &nodes[1]), ["城站新驿站", "东坡路驿站"]);
        let stale = draft("A", "旧稿", north(50.0));
        let late =
            town.write(&town.clerk, move |tx, desk, by| edit::change(tx, desk, by, id, 1, stale));
        assert_eq!(code(late), "stale");
        let stranger =
            town.write(&town.stranger, move |tx, desk, by| edit::close(tx, desk, by, id));
        assert_eq!(code(stranger), "not-found");
        town.write(&town.clerk, move |tx, desk, by| edit::close(tx, desk, by, id)).unwrap();
        for node in &nodes {
            assert_eq!(names(town, node), ["东坡路驿站"]);
        }
    });
}

#[test]
fn what_is_shared_at_night_shows_to_its_group_then_and_to_nobody_else() {
    each_town(|town| {
        let mut shared = draft("N", "环卫驿站", north(0.0));
        shared.hours = String::new();
        shared.detail.shared = places_slot("22:00-06:00", &["ride-hail"]);
        town.open(shared).unwrap();
        let shelf = Shelf::default();
        assert!(names(town, &shelf).is_empty());
        let view = shelf.view();
        let groups = &town.desk.rules().groups;
        let drivers = groups.iter().position(|group| group.code == "ride-hail").unwrap();
        let drivers = Set::one(u8::try_from(drivers).unwrap());
        let seen = |local: &str, groups: Set| {
            let query =
                Query { open: true, groups, ..Query::near(north(0.0), 20, crate::town::at(local)) };
            view.nearest(&query).len()
        };
        assert_eq!(seen("2026-11-20 23:00", drivers), 1);
        assert_eq!(seen("2026-11-21 05:59", drivers), 1);
        assert_eq!(seen("2026-11-20 12:00", drivers), 0);
        assert_eq!(seen("2026-11-20 23:00", Set::EMPTY), 0);
    });
}

fn places_slot(hours: &str, groups: &[&str]) -> Vec<places::place::SharedSlot> {
    let groups = groups.iter().map(|group| (*group).to_owned()).collect();
    vec![places::place::SharedSlot { hours: hours.into(), groups }]
}
