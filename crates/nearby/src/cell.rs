//! Where and when something was looked for in vain, without who: an H3 cell and an hour.
//!
//! The cell is a hexagon of Uber's H3 grid, here of resolution 8: 0.74 km², some 530 m from the
//! middle to a corner, about what a rider will go out of the way. The hour is the civil hour in
//! Asia/Shanghai. Nothing else of a search may be kept with it but what was looked for; counts
//! below k are held back by whoever shows them.

use std::{fmt, num::ParseIntError, str::FromStr};

use h3o::{CellIndex, LatLng, Resolution};
use kernel::{Day, Timestamp, Wgs84};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A hexagon of the H3 grid at resolution 8; as text its usual hexadecimal index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell(CellIndex);

/// The text is no cell of this grid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    #[error("cell: expected sixteen hexadecimal digits or fewer: {0}")]
    Digits(ParseIntError),
    #[error("cell: not an H3 cell of resolution 8")]
    NoCell,
}

const RESOLUTION: Resolution = Resolution::Eight;

impl Cell {
    /// The cell that a point lies in; `None` only for figures that are no point.
    pub fn of(point: Wgs84) -> Option<Self> {
        Some(Self(LatLng::new(point.lat(), point.lon()).ok()?.to_cell(RESOLUTION)))
    }
    /// The middle of the cell, for maps.
    pub fn centre(self) -> Option<Wgs84> {
        let middle = LatLng::from(self.0);
        Wgs84::new(middle.lat(), middle.lng()).ok()
    }
    /// The corners in order, for maps.
    pub fn corners(self) -> Vec<Wgs84> {
        self.0.boundary().iter().filter_map(|at| Wgs84::new(at.lat(), at.lng()).ok()).collect()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for Cell {
    type Err = CellError;
    fn from_str(text: &str) -> Result<Self, CellError> {
        let bits = u64::from_str_radix(text, 16).map_err(CellError::Digits)?;
        let cell = CellIndex::try_from(bits).map_err(|_| CellError::NoCell)?;
        if cell.resolution() == RESOLUTION { Ok(Self(cell)) } else { Err(CellError::NoCell) }
    }
}
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// The key under which searches in vain are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Demand {
    pub cell: Cell,
    /// The civil day in Asia/Shanghai.
    pub day: Day,
    /// The civil hour in Asia/Shanghai, 0 to 23.
    pub hour: u8,
}

impl Demand {
    /// The key of a search at a point and an instant.
    pub fn of(point: Wgs84, at: Timestamp) -> Option<Self> {
        let hour = u8::try_from(at.local().hour()).unwrap_or(0);
        Some(Self { cell: Cell::of(point)?, day: at.day(), hour })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_street_share_a_cell_and_an_hour_and_nothing_else_is_kept() {
        let [a, b, far] = [(30.2442, 120.1571), (30.2443, 120.1572), (30.3442, 120.1571)]
            .map(|(lat, lon)| Wgs84::new(lat, lon).unwrap());
        let at: Timestamp = "2026-11-22T02:59:59+08:00".parse().unwrap();
        let key = Demand::of(a, at).unwrap();
        assert_eq!(Demand::of(b, at.plus_minutes(-59)), Some(key));
        assert_ne!(Demand::of(b, at.plus_seconds(1)), Some(key));
        assert_ne!(Demand::of(far, at), Some(key));
        assert_eq!((key.hour, key.day.to_string().as_str()), (2, "2026-11-22"));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json.matches(':').count(), 3, "{json}");
        assert_eq!(serde_json::from_str::<Demand>(&json).unwrap(), key);
        assert!(a.distance_metres(key.cell.centre().unwrap()) < 600.0);
        assert_eq!(key.cell.corners().len(), 6);
    }

    #[test]
    fn only_cells_of_this_grid_are_read() {
        let cell = Cell::of(Wgs84::new(30.2442, 120.1571).unwrap()).unwrap();
        assert_eq!(cell.to_string().parse(), Ok(cell));
        assert!(matches!("xyz".parse::<Cell>(), Err(CellError::Digits(_))));
        assert_eq!("8001fffffffffff".parse::<Cell>(), Err(CellError::NoCell));
        assert_eq!("0".parse::<Cell>(), Err(CellError::NoCell));
    }
}
