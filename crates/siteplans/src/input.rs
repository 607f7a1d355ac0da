//! All that a run is calculated from, frozen when it is begun.

use std::{collections::BTreeMap, fmt::Write as _};

use kernel::{AreaCode, Wgs84, count};
use serde::{Deserialize, Serialize};
use siting::{Crowding, Demand, Metric, Point, Question, Service, State};
use storage::{Db, Error};

use crate::{
    Desk, Fault,
    ask::{Asked, Goal},
    candidate::Candidate,
    open::Open,
    port::Stand,
    study::{self, Study},
};

/// Distances are those of a sphere of the earth's mean radius (IUGG).
pub(crate) const METRIC: Metric = Metric::Sphere { radius_metres: 6_371_008.8 };

/// Where a spot comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Stands and stays.
    Stands,
    /// A place that is kept for something else.
    Place,
    /// The study's file.
    File,
}

/// Something that stands, or a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    pub origin: Origin,
    #[serde(flatten)]
    pub about: Candidate,
    /// The street that it lies in.
    pub street: AreaCode,
}

/// A release that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub id: String,
    pub name: String,
    pub digest: String,
    pub epsilon: String,
    pub k: u32,
}

/// The question with everything but the heat, which the releases keep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub asked: Asked,
    pub area: AreaCode,
    pub sources: Vec<Source>,
    /// Hours that the releases tell apart.
    pub hours: u16,
    /// Figures about fewer workers were left out.
    pub least: i64,
    pub spots: Vec<Spot>,
}

/// A cell of the study's area with its heat at the hours that are asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// H3 index, hexadecimal.
    pub index: String,
    pub street: AreaCode,
    pub at: Point,
    /// Workers by the position of the hour in [`Heat::slots`].
    pub weights: Vec<f64>,
}

/// The heat that a question is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heat {
    /// Hours of the releases, in order.
    pub slots: Vec<i64>,
    pub cells: Vec<Cell>,
    /// Of the figures, SHA-256.
    pub digest: String,
}

impl Input {
    /// What a question about a study is calculated from, as of now.
    ///
    /// # Errors
    /// [`Fault::Invalid`] naming the field.
    pub fn of(db: &mut Db<'_>, desk: &Desk, study: &Study, asked: &Asked) -> Result<Self, Fault> {
        asked.check()?;
        let releases = study::chosen(&desk.heat.releases(db)?, &study.releases)?;
        let mut spots = Vec::new();
        for (origin, kinds) in [(Origin::Stands, &study.standing), (Origin::Place, &study.offered)]
        {
            let places = desk.places.of_kinds(db, &study.area, kinds)?;
            spots.extend(places.into_iter().map(|place| spot(desk, origin, place)));
        }
        let file = study.candidates.iter().filter_map(|about| {
            let at = Wgs84::new(about.lat, about.lon).ok()?;
            Some(Spot { origin: Origin::File, about: about.clone(), street: desk.street(at) })
        });
        spots.extend(file);
        if spots.iter().all(|spot| spot.origin == Origin::Stands) {
            return Err(Fault::invalid("file", "siteplans-candidates-none"));
        }
        let hours = releases.first().map_or(1, |one| one.hours);
        let sources = releases.into_iter().map(|one| Source {
            id: one.id,
            name: one.name,
            digest: one.digest,
            epsilon: one.epsilon,
            k: one.k,
        });
        Ok(Self {
            asked: asked.clone(),
            area: study.area,
            sources: sources.collect(),
            hours,
            least: desk.least(),
            spots,
        })
    }

    /// The heat of the releases within the area, at the hours and of the occupations asked about.
    ///
    /// # Errors
    /// When the store fails.
    pub fn heat(&self, db: &mut Db<'_>, desk: &Desk) -> Result<Heat, Error> {
        let mut sums: BTreeMap<String, BTreeMap<i64, i64>> = BTreeMap::new();
        for source in &self.sources {
            for figure in desk.heat.figures(db, &source.id, self.least)? {
                let occupations = &self.asked.occupations;
                let of_it = occupations.is_empty() || occupations.contains(&figure.occupation);
                if of_it && self.asked.wants(figure.hour, self.hours) {
                    let hours = sums.entry(figure.cell).or_default();
                    *hours.entry(figure.hour).or_default() += figure.weight;
                }
            }
        }
        let slots: Vec<i64> =
            (0..i64::from(self.hours)).filter(|slot| self.asked.wants(*slot, self.hours)).collect();
        let mut told = String::new();
        let mut cells = Vec::new();
        for (index, hours) in sums {
            let Some(at) = heat::hexagon(&index).map(|shape| shape.middle) else { continue };
            let Ok(place) = Wgs84::new(at.1, at.0) else { continue };
            let street = desk.street(place);
            if !self.area.contains(&street) {
                continue;
            }
            let weight = |slot: &i64| hours.get(slot).copied().unwrap_or(0);
            for (hour, weight) in &hours {
                // Writing to a String cannot fail.
                let _ = writeln!(told, "{index} {street} {hour} {weight}");
            }
            let weights = slots.iter().map(|slot| count::to_f64(weight(slot))).collect();
            cells.push(Cell { index, street, at: Point { x: at.0, y: at.1 }, weights });
        }
        Ok(Heat { slots, cells, digest: sheets::digest(told.as_bytes()) })
    }

    /// The digest of all that a run is calculated from; `text` is this as it is kept.
    pub fn digest(text: &str, heat: &Heat) -> String {
        sheets::digest(format!("{text}\n{}", heat.digest).as_bytes())
    }

    /// The streets of the heat, each with the number by which the engine knows it.
    pub(crate) fn streets(heat: &Heat) -> Vec<AreaCode> {
        let mut streets: Vec<AreaCode> = heat.cells.iter().map(|cell| cell.street).collect();
        streets.sort_unstable();
        streets.dedup();
        streets
    }

    /// At which of the heat's hours a spot is open.
    pub(crate) fn open(&self, spot: &Spot, heat: &Heat) -> Vec<bool> {
        let Ok(open) = Open::read(&spot.about.hours) else { return vec![true; heat.slots.len()] };
        let slots = heat.slots.iter().map(|slot| count::to_usize(*slot));
        slots.map(|slot| open.at(slot, self.hours)).collect()
    }

    /// Whether a spot may be chosen.
    pub(crate) fn state(&self, spot: &Spot) -> State {
        match spot.origin {
            Origin::Stands => State::Stands,
            _ if self.asked.parking && !spot.about.parking => State::Barred,
            _ => State::Free,
        }
    }

    /// The question as the engine takes it.
    pub(crate) fn question(&self, heat: &Heat) -> Result<Question, siting::BadDemand> {
        let streets = Self::streets(heat);
        let number = |street: &AreaCode| count::to_u32(streets.partition_point(|one| one < street));
        let mut demand = Demand::new(heat.slots.len(), 1);
        for cell in &heat.cells {
            demand.push(cell.at, number(&cell.street), &cell.weights)?;
        }
        let candidates = self.spots.iter().map(|spot| siting::Candidate {
            price: if spot.origin == Origin::Stands { 0.0 } else { spot.about.price },
            capacity: spot.about.capacity,
            open: self.open(spot, heat),
            state: self.state(spot),
            ..siting::Candidate::new(Point { x: spot.about.lon, y: spot.about.lat })
        });
        let candidates: Vec<siting::Candidate> = candidates.collect();
        let stands = candidates.iter().filter(|one| one.state == State::Stands).count();
        let free = candidates.iter().filter(|one| one.state == State::Free).count();
        let goal = match self.asked.goal {
            // What stands is counted by the engine, and no more can be chosen than there are.
            Goal::Count(new) => siting::Goal::Count(stands + count::to_usize(new.into()).min(free)),
            Goal::Budget(budget) => siting::Goal::Budget(budget),
            Goal::Percent(percent) => siting::Goal::Share(f64::from(percent) / 100.0),
        };
        let floor = f64::from(self.asked.floor_percent) / 100.0;
        let floors = (0..count::to_u32(streets.len())).map(|street| (street, floor));
        Ok(Question {
            demand,
            candidates,
            metric: METRIC,
            service: Service::Within(f64::from(self.asked.radius_metres)),
            crowding: Crowding::Told,
            goal,
            factors: Vec::new(),
            floors: floors.filter(|(_, floor)| *floor > 0.0).collect(),
        })
    }
}

fn spot(desk: &Desk, origin: Origin, place: Stand) -> Spot {
    // Hours that no longer read are hours that nobody knows.
    let hours = Open::read(&place.hours).map_or(String::new(), |_| place.hours);
    let about = Candidate {
        id: place.code,
        name: place.name,
        kind: place.kind,
        lon: place.at.lon(),
        lat: place.at.lat(),
        price: 1.0,
        capacity: None,
        hours,
        parking: false,
    };
    Spot { origin, about, street: desk.street(place.at) }
}
