//! The planner: candidates, and the demand as the maps tell it or as it truly is.

use std::{collections::BTreeMap, ops::ControlFlow};

use heat::{Bits, Privacy};
use kernel::{SeededRng, count};
use siting::{
    Candidate, Crowding, Demand, Goal, Limits, Metric, Point, Progress, Question, Service, State,
};

use super::{
    Worth,
    city::{City, EARTH_METRES, OCCUPATIONS, TRUCKER, squared},
    maps::Map,
};
use crate::{dice::Dice, error::Error};

const DAY: usize = 24;
/// As far as somebody goes to a station, and a lorry to a home.
const REACH_METRES: f64 = 500.0;
const LORRY_METRES: f64 = 4_000.0;
/// Raster on which true positions are added up.
const RASTER_METRES: f64 = 60.0;
/// Searches stop here.
const GAP: f64 = 0.01;
const CASES: usize = 12;
/// Looks at a search, each of which is worth some dozens of steps.
const LOOKS: u32 = 4_000;
/// From this share of the redraws on a station is stable.
const OFTEN: f64 = 0.8;

/// Kinds of candidates: of a thousand, open from and to, parking in so many of ten.
const KINDS: [(u64, usize, usize, u64); 4] = [
    (450, 9, 17, 0),  // bank outlets
    (120, 0, 24, 10), // petrol stations
    (280, 6, 22, 0),  // sanitation stations
    (150, 8, 20, 5),  // service centres
];
const SANITATION: usize = 2;

pub struct Planner {
    pub question: Question,
    /// Figures of the map of places, by point and occupation.
    figures: Vec<[f64; OCCUPATIONS.len()]>,
    /// At which hours each occupation works.
    hours: [[f64; DAY]; OCCUPATIONS.len()],
    points: Vec<Point>,
    seed: u64,
    redraws: usize,
    truck_homes: usize,
}

/// A plan with its worth.
pub struct Plan {
    pub sites: Vec<u32>,
    pub worth: Worth,
}

fn told(error: siting::BadQuestion) -> Error {
    Error::Scene(error.to_string())
}

impl Planner {
    /// What the protected maps tell: where from the one, at which hours from the other.
    pub fn new(city: &City, places: &Map, hours: &Map) -> Self {
        let mut cells: BTreeMap<u64, [f64; OCCUPATIONS.len()]> = BTreeMap::new();
        for ((cell, _, occupation), weight) in &places.slots {
            if let Some(figure) = cells.entry(*cell).or_default().get_mut(*occupation) {
                *figure = *weight;
            }
        }
        let mut profile = [[0.0; DAY]; OCCUPATIONS.len()];
        for ((_, hour, occupation), weight) in &hours.slots {
            let of = profile.get_mut(*occupation).and_then(|of| of.get_mut(*hour));
            if let Some(sum) = of {
                *sum += weight;
            }
        }
        for of in &mut profile {
            let all: f64 = of.iter().sum();
            // An occupation of which no hour is shown may work at any.
            let even = 1.0 / count::size_to_f64(DAY);
            for part in of.iter_mut() {
                *part = if all > 0.0 { *part / all } else { even };
            }
        }
        let middle = |cell: &u64| places.middles.get(cell).copied();
        let points = cells.keys().filter_map(middle).collect();
        let figures: Vec<_> = cells.into_values().collect();
        let mut planner = Self {
            question: question(city, Demand::new(DAY, OCCUPATIONS.len())),
            figures,
            hours: profile,
            points,
            seed: city.seed,
            redraws: city.world.redraws,
            truck_homes: city.world.truck_homes,
        };
        planner.question.demand = planner.demand(|figure| figure);
        planner
    }

    /// The demand of the map, with each of its figures changed.
    fn demand(&self, mut change: impl FnMut(f64) -> f64) -> Demand {
        let mut demand = Demand::new(DAY, OCCUPATIONS.len());
        let mut weights = vec![0.0; DAY * OCCUPATIONS.len()];
        for (point, figures) in self.points.iter().zip(&self.figures) {
            for (occupation, (figure, hours)) in figures.iter().zip(&self.hours).enumerate() {
                let figure = if *figure > 0.0 { change(*figure).max(0.0) } else { 0.0 };
                for (hour, part) in hours.iter().enumerate() {
                    if let Some(weight) = weights.get_mut(hour * OCCUPATIONS.len() + occupation) {
                        *weight = figure * part;
                    }
                }
            }
            // Weights are as many as the demand asks for, and none is below 0.
            let _ = demand.push(*point, 0, &weights);
        }
        demand
    }

    /// Where everybody truly is at work, added up on a fine raster.
    pub fn true_to(city: &City) -> Result<Truth, Error> {
        let mut squares: BTreeMap<(u64, u64), (Point, Vec<f64>)> = BTreeMap::new();
        for worker in 0..city.world.workers {
            let trace = city.trace(worker);
            for stay in &trace.work {
                let middle = squared(stay.at, RASTER_METRES);
                let (_, weights) = squares
                    .entry((middle.x.to_bits(), middle.y.to_bits()))
                    .or_insert_with(|| (middle, vec![0.0; DAY * OCCUPATIONS.len()]));
                let place = stay.hour * OCCUPATIONS.len() + trace.occupation;
                if let Some(weight) = weights.get_mut(place) {
                    *weight += 1.0;
                }
            }
        }
        let mut demand = Demand::new(DAY, OCCUPATIONS.len());
        for (middle, weights) in squares.values() {
            let pushed = demand.push(*middle, 0, weights);
            pushed.map_err(|error| Error::Scene(error.to_string()))?;
        }
        Ok(Truth { question: question(city, demand) })
    }

    /// The stations, with the bound that is proved for them.
    pub fn plan(&self) -> Result<Plan, Error> {
        let answer = self.question.answer(limits(), &mut patience()).map_err(told)?;
        let all = answer.all.total;
        let worth = Worth::new(all - answer.loss, all, all - answer.bound);
        Ok(Plan { sites: answer.plan, worth })
    }

    /// How many stations are chosen in most redraws of the noise.
    pub fn stable(&self, plan: &[u32], privacy: &Privacy) -> Result<usize, Error> {
        let protection = privacy.protection().map_err(|error| Error::Scene(error.to_string()))?;
        let mut rng = SeededRng::new(self.seed ^ 0x5ab1e);
        let (mut bits, noise) = (Bits::new(&mut rng), protection.noise());
        let mut redraw =
            |_: &Demand| self.demand(|figure| figure + count::to_f64(noise.draw(&mut bits)));
        let shares = self.question.stability(plan, self.redraws, &mut redraw).map_err(told)?;
        let often = |site: &&u32| {
            let share = usize::try_from(**site).ok().and_then(|site| shares.get(site));
            share.is_some_and(|share| *share >= OFTEN)
        };
        Ok(plan.iter().filter(often).count())
    }

    /// Homes for truckers beside the stations: parking, a longer way, and rooms that are not
    /// crowded.
    pub fn truck_homes(&self, stations: &[u32]) -> Result<Worth, Error> {
        let mut question = self.question.clone();
        question.service = Service::Within(LORRY_METRES);
        question.goal = Goal::Count(self.truck_homes);
        question.crowding = Crowding::Kept;
        question.factors = (0..OCCUPATIONS.len())
            .map(|occupation| if occupation == TRUCKER { 1.0 } else { 0.0 })
            .collect();
        let busiest =
            self.hours.get(TRUCKER).map_or(0.0, |of| of.iter().copied().fold(0.0, f64::max));
        let truckers: f64 = self.figures.iter().filter_map(|figures| figures.get(TRUCKER)).sum();
        // Together the homes hold three quarters of all who work in the busiest hour.
        let room = 0.75 * busiest * truckers / count::size_to_f64(self.truck_homes.max(1));
        for (place, site) in question.candidates.iter_mut().enumerate() {
            let taken = stations.binary_search(&count::to_u32(place)).is_ok();
            let parks = site.serves.get(TRUCKER).copied().unwrap_or(true);
            site.state = if parks && !taken { State::Free } else { State::Barred };
            site.capacity = Some(room);
        }
        let answer = question.answer(limits(), &mut patience()).map_err(told)?;
        let all = answer.all.total;
        Ok(Worth::new(all - answer.loss, all, all - answer.bound))
    }
}

/// The same question with everybody's true position.
pub struct Truth {
    pub question: Question,
}

impl Truth {
    /// What a plan is worth, beside the best that a plan made from the truth could be.
    pub fn worth(&self, plan: &[u32]) -> Result<Worth, Error> {
        let best = self.question.answer(limits(), &mut patience()).map_err(told)?;
        let judged = self.question.judge(plan).map_err(told)?;
        let all = judged.all.total;
        Ok(Worth::new(all - judged.loss, all, all - best.bound))
    }
}

fn limits() -> Limits {
    Limits { gap: GAP, cases: CASES, ..Limits::default() }
}

/// Goes on for so many looks, so that the same is found on every machine.
fn patience() -> impl FnMut(&Progress<'_>) -> ControlFlow<()> {
    let mut looks = 0;
    move |_| {
        looks += 1;
        if looks < LOOKS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

fn question(city: &City, demand: Demand) -> Question {
    let metric = Metric::Sphere { radius_metres: EARTH_METRES };
    let stations = city.world.stations;
    Question::covering(demand, candidates(city), metric, REACH_METRES, stations)
}

/// Bank outlets, petrol stations, sanitation stations and service centres with their hours; the first
/// ones of those that keep long hours stand already.
fn candidates(city: &City) -> Vec<Candidate> {
    let mut dice = Dice::of(city.seed, "candidates", 0);
    let mut standing = city.world.standing;
    (0..city.world.candidates)
        .map(|_| {
            let kind = dice.weighted(KINDS.map(|(share, ..)| share));
            let (_, from, to, parking) = KINDS.get(kind).copied().unwrap_or_default();
            let parks = dice.chance(parking * 100);
            let stands = kind == SANITATION && standing > 0;
            standing -= usize::from(stands);
            Candidate {
                open: (0..DAY).map(|hour| (from..to).contains(&hour)).collect(),
                serves: (0..OCCUPATIONS.len()).map(|of| of != TRUCKER || parks).collect(),
                state: if stands { State::Stands } else { State::Free },
                ..Candidate::new(city.place(&mut dice))
            }
        })
        .collect()
}
