//! The same promise kept by the whole way: through use cases, jobs and store.

use std::{cell::Cell, collections::BTreeMap};

use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};

use crate::{
    groups::{Happening, K, happenings, isolating},
    town::{Town, each_town},
};

/// Lives a stream of happenings in a town, an hour after the other; a batch waits for Monday.
fn live(town: &Town, stream: &[Happening]) {
    let riders = town.riders(24);
    let mut last = BTreeMap::new();
    for happening in stream {
        match happening {
            Happening::Rates(rider) => {
                let id = town.rate(riders[*rider], i64::try_from(*rider).unwrap());
                last.insert(*rider, id);
            }
            Happening::Withdraws(rider) if rider % 7 == 0 => {
                town.erase(riders[*rider]);
                // Somebody who is gone neither rates nor withdraws any more.
                return town_after(town);
            }
            Happening::Withdraws(rider) => {
                if let Some(id) = last.get(rider) {
                    town.withdraw(riders[*rider], *id).unwrap();
                }
            }
            Happening::Batch => drop(town.next_batch()),
        }
        town.clock.set(town.now().plus_hours(3));
    }
    town_after(town);
}

fn town_after(town: &Town) {
    for _ in 0..4 {
        town.next_batch();
    }
}

#[test]
fn no_published_releases_isolate_a_rider() {
    let mut runner = TestRunner::deterministic();
    let (told, coarser) = (Cell::new(0), Cell::new(0));
    for _ in 0..4 {
        let stream = happenings(140).new_tree(&mut runner).unwrap().current();
        each_town(|town| {
            live(town, &stream);
            let sets = sets(town);
            assert_eq!(isolating(&sets, K), None);
            told.set(told.get() + sets.len());
            coarser.set(coarser.get() + usize::from(isolating(&sets, K + 4).is_some()));
        });
    }
    assert!(told.get() > 6, "only {} releases: the property says nothing", told.get());
    assert!(coarser.get() > 0, "the check would find parts that are too small");
}

fn sets(town: &Town) -> Vec<std::collections::BTreeSet<ratings::group::Voice>> {
    let ids: Vec<_> = town.releases().into_iter().map(|release| release.id).collect();
    let read = |id| town.read(move |db| ratings::store::groups::released(db, id));
    ids.into_iter().map(read).collect()
}
