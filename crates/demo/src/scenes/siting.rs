//! Wuxi 685: where 685 stations go in a city of 200,000 couriers, riders, ride-hail drivers and
//! truckers. The planner sees protected maps only. The plan is held against its proven bound, against
//! the truth, against the noise drawn again, against somebody who knows everybody else's day and looks
//! for one more home, and against sixty days of use.

mod attack;
mod city;
mod maps;
mod stations;
mod use_of;

use std::path::Path;

use serde::Serialize;

use crate::error::Error;
use city::City;
use maps::{HOURS, PLACES};

/// How large it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct World {
    pub workers: usize,
    /// Spots that draw workers.
    pub spots: usize,
    pub side_metres: f64,
    pub candidates: usize,
    /// Candidates that stand already.
    pub standing: usize,
    /// Stations in all, those that stand included.
    pub stations: usize,
    /// Homes for truckers beside them.
    pub truck_homes: usize,
    /// How often the noise is drawn again.
    pub redraws: usize,
    /// Homes that are looked for, and maps that are asked for.
    pub queries: usize,
}

impl World {
    /// As large as the city that sited 685.
    pub const WUXI: Self = Self {
        workers: 200_000,
        spots: 1_400,
        side_metres: 30_000.0,
        candidates: 5_000,
        standing: 120,
        stations: 685,
        truck_homes: 10,
        redraws: 50,
        queries: 1_000,
    };

    /// A town with as many workers at each spot.
    pub const TOWN: Self = Self {
        workers: 10_000,
        spots: 70,
        side_metres: 6_700.0,
        candidates: 250,
        standing: 6,
        stations: 34,
        truck_homes: 1,
        redraws: 50,
        queries: 1_000,
    };
}

/// A plan beside the best that there could be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Worth {
    /// Hours of workers that are covered, and all of them.
    pub covered: f64,
    pub all: f64,
    /// No plan covers more.
    pub at_most: f64,
    /// How much more it could be, as a share of what is covered.
    pub gap: f64,
}

impl Worth {
    fn new(covered: f64, all: f64, at_most: f64) -> Self {
        let gap = (at_most - covered).max(0.0) / covered.max(f64::MIN_POSITIVE);
        Self { covered, all, at_most, gap }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Siting {
    pub seed: u64,
    pub world: World,
    /// Figures on the maps that the plan was made from, and the least that is shown on them.
    pub figures: [usize; 2],
    pub threshold: i64,
    /// On the protected maps.
    pub planned: Worth,
    /// The same plan with everybody's true position; the bound is that of a plan made from these. It
    /// tells what the protection costs: a figure, which nothing is asked of.
    pub truly: Worth,
    pub truck_homes: Worth,
    /// Stations of the plan, and those that at least 80 % of the redraws choose.
    pub stations: usize,
    pub stable: usize,
    pub attack: attack::Attack,
    pub sixty_days: use_of::SixtyDays,
}

/// A plan may be this far from its bound.
const GAP: f64 = 0.03;
/// Of the stations so many have to be stable.
const STABLE: f64 = 0.8;

impl Siting {
    /// Whether it went as it must.
    pub fn holds(&self) -> bool {
        let size = kernel::count::size_to_f64;
        self.stations == self.world.stations
            && self.planned.gap <= GAP
            && size(self.stable) >= STABLE * size(self.stations)
            && self.attack.holds()
            && self.sixty_days.holds()
    }
}

/// Plays the scene; maps are written into the folder.
///
/// # Errors
/// A folder that cannot be written, or a question that the planner cannot ask.
pub fn run(world: World, seed: u64, folder: &Path) -> Result<Siting, Error> {
    let city = City::new(world, seed);
    let privacy = maps::privacy()?;
    let places = maps::map(&city, PLACES, Some(&privacy), seed.wrapping_add(1), folder)?;
    let hours = maps::map(&city, HOURS, Some(&privacy), seed.wrapping_add(2), folder)?;
    let planner = stations::Planner::new(&city, &places, &hours);
    let plan = planner.plan()?;
    let stable = planner.stable(&plan.sites, &privacy)?;
    let truck_homes = planner.truck_homes(&plan.sites)?;
    let truth = stations::Planner::true_to(&city)?;
    let truly = truth.worth(&plan.sites)?;
    let sixty_days = use_of::play(&planner, &truth, &plan.sites, seed)?;
    let figures = [places.slots.len(), hours.slots.len()];
    let threshold = places.guarantee.threshold.unwrap_or(0);
    let attack = attack::play(&city, vec![places, hours], &privacy, folder)?;
    Ok(Siting {
        seed,
        world,
        figures,
        threshold,
        planned: plan.worth,
        truly,
        truck_homes,
        stations: plan.sites.len(),
        stable,
        attack,
        sixty_days,
    })
}
