//! Somebody who wants to know where one worker lives, knows the whole day of everybody else, asks for
//! a thousand maps and is given as many as the budget allows.
//!
//! Each time there are two homes: the worker's own and that of somebody else of the same occupation,
//! and the question is which. From every map the others are taken away; what is left speaks for one home
//! or the other. On exact maps exactly the worker is left, so the same attack finds every home there.

use std::{collections::BTreeSet, path::Path};

use heat::{Budget, Ledger, Period, Privacy, Spending};
use kernel::{Timestamp, count};
use serde::Serialize;

use super::{
    city::{City, MONDAY, Trace},
    maps::{self, HOURS, Map, PLACES, Slot},
};
use crate::{dice::Dice, error::Error};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attack {
    /// Maps that were asked for, and that the ledger allowed.
    pub asked: usize,
    pub maps: usize,
    /// Homes that were looked for and found; half of them are found by chance.
    pub homes: usize,
    pub found: usize,
    /// From so many on it is no chance (one in a thousand).
    pub no_chance: usize,
    /// An attack that finds so many of a hundred is noticed nine times of ten.
    pub noticed_from: f64,
    /// Found on maps without noise.
    pub found_without_noise: usize,
}

impl Attack {
    /// Whether nothing is found beyond chance, by a test that does notice maps without noise.
    pub const fn holds(&self) -> bool {
        self.maps < self.asked
            && self.found < self.no_chance
            && self.found_without_noise >= self.no_chance
    }
}

/// What releases about one day may spend.
const BUDGET: (&str, &str) = ("4", "1e-5");
/// Standard normal quantiles of 0.999 and 0.9.
const SURE: f64 = 3.0902;
const OFTEN: f64 = 1.2816;

pub fn play(
    city: &City,
    published: Vec<Map>,
    privacy: &Privacy,
    folder: &Path,
) -> Result<Attack, Error> {
    let asked = city.world.queries;
    let published = given(city, published, privacy, asked, folder)?;
    let [places, hours] = [(PLACES, 1), (HOURS, 2)].map(|(wanted, number)| {
        maps::map(city, wanted, None, city.seed.wrapping_add(1_000 + number), folder)
    });
    let exact = [places?, hours?];
    let mut dice = Dice::of(city.seed, "attack", 0);
    let (mut homes, mut found, mut found_without_noise, mut tries) = (0, 0, 0, 0);
    while homes < asked && tries < 20 * asked {
        tries += 1;
        let Some(pair) = Pair::drawn(city, &mut dice) else { continue };
        let coin = dice.chance(500);
        homes += 1;
        found += usize::from(pair.told(&published, &exact).unwrap_or(coin));
        let exactly: Vec<&Map> = exact.iter().collect();
        found_without_noise += usize::from(pair.told(&exactly, &exact).unwrap_or(coin));
    }
    let size = count::size_to_f64(homes);
    let limit = size / 2.0 + SURE * size.sqrt() / 2.0;
    Ok(Attack {
        asked,
        maps: published.len(),
        homes,
        found,
        no_chance: count::to_usize(count::round(limit.ceil())),
        noticed_from: 100.0 * noticed(size, limit),
        found_without_noise,
    })
}

/// The share from which on finds exceed the limit nine times of ten.
fn noticed(homes: f64, limit: f64) -> f64 {
    let enough = |share: &f64| homes * share - OFTEN * (homes * share * (1.0 - share)).sqrt();
    let shares = (500..1_000).map(|permille| f64::from(permille) / 1_000.0);
    { shares }.find(|share| enough(share) >= limit).unwrap_or(1.0)
}

/// The maps that are published and those that are asked for beside them, while the budget lasts.
fn given(
    city: &City,
    mut maps: Vec<Map>,
    privacy: &Privacy,
    asked: usize,
    folder: &Path,
) -> Result<Vec<Map>, Error> {
    let told = |error: heat::LedgerError| Error::Scene(error.to_string());
    let decimal = |text: &str| {
        text.parse().map_err(|error: heat::DecimalError| Error::Scene(error.to_string()))
    };
    let budget = Budget { epsilon: decimal(BUDGET.0)?, delta: decimal(BUDGET.1)? };
    let mut ledger =
        Ledger::open(&folder.join("ledger.jsonl"), Some(budget), budget).map_err(told)?;
    let at = Timestamp::from_seconds(MONDAY + 86_400);
    let day = Timestamp::from_seconds(MONDAY).day();
    let spending = |cells: &str| Spending {
        epsilon: privacy.epsilon,
        delta: privacy.delta,
        days: Period { from: day, until: day },
        at,
        cells: cells.to_owned(),
    };
    for map in &maps {
        ledger.charge(spending(&map.guarantee.cells)).map_err(told)?;
    }
    let one = Budget { epsilon: privacy.epsilon, delta: privacy.delta };
    for number in (100_u64..).take(asked) {
        if ledger.room(one, Period { from: day, until: day }).is_err() {
            continue;
        }
        let seed = city.seed.wrapping_add(number);
        let map = maps::map(city, PLACES, Some(privacy), seed, folder)?;
        ledger.charge(spending(&map.guarantee.cells)).map_err(told)?;
        maps.push(map);
    }
    Ok(maps)
}

/// A worker, and a home that is somebody else's.
struct Pair {
    worker: Trace,
    other: Trace,
}

impl Pair {
    /// Two workers of one occupation who live in different cells, where neither works.
    fn drawn(city: &City, dice: &mut Dice) -> Option<Self> {
        let [worker, other] = [(); 2].map(|()| city.trace(dice.below(city.world.workers)));
        let cell = |at: siting::Point| heat::h3_cell(at.x, at.y, HOURS.resolution);
        let home = |trace: &Trace| cell(trace.home[0].at);
        let works = |trace: &Trace| -> BTreeSet<Option<u64>> {
            trace.work.iter().map(|stay| cell(stay.at)).collect()
        };
        let apart = home(&worker) != home(&other)
            && [&worker, &other].iter().all(|trace| {
                let works = works(trace);
                !works.contains(&home(&worker)) && !works.contains(&home(&other))
            });
        (worker.occupation == other.occupation && apart).then_some(Self { worker, other })
    }

    /// Whether the maps tell the worker's home from the other one; nothing when they are silent.
    fn told<M: std::borrow::Borrow<Map>>(&self, maps: &[M], exact: &[Map]) -> Option<bool> {
        let [own, other] = [&self.worker, &self.other]
            .map(|lives| maps.iter().map(|map| self.left(map.borrow(), lives, exact)).sum::<f64>());
        let even = (own - other).abs() < 1e-9;
        (!even).then_some(own > other)
    }

    /// What a map shows at a home, at the hours when the worker is at home, beyond all others.
    fn left(&self, map: &Map, lives: &Trace, exact: &[Map]) -> f64 {
        let Some(truth) = exact.iter().find(|of| of.fold == map.fold) else { return 0.0 };
        let slots: BTreeSet<Slot> = (self.worker.home.iter().zip(&lives.home))
            .filter_map(|(own, home)| map.slot(home.at, own.hour, self.worker.occupation))
            .collect();
        let own: BTreeSet<Slot> = (self.worker.home.iter().chain(&self.worker.work))
            .filter_map(|stay| map.slot(stay.at, stay.hour, self.worker.occupation))
            .collect();
        let beyond = |slot: &Slot| {
            let shown = map.slots.get(slot)?;
            let all = truth.slots.get(slot).copied().unwrap_or(0.0);
            let others = all - if own.contains(slot) { 1.0 } else { 0.0 };
            Some(shown - others)
        };
        slots.iter().filter_map(beyond).sum()
    }
}
