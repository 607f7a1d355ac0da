//! Maps of the city: protected ones as the firm publishes them, exact ones for the truth only.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use h3o::Resolution;
use heat::{Family, Fold, Guarantee, Plan, Privacy, collect, exact, protect};
use kernel::{SeededRng, Timestamp};
use siting::Point;

use super::city::{City, MONDAY, OCCUPATIONS, Positions};
use crate::error::Error;

/// Where, at which hour, in which occupation.
pub type Slot = (u64, usize, usize);

/// Workers by slot.
pub struct Map {
    pub fold: Fold,
    pub resolution: Resolution,
    pub slots: BTreeMap<Slot, f64>,
    /// The middle of each cell.
    pub middles: BTreeMap<u64, Point>,
    pub guarantee: Guarantee,
}

/// A map that may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub fold: Fold,
    pub resolution: Resolution,
}

/// Where everybody is, hours laid together; and at which hours, in larger cells.
pub const PLACES: Wanted = Wanted { fold: Fold::Whole, resolution: Resolution::Nine };
pub const HOURS: Wanted = Wanted { fold: Fold::Day, resolution: Resolution::Eight };

/// What every map promises.
pub fn privacy() -> Result<Privacy, Error> {
    let told = |error: heat::DecimalError| Error::Scene(error.to_string());
    Ok(Privacy {
        epsilon: "1".parse().map_err(told)?,
        delta: "1e-6".parse().map_err(told)?,
        k: 10,
        bound: 4,
        noise: Family::Laplace,
    })
}

/// A map of the city. Without privacy it is exact, which nobody may import.
pub fn map(
    city: &City,
    wanted: Wanted,
    privacy: Option<&Privacy>,
    seed: u64,
    folder: &Path,
) -> Result<Map, Error> {
    let day = Timestamp::from_seconds(MONDAY).day();
    let plan = Plan {
        resolution: wanted.resolution,
        fold: wanted.fold,
        period: Some((day, day)),
        bound: privacy.map(|privacy| privacy.bound),
        threads: 2,
        memory: 256 << 20,
        scratch: folder.to_owned(),
    };
    let told = |what: &dyn std::fmt::Display| Error::Scene(what.to_string());
    let mut rng = SeededRng::new(seed);
    let counted = collect(&Positions::of(city), &plan, &mut rng).map_err(|error| told(&error))?;
    let release = match privacy {
        Some(privacy) => protect(counted, privacy, &mut rng).map_err(|error| told(&error))?,
        None => exact(counted),
    };
    let path: PathBuf = folder.join(format!("cells-{seed}.csv"));
    let ready = release.stage(&path).and_then(heat::Ready::publish);
    let guarantee = ready.map_err(|error| told(&error))?;
    if privacy.is_some() {
        // What a city takes in, it takes from here.
        let k = privacy.map_or(0, |privacy| privacy.k);
        heat::read_release(&path, k).map_err(|error| told(&error))?;
    }
    let text = std::fs::read_to_string(&path).map_err(|error| told(&error))?;
    let mut map = Map {
        fold: wanted.fold,
        resolution: wanted.resolution,
        slots: BTreeMap::new(),
        middles: BTreeMap::new(),
        guarantee,
    };
    for line in text.lines().skip(1) {
        map.row(line).ok_or_else(|| Error::Scene(format!("a cell does not read: {line}")))?;
    }
    Ok(map)
}

impl Map {
    fn row(&mut self, line: &str) -> Option<()> {
        let fields: Vec<&str> = line.split(',').collect();
        let [cell, hour, occupation, lon, lat, weight, ..] = fields.as_slice() else {
            return None;
        };
        let cell = u64::from_str_radix(cell, 16).ok()?;
        let occupation = OCCUPATIONS.binary_search(occupation).ok()?;
        self.slots.insert((cell, hour.parse().ok()?, occupation), weight.parse().ok()?);
        self.middles.insert(cell, Point { x: lon.parse().ok()?, y: lat.parse().ok()? });
        Some(())
    }

    /// The slot in which a stay counts.
    pub fn slot(&self, at: Point, hour: usize, occupation: usize) -> Option<Slot> {
        let cell = heat::h3_cell(at.x, at.y, self.resolution)?;
        let hour = if self.fold == Fold::Whole { 0 } else { hour };
        Some((cell, hour, occupation))
    }
}
