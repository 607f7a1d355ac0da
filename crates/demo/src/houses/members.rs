//! Who is in the books of the branches, who leads whom, and which riders they look after.

use branches::{
    Desk,
    badge::{self, Wish},
    member::{
        Link, Stage, Traits,
        admit::{self, NewMember},
    },
    pairing::workers,
};
use contracts::PersonId;
use kernel::{AreaCode, Moment};

use super::{Houses, settle};
use crate::{book, dice::Dice, error::Error, story::Plot, tools::Tools};

const LARGE: usize = 312;
/// One lead has more people than a branch may hold.
const LED_BY_ONE: usize = 60;
const SMALL: usize = 26;
/// Riders whom the small branch looks after; the visitor is the first.
const RIDERS: usize = 100;

/// Answers how many members there are.
pub fn add(tools: &Tools, plot: &Plot, desk: &Desk, houses: &Houses) -> Result<usize, Error> {
    let streets: Vec<AreaCode> = plot.places.streets.iter().map(|street| street.code).collect();
    let county = plot.places.counties.first().map(|county| county.code);
    let near = |street: &AreaCode| county.is_some_and(|county| county.contains(street));
    let around: Vec<AreaCode> = streets.iter().copied().filter(near).collect();
    let mut dice = Dice::of(plot.seed, "members", 0);
    let books = [(houses.large, LARGE, LED_BY_ONE), (houses.riders, SMALL, 0)]
        .map(|(branch, count, led)| (branch, book::drawn(count, &around, &mut dice), led));
    let riders: Vec<(PersonId, AreaCode)> = plot
        .cast
        .workers
        .iter()
        .filter_map(|one| Some((one.actor.person, *streets.get(one.street)?)))
        .take(RIDERS)
        .collect();
    let at = plot.now.plus_days(-12).day().at(15, 0);
    let (leader, consulted, branch) = (houses.leader.clone(), desk.clone(), houses.riders);
    let stamp = leader.stamp(Moment::seeded(at, dice.seed()), "member-admit");
    tools.store.write_blocking(stamp, move |tx| -> Result<(), Error> {
        let from = tx.now().day().plus(-20);
        for (branch, entries, led) in books {
            let ids = book::admit(tx, &consulted, &leader, (branch, from), entries)?;
            book::pair(tx, &consulted, &leader, &ids, led)?;
        }
        for (person, area) in riders {
            workers::enrol(tx, &consulted, &leader, branch, person, area, "")?;
        }
        Ok(())
    })?;
    // Contacts are found by the next healing.
    let consulted = desk.clone();
    let handlers = branches::handlers(move || consulted.clone());
    settle(tools, plot, &handlers)?;
    show_badge(tools, plot, desk, houses)?;
    Ok(LARGE + SMALL + 1)
}

/// The contact member whom visitors may be belongs to the riders' branch and shows it, with a pledge
/// and a name of service, but not which branch.
fn show_badge(tools: &Tools, plot: &Plot, desk: &Desk, houses: &Houses) -> Result<(), Error> {
    let Some(member) = plot.cast.workers.get(1) else { return Ok(()) };
    let (leader, consulted, own) = (houses.leader.clone(), desk.clone(), member.actor.clone());
    let new = NewMember {
        person: own.person,
        stage: Stage::Full,
        link: Link::Home,
        branch: houses.riders,
        from: plot.now.day().plus(-20),
        traits: Traits::default(),
        evidence: "组织关系介绍信".into(),
    };
    let wish = Wish {
        membership: true,
        pledge: Some("不闯红灯、不逆行；老人孩子有事，停下来搭把手。".into()),
        name: Some("骑手老周".into()),
        branch: false,
    };
    let mut dice = Dice::of(plot.seed, "badge", 0);
    let moment = Moment::seeded(plot.now.plus_days(-8), dice.seed());
    let stamp = leader.stamp(moment, "member-admit");
    Ok(tools.store.write_blocking(stamp, move |tx| {
        admit::admit(tx, &consulted, &leader, &new)?;
        badge::show(tx, &consulted, &own, &wish).map(drop)
    })?)
}
