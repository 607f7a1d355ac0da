//! The cells of many points, with what was learnt of each place kept.

use h3o::{LatLng, Resolution};

use super::{
    faces::{Face, faces},
    tile::{Tile, UNKNOWN},
};
use crate::num;

/// Tiles are kept in a square of this many by as many, by their place modulo this.
const KEPT: i32 = 32;
/// Beyond this latitude degrees of longitude are too short for tiles.
const LATITUDE_MAX: f64 = 85.0;

/// Finds cells; one for each thread. At most [`KEPT`]² tiles of some 40 KiB are held.
#[derive(Debug)]
pub struct Locator {
    resolution: Resolution,
    faces: Vec<Face>,
    /// Degrees; a power of two, so that tiles begin at exact figures.
    side: f64,
    per_degree: f64,
    tiles: Vec<Option<([i32; 2], Tile)>>,
}

/// What h3o says; none for figures that are no point.
pub fn h3_cell(lon: f64, lat: f64, resolution: Resolution) -> Option<u64> {
    Some(LatLng::new(lat, lon).ok()?.to_cell(resolution).into())
}

impl Locator {
    pub fn new(resolution: Resolution) -> Self {
        let per_degree = f64::from(1_u32 << u8::from(resolution).saturating_sub(6).min(12));
        let slots = usize::try_from(KEPT * KEPT).unwrap_or(0);
        Self {
            resolution,
            faces: faces(resolution),
            side: 1.0 / per_degree,
            per_degree,
            tiles: std::iter::repeat_with(|| None).take(slots).collect(),
        }
    }

    /// The H3 index of the cell that a point (WGS84, degrees) lies in; none for figures that are no
    /// point.
    #[inline]
    pub fn cell(&mut self, lon: f64, lat: f64) -> Option<u64> {
        if !(lat.abs() <= LATITUDE_MAX && lon.abs() <= 180.0) {
            return h3_cell(lon, lat, self.resolution);
        }
        let at = [num::floor(lon * self.per_degree), num::floor(lat * self.per_degree)];
        let slot = (at[1] & (KEPT - 1)) * KEPT + (at[0] & (KEPT - 1));
        let (slot, resolution) = (usize::try_from(slot).unwrap_or(0), self.resolution);
        let kept = self.tiles.get_mut(slot)?;
        let tile = match kept {
            Some((place, tile)) if *place == at => tile,
            _ => {
                let [x, y] = at.map(|number| (f64::from(number) + 0.5) * self.side);
                &mut kept.insert((at, Tile::new(&self.faces, x, y, self.side))).1
            }
        };
        let Some(place) = tile.place(lon, lat) else { return h3_cell(lon, lat, resolution) };
        let known = tile.known(place);
        if known != UNKNOWN {
            return Some(known);
        }
        let cell = h3_cell(lon, lat, resolution)?;
        tile.learn(place, cell);
        Some(cell)
    }
}
