//! The branches whose members look after riders, five each; members come and go too.

use std::sync::Arc;

use branches::{
    MemberId,
    member::{Leaving, Link, admit},
    pairing::{store as pairs, workers},
};
use contracts::UnitId;
use kernel::{AreaCode, Day, Timestamp};
use organizations::{By, Desk, NewUnit, found as found_unit};
use storage::Tx;

use super::{
    super::stage::Stage,
    DAYS,
    town::{COUNTY, Town, area},
};
use crate::{book, dice::Dice, error::Error};

/// Members of a branch, and riders for each: as many as a branch may hold, and as its rule says.
const MEMBERS: usize = 50;
const RIDERS_EACH: usize = 5;

pub struct House {
    pub branch: UnitId,
    pub members: Vec<MemberId>,
}

/// Branches enough for so many riders.
pub fn found(stage: &Stage, committee: UnitId, people: usize) -> Result<Vec<UnitId>, Error> {
    let (catalogue, areas) = (Arc::clone(&stage.desk.catalogue), Arc::clone(&stage.desk.areas));
    let (from, county) = (stage.from, area(COUNTY)?);
    // A tenth of room, as not all members stay.
    let count = people.div_ceil(MEMBERS * RIDERS_EACH * 9 / 10);
    stage.prepare(from.at(6, 10), move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        let one = |tx: &mut Tx<'_>, number: usize| {
            let name_zh = format!("骑手第{}党支部", number + 1);
            let new = NewUnit {
                id: tx.id(),
                kind: "branch-platform".into(),
                area: county,
                name_en: name_zh.clone(),
                name_zh,
                parent: Some(committee),
                in_charge: false,
                from,
            };
            found_unit(tx, desk, By::Program, &new)?;
            Ok(new.id)
        };
        (0..count).map(|number| one(tx, number)).collect()
    })
}

/// Members come into the books.
pub fn open(town: &mut Town, branches: Vec<UnitId>, seed: u64) -> Result<(), Error> {
    let mut dice = Dice::of(seed, "turnover-members", 0);
    for branch in branches {
        let members = admitted(town, branch, MEMBERS, town.stage.from, &mut dice)?;
        town.houses.push(House { branch, members });
    }
    Ok(())
}

fn admitted(
    town: &Town,
    branch: UnitId,
    count: usize,
    day: Day,
    dice: &mut Dice,
) -> Result<Vec<MemberId>, Error> {
    let areas: Vec<AreaCode> = town.places.streets.iter().map(|street| street.code).collect();
    let entries = book::drawn(count, &areas, dice);
    let desk = town.branches.clone();
    let at = day.at(6, 40);
    Ok(town.stage.act(&town.clerk, at, move |tx, _, by| {
        book::admit(tx, &desk, by, (branch, day), entries)
    })?)
}

/// Whoever has come is looked after by the branch of their place.
pub fn enrol(town: &Town, day: Day, places: &[usize]) -> Result<(), Error> {
    let streets: Vec<AreaCode> = town.places.streets.iter().map(|street| street.code).collect();
    let here = |place: &usize| {
        let rider = town.people.get(*place)?;
        let street = *streets.get(rider.site % streets.len().max(1))?;
        Some((town.houses.get(rider.house)?.branch, rider.actor.person, street))
    };
    let new: Vec<_> = places.iter().filter_map(here).collect();
    let desk = town.branches.clone();
    Ok(town.stage.act(&town.clerk, day.at(8, 30), move |tx, _, by| {
        for (branch, person, street) in new {
            workers::enrol(tx, &desk, by, branch, person, street, "")?;
        }
        Ok::<_, branches::Fault>(())
    })?)
}

/// Half of the members are others within the five months: some go today, as many come.
pub fn renew(town: &mut Town, day: Day, dice: &mut Dice) -> Result<(), Error> {
    let days = usize::try_from(DAYS).unwrap_or(1);
    // So many of a thousand branches change one member today.
    let often = u64::try_from(MEMBERS * 1_000 / 2 / days).unwrap_or(0);
    for number in 0..town.houses.len() {
        let Some(house) = town.houses.get(number).filter(|_| dice.chance(often)) else { continue };
        let (branch, seat) = (house.branch, dice.below(house.members.len()));
        let Some(gone) = house.members.get(seat).copied() else { continue };
        let desk = town.branches.clone();
        town.stage.act(&town.clerk, day.at(10, 0), move |tx, _, by| {
            admit::leave(tx, &desk, by, gone, Link::Home, Leaving::Moved, day)
        })?;
        let came = admitted(town, branch, 1, day, dice)?.pop();
        if let (Some(house), Some(came)) = (town.houses.get_mut(number), came)
            && let Some(place) = house.members.get_mut(seat)
        {
            *place = came;
        }
    }
    Ok(())
}

/// Riders who want a contact, and those who have one.
pub fn covered(town: &Town, at: Timestamp) -> Result<(i64, i64), Error> {
    let mut sum = (0, 0);
    for house in &town.houses {
        let branch = house.branch;
        let (want, have) = town.stage.read(move |db| pairs::covered_at(db, branch, at))?;
        sum = (sum.0 + want, sum.1 + have);
    }
    Ok(sum)
}
