//! A small square of longitude and latitude, with the cells in it that were met before.

use super::faces::{Face, Vector, dot, point};
use crate::num;

/// How far inside its hexagon a point must lie to be looked up, in lattice steps, and inside its
/// face, in units of the sphere's radius. See the module's head for why.
pub(super) const MARGIN: f64 = 1e-3;
const FACE_MARGIN: f64 = 1e-6;
/// Lattice steps kept beyond the corners of a tile.
const SLACK: i32 = 3;
/// Nothing is known of this cell yet.
pub(super) const UNKNOWN: u64 = u64::MAX;

/// A point in its hexagon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    view: usize,
    slot: usize,
}

#[derive(Debug)]
pub(super) struct Tile {
    /// Degrees.
    lon: f64,
    lat: f64,
    sin_lat: f64,
    cos_lat: f64,
    /// One for each face that some point of the tile may be nearest to.
    views: Vec<View>,
}

/// A face, turned so that the tile's middle lies on the meridian of Greenwich.
#[derive(Debug)]
struct View {
    face: Face,
    first: [i32; 2],
    size: [i32; 2],
    cells: Vec<u64>,
}

impl Tile {
    /// The tile around a middle, `side` degrees wide and high.
    pub(super) fn new(faces: &[Face], lon: f64, lat: f64, side: f64) -> Self {
        let middle = point(lon, lat);
        // Half the diagonal at the equator, where it is longest, as an angle.
        let reach = (side * std::f64::consts::FRAC_1_SQRT_2).to_radians();
        let nearest = faces.iter().map(|face| dot(&face.centre, &middle)).fold(-1.0, f64::max);
        let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
        let mut tile = Self { lon, lat, sin_lat, cos_lat, views: Vec::new() };
        // Two cosines cannot come closer to each other than by twice the way gone.
        let rivals = faces
            .iter()
            .filter(|face| nearest - dot(&face.centre, &middle) <= 2.0 * reach + 2.0 * FACE_MARGIN);
        tile.views = rivals.map(|face| tile.view(face, side)).collect();
        tile
    }

    fn view(&self, face: &Face, side: f64) -> View {
        let (sin, cos) = self.lon.to_radians().sin_cos();
        let turned = |v: &Vector| [v[0] * cos + v[1] * sin, v[1] * cos - v[0] * sin, v[2]];
        let face = Face {
            centre: turned(&face.centre),
            along: turned(&face.along),
            across: turned(&face.across),
        };
        let mut view = View { face, first: [0; 2], size: [0; 2], cells: Vec::new() };
        let half = side / 2.0;
        let corners = [(-half, -half), (-half, half), (half, -half), (half, half)];
        let mut ends = [[i32::MAX, i32::MIN]; 2];
        for (x, y) in corners {
            let p = self.point(self.lon + x, self.lat + y);
            for (end, axis) in ends.iter_mut().zip([&view.face.along, &view.face.across]) {
                let coordinate = num::nearest(dot(&p, axis) / dot(&p, &view.face.centre)).1;
                *end = [end[0].min(coordinate - SLACK), end[1].max(coordinate + SLACK)];
            }
        }
        view.first = ends.map(|end| end[0]);
        view.size = ends.map(|end| end[1] - end[0] + 1);
        let slots = i64::from(view.size[0]) * i64::from(view.size[1]);
        view.cells = vec![UNKNOWN; usize::try_from(slots).unwrap_or(0)];
        view
    }

    /// A point on the sphere, turned as the faces are. The sines of angles as small as these end
    /// after three terms: the fourth is below 1e-19.
    #[inline]
    fn point(&self, lon: f64, lat: f64) -> Vector {
        let [x, y] = [(lon - self.lon).to_radians(), (lat - self.lat).to_radians()];
        let [x2, y2] = [x * x, y * y];
        let sin = |d: f64, d2: f64| d * (1.0 - d2 * (1.0 / 6.0) * (1.0 - d2 * (1.0 / 20.0)));
        let cos = |d2: f64| 1.0 - d2 * 0.5 * (1.0 - d2 * (1.0 / 12.0) * (1.0 - d2 * (1.0 / 30.0)));
        let (sin_y, cos_y) = (sin(y, y2), cos(y2));
        let flat = self.cos_lat * cos_y - self.sin_lat * sin_y;
        [flat * cos(x2), flat * sin(x, x2), self.sin_lat * cos_y + self.cos_lat * sin_y]
    }

    /// The hexagon that a point of this tile is safely inside of; none when that cannot be told.
    #[inline]
    pub(super) fn place(&self, lon: f64, lat: f64) -> Option<Place> {
        let p = self.point(lon, lat);
        let (view, depth) = match self.views.as_slice() {
            [only] => (0, dot(&p, &only.face.centre)),
            several => nearest(several, &p)?,
        };
        self.views.get(view)?.slot(&p, depth).map(|slot| Place { view, slot })
    }

    /// What is known of a hexagon.
    #[inline]
    pub(super) fn known(&self, place: Place) -> u64 {
        let known = self.views.get(place.view).and_then(|view| view.cells.get(place.slot));
        known.copied().unwrap_or(UNKNOWN)
    }

    pub(super) fn learn(&mut self, place: Place, cell: u64) {
        let slot = self.views.get_mut(place.view).and_then(|view| view.cells.get_mut(place.slot));
        if let Some(slot) = slot {
            *slot = cell;
        }
    }
}

/// The face nearest to a point, when no other is nearly as near.
fn nearest(views: &[View], p: &Vector) -> Option<(usize, f64)> {
    let (mut best, mut second) = ((0, -1.0), -1.0);
    for (number, view) in views.iter().enumerate() {
        let depth = dot(p, &view.face.centre);
        if depth > best.1 {
            (best, second) = ((number, depth), best.1);
        } else {
            second = second.max(depth);
        }
    }
    (best.1 - second > FACE_MARGIN).then_some(best)
}

impl View {
    /// The slot of the hexagon around the nearest lattice point. With axes at 120 degrees a point
    /// `(a, b)` from its middle is inside when |2a - b|, |2b - a| and |a + b| are below 1.
    #[inline]
    fn slot(&self, p: &Vector, depth: f64) -> Option<usize> {
        let scale = 1.0 / depth;
        let at = [&self.face.along, &self.face.across].map(|axis| dot(p, axis) * scale);
        let [(near_a, mut column), (near_b, mut row)] = at.map(num::nearest);
        let (mut a, mut b) = (at[0] - near_a, at[1] - near_b);
        // Rounding each coordinate alone can miss by one step, where two hexagons share a side.
        let [past, beyond] = [2.0 * a - b, 2.0 * b - a];
        if past.abs() >= beyond.abs() {
            if past.abs() > 1.0 {
                (a, column) = stepped(a, column, past);
            }
        } else if beyond.abs() > 1.0 {
            (b, row) = stepped(b, row, beyond);
        }
        let out = (2.0 * a - b).abs().max((2.0 * b - a).abs()).max((a + b).abs());
        let (column, row) = (column - self.first[0], row - self.first[1]);
        let inside = (0..self.size[0]).contains(&column) && (0..self.size[1]).contains(&row);
        (out < 1.0 - 2.0 * MARGIN && inside)
            .then(|| usize::try_from(row * self.size[0] + column).ok())
            .flatten()
    }
}

/// One lattice step towards the side on which a point lies.
fn stepped(rest: f64, coordinate: i32, side: f64) -> (f64, i32) {
    if side > 0.0 { (rest - 1.0, coordinate + 1) } else { (rest + 1.0, coordinate - 1) }
}
