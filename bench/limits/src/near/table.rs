//! Places and queries as `compare/near.py` writes them.

use std::{fs, path::Path};

use crate::Outcome;

/// One line of `places.csv`: number, degrees, amenities as bits, days as bits from Monday, open
/// from and until in minutes of the day.
#[derive(Clone, Copy)]
pub struct Place {
    pub number: u32,
    pub lon: f64,
    pub lat: f64,
    pub amenities: u16,
    pub days: u8,
    pub open: u16,
    pub close: u16,
}

/// One line of `queries.csv`: where, which amenities, minute of the day, weekday from Monday.
#[derive(Clone, Copy)]
pub struct Query {
    pub lon: f64,
    pub lat: f64,
    pub need: u16,
    pub minute: u16,
    pub weekday: u8,
}

impl Place {
    pub fn suits(&self, query: &Query) -> bool {
        self.amenities & query.need == query.need
            && (self.days >> query.weekday) & 1 == 1
            && self.open <= query.minute
            && query.minute < self.close
    }
}

pub fn places(folder: &Path) -> Outcome<Vec<Place>> {
    lines(&folder.join("places.csv"), |cells| {
        Some(Place {
            number: cells.first()?.parse().ok()?,
            lon: cells.get(1)?.parse().ok()?,
            lat: cells.get(2)?.parse().ok()?,
            amenities: cells.get(3)?.parse().ok()?,
            days: cells.get(4)?.parse().ok()?,
            open: cells.get(5)?.parse().ok()?,
            close: cells.get(6)?.parse().ok()?,
        })
    })
}

pub fn queries(folder: &Path) -> Outcome<Vec<Query>> {
    lines(&folder.join("queries.csv"), |cells| {
        Some(Query {
            lon: cells.get(1)?.parse().ok()?,
            lat: cells.get(2)?.parse().ok()?,
            need: cells.get(3)?.parse().ok()?,
            minute: cells.get(4)?.parse().ok()?,
            weekday: cells.get(5)?.parse().ok()?,
        })
    })
}

fn lines<T>(path: &Path, read: impl Fn(&[&str]) -> Option<T>) -> Outcome<Vec<T>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let row = |(number, line): (usize, &str)| {
        let cells: Vec<&str> = line.split(',').collect();
        read(&cells).ok_or_else(|| format!("{}: line {}", path.display(), number + 1).into())
    };
    text.lines().enumerate().map(row).collect()
}
