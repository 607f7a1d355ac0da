//! Where riders and couriers were last week, counted and protected as a firm does it on its own
//! machine, and a siting study made from it. Made last, with draws of its own.

use std::{fmt::Write as _, path::Path, sync::Arc};

use access::{Action, Actor, Permit, Target, permit};
use heat::{Columns, Family, Fold, Plan, Privacy};
use heatmaps::Checked;
use kernel::{Day, Moment, SeededRng, Wgs84};
use siteplans::{
    Desk,
    ask::{Asked, Goal},
    candidate, run,
    study::{self, NewStudy},
    work::{self, Worker},
};

use crate::{
    city::stamp,
    dice::Dice,
    error::Error,
    place::{Community, County, degrees},
    story::Plot,
    tools::Tools,
};

/// What the firm promises; a small noise, for the demo's city is small.
const EPSILON: &str = "2";
const DELTA: &str = "1e-6";
const BOUND: u32 = 4;
/// Days of positions.
const DAYS: i32 = 7;
/// How busy riders and couriers are by hour of the day, in permille of the busiest hour.
const RIDERS: [u32; 24] = [
    220, 130, 60, 30, 20, 20, 60, 150, 260, 330, 520, 980, 1_000, 640, 380, 330, 420, 760, 990,
    860, 620, 480, 390, 300,
];
const COURIERS: [u32; 24] = [
    10, 10, 10, 10, 20, 40, 190, 560, 980, 1_000, 820, 540, 330, 460, 780, 900, 830, 560, 320, 180,
    90, 50, 30, 20,
];

/// Rooms that could be shared: what they are, their hours, price, and whether lorries can stop.
const ROOMS: [(&str, &str, &str, u32, &str); 5] = [
    ("银行网点", "工商银行{}支行", "Mo-Fr 08:30-17:30; Sa-Su 09:00-16:30", 1, "否"),
    ("加油站", "中石化{}加油站", "24/7", 2, "是"),
    ("环卫站", "{}环卫作息点", "05:00-23:00", 1, "否"),
    ("党群服务中心", "{}党群服务中心", "08:00-21:00", 1, "否"),
    ("便利店", "{}24 小时便利店", "24/7", 2, "否"),
];

/// Hands in the heat and makes the study.
pub fn add(tools: &Tools, plot: &Plot) -> Result<(), Error> {
    let (Some(desk), Some(firm)) = (&tools.siteplans, plot.offices.firms().next()) else {
        return Ok(());
    };
    let name = plot.cast.workers.iter().find(|worker| worker.firm == firm.id);
    let name = name.map_or("平台企业", |worker| worker.firm_name.as_str());
    let release = release(plot, i64::from(tools.catalogue.city().privacy.group_min))?;
    let (source, unit) = (name.to_owned(), firm.id);
    tools.store.write_blocking(stamp(plot.seed, "demo-heat", 0, plot.now), move |tx| {
        heatmaps::keep(tx, &release, (&source, Some(unit))).map(drop)
    })?;
    let Some(county) = plot.places.counties.first() else { return Ok(()) };
    let Some((planner, permit)) = planner(plot, county) else { return Ok(()) };
    study(tools, plot, desk, county, &planner, &permit)
}

/// The release, as `yilu heat build` makes it.
fn release(plot: &Plot, least: i64) -> Result<Checked, Error> {
    let scene = |error: &dyn std::fmt::Display| Error::Scene(format!("heat: {error}"));
    let folder = tempfile::tempdir().map_err(|error| scene(&error))?;
    let mut dice = Dice::of(plot.seed, "heat", 0);
    let positions = folder.path().join("positions.csv");
    std::fs::write(&positions, table(plot, &mut dice)).map_err(|error| scene(&error))?;
    let mut rng = SeededRng::new(dice.seed());
    let days = (plot.now.day().plus(-DAYS), plot.now.day().plus(-1));
    let checked = protected(&positions, folder.path(), &mut rng, (least, days));
    checked.map_err(|error| scene(&error))
}

fn protected(
    positions: &Path,
    folder: &Path,
    rng: &mut SeededRng,
    (least, days): (i64, (Day, Day)),
) -> Result<Checked, Box<dyn std::error::Error>> {
    let privacy = Privacy {
        epsilon: EPSILON.parse()?,
        delta: DELTA.parse()?,
        k: u32::try_from(least)?.max(10),
        bound: BOUND,
        noise: Family::Laplace,
    };
    let plan = Plan {
        resolution: h3o::Resolution::Nine,
        fold: Fold::Day,
        period: Some(days),
        bound: Some(BOUND),
        threads: 1,
        memory: 0,
        scratch: folder.to_owned(),
    };
    let source = heat::open(positions, &Columns::default(), &|_, _| {})?;
    let collected = heat::collect(source.as_ref(), &plan, rng)?;
    let out = folder.join("cells.csv");
    heat::protect(collected, &privacy, rng)?.stage(&out)?.publish()?;
    Ok(heatmaps::read(&out, u32::try_from(least)?)?)
}

/// Positions of a week around a few corners of each community, at the hours at which people are
/// there. Nobody is at one corner twice.
fn table(plot: &Plot, dice: &mut Dice) -> String {
    let mut crowds: Vec<(Wgs84, usize, &str, u32)> = Vec::new();
    for community in plot.places.streets.iter().flat_map(|street| &street.communities) {
        for (occupation, by_hour, most) in
            [("rider", RIDERS, 230), ("rider", RIDERS, 140), ("courier", COURIERS, 120)]
        {
            let Some(at) = corner(community, dice) else { continue };
            let size = u32::try_from(dice.between(30, most)).unwrap_or(0);
            let hours = by_hour.iter().enumerate();
            crowds.extend(hours.map(|(hour, busy)| (at, hour, occupation, size * busy / 1_000)));
        }
    }
    let total: u32 = crowds.iter().map(|crowd| crowd.3).sum();
    // Everybody is at as many corners as count for one person.
    let workers = total.div_ceil(BOUND).max(1);
    let first = plot.now.day().plus(-DAYS);
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    let mut next = 0_u32;
    for (at, hour, occupation, people) in crowds {
        for _ in 0..people {
            let worker = next % workers;
            let day = first.plus(i32::try_from(worker % 7).unwrap_or(0));
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "w{worker},{day} {hour:02}:{:02},{:.5},{:.5},{occupation}",
                next % 60,
                at.lon(),
                at.lat()
            );
            next += 1;
        }
    }
    text
}

/// A corner up to some 300 m from the middle of a community.
fn corner(community: &Community, dice: &mut Dice) -> Option<Wgs84> {
    let [lat, lon] = community.centre_e5;
    let mut near = |of: i32| of + i32::try_from(dice.between(-280, 280)).unwrap_or(0);
    degrees([near(lat), near(lon)])
}

/// Whoever plans for the county, and the proof that they may.
fn planner(plot: &Plot, county: &County) -> Option<(Actor, Permit)> {
    let office = plot.offices.find("social-work", county.code)?;
    let here = plot.cast.clerks.get(&office.id)?;
    let clerk = here.iter().find(|clerk| clerk.role == "department-clerk")?;
    let target = Target::area(county.code).with_units([office.id]);
    let allowed = permit(&clerk.actor, Action::SitePlan, &target).ok()?;
    Some((clerk.actor.clone(), allowed))
}

/// A study with two runs: around noon and evening, and at night.
fn study(
    tools: &Tools,
    plot: &Plot,
    desk: &Desk,
    county: &County,
    planner: &Actor,
    allowed: &Permit,
) -> Result<(), Error> {
    let mut dice = Dice::of(plot.seed, "siting", 0);
    let owner = allowed.membership().map(|post| post.unit);
    let Some(owner) = owner else { return Ok(()) };
    let file = rooms(plot, county, &mut dice);
    let releases = {
        let port = Arc::clone(&desk.heat);
        tools.store.read_blocking(move |db| port.releases(db))?
    };
    let new = NewStudy {
        title: format!("{}骑手驿站选址", county.name),
        area: county.code,
        owner,
        releases: releases.into_iter().take(1).map(|one| one.id).collect(),
        standing: vec!["station".to_owned()],
        offered: Vec::new(),
        candidates: candidate::read("rooms.csv", file.as_bytes(), false)?,
    };
    let (consulted, permit) = (desk.clone(), allowed.clone());
    let begun = planner.stamp(Moment::seeded(plot.now, dice.seed()), "siteplans-begin");
    let study =
        tools.store.write_blocking(begun, move |tx| study::begin(tx, &consulted, &permit, new))?;
    let day =
        Asked { goal: Goal::Count(8), radius_metres: 300, from: 10, until: 21, ..Asked::default() };
    let night = Asked { from: 21, until: 3, ..day.clone() };
    for asked in [day, night] {
        let seed = dice.seed();
        let begun = planner.stamp(Moment::seeded(plot.now, seed), "siteplans-run");
        let (consulted, permit, of) = (desk.clone(), allowed.clone(), study.clone());
        let number = tools
            .store
            .write_blocking(begun, move |tx| run::begin(tx, &consulted, &permit, &of, &asked))?;
        let now = plot.now;
        let worker = Worker {
            store: tools.store.clone(),
            moment: Arc::new(move || Moment::seeded(now, seed)),
            desk: desk.clone(),
        };
        work::calculate(&worker, (study.id, number))?;
    }
    Ok(())
}

/// Rooms in the county that could be shared, as a department would hand them in.
fn rooms(plot: &Plot, county: &County, dice: &mut Dice) -> String {
    let mut text = String::from("id,name,lon,lat,kind,price,hours,parking\n");
    let streets = plot.places.streets.iter().filter(|street| street.county == county.code);
    let mut number = 0;
    for community in streets.flat_map(|street| &street.communities) {
        for _ in 0..2 {
            let Some((kind, name, hours, price, parking)) = dice.pick(&ROOMS) else { continue };
            let Some(at) = corner(community, dice) else { continue };
            let short = community.name.trim_end_matches("社区");
            number += 1;
            let _ = writeln!(
                text,
                "R{number:03},{},{:.5},{:.5},{kind},{price},{hours},{parking}",
                name.replace("{}", short),
                at.lon(),
                at.lat()
            );
        }
    }
    text
}
