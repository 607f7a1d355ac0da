//! Councils with seats at two levels, and the six parties of each community.

use contracts::UnitId;
use kernel::{AreaCode, Day, Id, Level};
use storage::{Db, Store, Tx};

use super::{
    AREAS, CATALOGUE, act, area, desk,
    duties::{all, duty},
    each_city, id, new, today,
};
use crate::{
    By, Directory, NewUnit, UnitError,
    duties::{self, NewDuty, gaps, seats},
    found,
    moves::For,
};

const COMMUNITIES: usize = 303;
const SEATS: u128 = 125;
/// Of them in the councils of two streets.
const IN_STREETS: u128 = 25;

/// The `number`-th place's council (0) or residents' committee (1).
fn unit(number: usize, kind: u128) -> UnitId {
    let number = u128::try_from(number).unwrap();
    Id::from_bytes((number << 8 | kind).to_be_bytes())
}

/// 303 communities that have no committee yet.
fn communities(directory: &Directory) -> Vec<AreaCode> {
    let units = directory.snapshot();
    let all = AREAS.iter().map(|(code, _)| code);
    let free = all.filter(|code| code.level() == Level::Community);
    let free = free.filter(|code| units.serving("community", code).is_none());
    free.take(COMMUNITIES).collect()
}

/// A council in each of them and in two streets, and a committee in each community.
fn found_all(store: &Store, places: Vec<AreaCode>) {
    let streets = ["330102001", "330102003"].map(area);
    let founded = move |tx: &mut Tx<'_>| -> Result<(), UnitError> {
        for (number, place) in places.into_iter().chain(streets).enumerate() {
            let kinds = ["council", "community"];
            let here = if place.level() == Level::Community { &kinds[..] } else { &kinds[..1] };
            for (kind, code) in (0..).zip(here) {
                let new = NewUnit { id: unit(number, kind), area: place, ..new(0, code, "3301") };
                found(tx, desk(), By::Program, &new)?;
            }
        }
        Ok(())
    };
    act(store, founded).unwrap();
}

/// Heads of sites, couriers and riders take their seats.
fn seat_workers(store: &Store) {
    let seated = move |tx: &mut Tx<'_>| -> Result<(), UnitError> {
        for seat in 0..SEATS {
            let place = usize::try_from(seat).unwrap();
            let council = if seat < IN_STREETS { COMMUNITIES + place % 2 } else { place };
            let name = if seat % 5 == 0 { "site-lead" } else { "worker" };
            let new = NewDuty {
                id: Id::from_bytes(((seat + 1) << 64).to_be_bytes()),
                person: Some(Id::from_bytes(((seat + 1) << 32).to_be_bytes())),
                seat: Some(name.into()),
                ..duty(0, "council-seat", unit(council, 0))
            };
            duties::give(tx, desk(), For::Program, &new)?;
        }
        Ok(())
    };
    act(store, seated).unwrap();
}

/// Six parties in each community, but the first has no property manager.
fn name_parties(store: &Store) {
    let named = move |tx: &mut Tx<'_>| -> Result<(), UnitError> {
        let parties = &CATALOGUE.duty("six-party").unwrap().seats;
        assert_eq!(parties.len(), 6);
        let all = (0..COMMUNITIES).flat_map(|place| parties.iter().map(move |one| (place, one)));
        let there = all.filter(|(place, party)| *place != 0 || party.code != "property");
        for (number, (place, party)) in (1_u128..).zip(there) {
            let new = NewDuty {
                id: Id::from_bytes((number << 96).to_be_bytes()),
                person: None,
                bearer: Some(id(1)),
                seat: Some(party.code.clone()),
                until: None,
                ..duty(0, "six-party", unit(place, 1))
            };
            duties::give(tx, desk(), For::Program, &new)?;
        }
        Ok(())
    };
    act(store, named).unwrap();
}

#[test]
fn councils_have_seats_at_two_levels_and_communities_six_parties() {
    each_city(|store, directory| {
        let places = communities(&directory);
        assert_eq!(places.len(), COMMUNITIES);
        found_all(store, places.clone());
        seat_workers(store);
        name_parties(store);
        directory.refresh_blocking().unwrap();
        let (units, all) = (directory.snapshot(), all(store));
        let table = |code: &str| {
            let kind = CATALOGUE.duty(code).unwrap();
            seats::table(&units, &CATALOGUE, kind, &all, today(), |_| true)
        };
        let council = table("council-seat");
        let held = |level| {
            let rows = council.rows.iter().filter(|row| row.level == level);
            rows.map(|row| row.held).sum::<usize>()
        };
        assert_eq!((held(Level::Street), held(Level::Community)), (25, 100));
        assert!(council.rows.iter().all(|row| row.votes), "each has a vote");
        assert_eq!(table("six-party").complete, COMMUNITIES - 1);
        let missing = gaps(&units, &CATALOGUE, &all, today());
        let missing: Vec<_> = missing.iter().filter(|gap| gap.unit == unit(0, 1)).collect();
        assert_eq!(units.find(unit(0, 1)).unwrap().area, places[0]);
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].seat.as_deref(), Some("property"));
        // A vote goes with the seat, and ends with it.
        let voters = |day: Day| {
            let read =
                move |db: &mut Db<'_>| seats::voters(db, &CATALOGUE, unit(COMMUNITIES, 0), day);
            store.read_blocking(read).unwrap().len()
        };
        assert_eq!((voters(today()), voters(today().plus(365))), (13, 0));
    });
}
