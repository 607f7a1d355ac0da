//! Where somebody is found, coarsely: an area, and the middle of it where that is known.

use kernel::{AreaCode, Level, Wgs84};
use serde::{Deserialize, Serialize};

/// Where somebody lives or works, no finer than an area. Never an address, never a trace.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Spot {
    /// The area, of any level; `None` when it is not known.
    pub area: Option<AreaCode>,
    /// The middle of the area (WGS-84); `None` when there is none. With it distances are metres on
    /// the ground, without it they are judged by the area that both lie in.
    pub centre: Option<Wgs84>,
}

impl Spot {
    /// The spot of an area whose middle is not known.
    pub const fn of(area: AreaCode) -> Self {
        Self { area: Some(area), centre: None }
    }

    /// Whether anything is known.
    pub const fn is_known(&self) -> bool {
        self.area.is_some() || self.centre.is_some()
    }

    /// Metres between two spots: between the middles where both are known, else what is usual
    /// inside the smallest area that holds both ([`usual_metres`]); 0 when either is unknown, so
    /// that what is not known decides nothing.
    pub fn metres(&self, other: &Self) -> i64 {
        match (self.centre, other.centre, self.area, other.area) {
            (Some(a), Some(b), ..) => whole(a.distance_metres(b)),
            (.., Some(a), Some(b)) if a == b => 0,
            (.., Some(a), Some(b)) => usual_metres(common(&a, &b)),
            _ => 0,
        }
    }
}

/// The level of the smallest area that holds both.
pub fn common(a: &AreaCode, b: &AreaCode) -> Level {
    let around = std::iter::once(*a).chain(a.ancestors());
    around.into_iter().find(|area| area.contains(b)).map_or(Level::Nation, |area| area.level())
}

/// How far apart two unlike places inside an area of this level usually lie, in metres. Orders of
/// magnitude of Chinese divisions, our own estimate: they rank, they do not measure.
pub const fn usual_metres(level: Level) -> i64 {
    match level {
        Level::Grid => 300,
        Level::Community => 1_000,
        Level::Street => 3_000,
        Level::County => 15_000,
        Level::City => 60_000,
        Level::Province => 300_000,
        Level::Nation => 1_500_000,
    }
}

/// The cell of a map with so many cells to a degree.
pub(crate) fn cell(point: Wgs84, cells_per_degree: u32) -> (i64, i64) {
    let fine = f64::from(cells_per_degree);
    (whole((point.lat() + 90.0) * fine), whole((point.lon() + 180.0) * fine))
}

/// A number that is not negative, without its fraction and at most two thousand million.
fn whole(number: f64) -> i64 {
    // The standard library converts a float to an integer by `as` alone; a duration in seconds
    // does the same and says so when it cannot.
    let seconds = std::time::Duration::try_from_secs_f64(number.clamp(0.0, 2e9));
    seconds.map_or(0, |seconds| i64::try_from(seconds.as_secs()).unwrap_or(i64::MAX))
}
