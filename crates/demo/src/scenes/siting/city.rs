//! A city that does not exist, with a home and a day for every worker. Everything comes from the seed.

use std::sync::atomic::{AtomicUsize, Ordering};

use heat::{Collector, ReadError, Source};
use kernel::count;
use siting::Point;

use super::World;
use crate::dice::Dice;

/// In the order of their names.
pub const OCCUPATIONS: [&str; 4] = ["courier", "ride-hail", "rider", "trucker"];
pub const TRUCKER: usize = 3;
/// Of a thousand workers.
const SHARES: [u64; 4] = [300, 200, 420, 80];
/// First hours of a shift, and how many there are to choose from.
const STARTS: [(i64, i64); 4] = [(6, 8), (5, 14), (9, 11), (18, 22)];
const LENGTHS: [usize; 4] = [10, 9, 11, 8];

/// What draws workers to a spot: communities, malls, stations, logistics parks.
const KINDS: usize = 4;
const KIND_SHARES: [u64; KINDS] = [350, 450, 150, 50];
/// How much each occupation is drawn by each kind.
const DRAWN: [[u64; KINDS]; 4] = [[10, 3, 1, 1], [2, 5, 10, 0], [4, 10, 1, 0], [0, 0, 1, 20]];

/// How far positions lie around a spot, and homes around theirs (standard deviations in metres).
const SPOT_METRES: f64 = 60.0;
const HOME_METRES: f64 = 700.0;
/// The middle of the city, and metres of a degree on the sphere that distances are measured on.
const MIDDLE: (f64, f64) = (120.30, 31.57);
pub const EARTH_METRES: f64 = 6_371_008.8;

/// A Monday; civil seconds at which it begins.
pub const MONDAY: i64 = 20_773 * 86_400;

/// Where somebody was in an hour of the day.
#[derive(Debug, Clone, Copy)]
pub struct Stay {
    pub hour: usize,
    pub at: Point,
}

/// The day of one worker.
#[derive(Debug, Clone)]
pub struct Trace {
    pub occupation: usize,
    /// Before the shift and after it.
    pub home: [Stay; 2],
    pub work: Vec<Stay>,
}

pub struct City {
    pub seed: u64,
    pub world: World,
    /// Metres east and north of the middle.
    spots: Vec<(f64, f64)>,
    kinds: Vec<usize>,
    /// For each spot the nearest ones.
    near: Vec<Vec<usize>>,
    /// For each occupation running sums of how much the spots draw it.
    draws: Vec<Vec<u64>>,
}

impl City {
    pub fn new(world: World, seed: u64) -> Self {
        let mut dice = Dice::of(seed, "city", 0);
        let centres: Vec<(f64, f64)> = (0..12).map(|_| world.anywhere(&mut dice)).collect();
        let spots: Vec<(f64, f64)> = (0..world.spots)
            .map(|_| match dice.pick(&centres) {
                Some(centre) if dice.chance(600) => {
                    world.inside(around(*centre, world.side_metres / 10.0, &mut dice))
                }
                _ => world.anywhere(&mut dice),
            })
            .collect();
        let kinds: Vec<usize> = spots.iter().map(|_| dice.weighted(KIND_SHARES)).collect();
        let draws = DRAWN.map(|drawn| {
            let mut sum = 0;
            let spots = kinds.iter().enumerate().map(|(rank, kind)| {
                // The best spots draw some ten times what the last ones do.
                let popular = 1_000_000 / (u64::try_from(rank).unwrap_or(0) * 9 + 1_000);
                sum += drawn.get(*kind).copied().unwrap_or(0) * popular;
                sum
            });
            spots.collect::<Vec<u64>>()
        });
        let near = spots.iter().map(|spot| nearest(&spots, *spot, 4)).collect();
        Self { seed, world, spots, kinds, near, draws: draws.into() }
    }

    /// The day of a worker, the same whenever it is asked for.
    pub fn trace(&self, worker: usize) -> Trace {
        let mut dice = Dice::of(self.seed, "worker", u64::try_from(worker).unwrap_or(0));
        let occupation = dice.weighted(SHARES);
        let home_spot = dice.below(self.spots.len());
        let home = self.world.inside(around(self.spot(home_spot), HOME_METRES, &mut dice));
        let base = self.drawn(occupation, &mut dice);
        let (first, last) = STARTS.get(occupation).copied().unwrap_or((8, 8));
        let start = count::to_usize(dice.between(first, last));
        let length = LENGTHS.get(occupation).copied().unwrap_or(8);
        let work = (start..start + length).map(|hour| {
            let near = self.near.get(base).filter(|_| dice.chance(500));
            let spot = near.and_then(|near| dice.pick(near)).copied().unwrap_or(base);
            let at = degrees(around(self.spot(spot), SPOT_METRES, &mut dice));
            Stay { hour: hour % 24, at }
        });
        let work = work.collect();
        let at_home = |hour: usize| Stay { hour: hour % 24, at: degrees(home) };
        Trace { occupation, home: [at_home(start + 23), at_home(start + length)], work }
    }

    fn spot(&self, number: usize) -> (f64, f64) {
        self.spots.get(number).copied().unwrap_or_default()
    }

    /// A spot, as often as it draws the occupation.
    fn drawn(&self, occupation: usize, dice: &mut Dice) -> usize {
        let Some(sums) = self.draws.get(occupation) else { return 0 };
        let all = sums.last().copied().unwrap_or(0);
        let lot = u64::try_from(dice.below(usize::try_from(all).unwrap_or(0))).unwrap_or(0);
        sums.partition_point(|sum| *sum <= lot).min(sums.len().saturating_sub(1))
    }

    /// A place for a candidate: near a spot, or anywhere; lorries' needs near a logistics park.
    pub fn place(&self, dice: &mut Dice) -> Point {
        let spot = if dice.chance(700) { Some(dice.below(self.spots.len())) } else { None };
        let at = match spot {
            Some(spot) if self.kinds.get(spot) == Some(&TRUCKER) => {
                around(self.spot(spot), 1_200.0, dice)
            }
            Some(spot) => around(self.spot(spot), 300.0, dice),
            None => self.world.anywhere(dice),
        };
        degrees(self.world.inside(at))
    }
}

/// Positions for `heat`, worker by worker, without ever being written anywhere.
pub struct Positions<'c> {
    pub city: &'c City,
    next: AtomicUsize,
}

/// Workers that a thread takes at once.
const HANDFUL: usize = 1_000;

impl<'c> Positions<'c> {
    pub const fn of(city: &'c City) -> Self {
        Self { city, next: AtomicUsize::new(0) }
    }
}

impl Source for Positions<'_> {
    fn feed(&self, collector: &mut Collector<'_>) -> Result<(), ReadError> {
        loop {
            let first = self.next.fetch_add(HANDFUL, Ordering::Relaxed);
            if first >= self.city.world.workers {
                return Ok(());
            }
            for worker in first..(first + HANDFUL).min(self.city.world.workers) {
                let trace = self.city.trace(worker);
                let name = OCCUPATIONS.get(trace.occupation).copied().unwrap_or_default();
                for stay in trace.home.iter().chain(&trace.work) {
                    let seconds = MONDAY + 3_600 * count::to_i64(stay.hour) + 1_800;
                    let (token, at) = (format!("w{worker}"), (stay.at.x, stay.at.y));
                    let taken = collector.take(token.as_bytes(), seconds, at, name.as_bytes());
                    taken.map_err(ReadError::Scratch)?;
                }
            }
        }
    }
}

/// A draw around 0 with this standard deviation: the sum of four even ones.
pub fn bell(dice: &mut Dice, spread: f64) -> f64 {
    let sum: i64 = (0..4).map(|_| dice.between(-1_000_000, 1_000_000)).sum();
    spread * count::to_f64(sum) / 1_154_700.5
}

fn around((x, y): (f64, f64), metres: f64, dice: &mut Dice) -> (f64, f64) {
    let (east, north) = (bell(dice, metres), bell(dice, metres));
    (x + east, y + north)
}

impl World {
    fn anywhere(&self, dice: &mut Dice) -> (f64, f64) {
        let half = count::round(self.side_metres / 2.0);
        let mut along = || count::to_f64(dice.between(-half, half));
        (along(), along())
    }

    /// The nearest place within the city.
    fn inside(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let half = self.side_metres / 2.0;
        (x.clamp(-half, half), y.clamp(-half, half))
    }
}

/// Longitude and latitude of metres east and north of the middle.
pub fn degrees((x, y): (f64, f64)) -> Point {
    let degree = EARTH_METRES.to_radians();
    Point { x: MIDDLE.0 + x / (degree * MIDDLE.1.to_radians().cos()), y: MIDDLE.1 + y / degree }
}

/// The middle of the square of so many metres that holds a point.
pub fn squared(at: Point, metres: f64) -> Point {
    let degree = EARTH_METRES.to_radians();
    let (wide, high) = (metres / (degree * MIDDLE.1.to_radians().cos()), metres / degree);
    let middle = |value: f64, step: f64| ((value / step).floor() + 0.5) * step;
    Point { x: middle(at.x, wide), y: middle(at.y, high) }
}

fn nearest(spots: &[(f64, f64)], to: (f64, f64), many: usize) -> Vec<usize> {
    let far = |spot: &usize| {
        spots.get(*spot).map_or(f64::INFINITY, |at| (at.0 - to.0).hypot(at.1 - to.1))
    };
    let mut order: Vec<usize> = (0..spots.len()).collect();
    order.sort_by(|a, b| far(a).total_cmp(&far(b)));
    // The first is the spot itself.
    order.into_iter().skip(1).take(many).collect()
}
