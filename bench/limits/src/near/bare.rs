//! `rstar`: neighbours one by one, thrown away until enough of them suit.

use rstar::{AABB, PointDistance, RTree, RTreeObject};

use super::table::{Place, Query};

/// Mean radius of the earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

/// A place on the unit sphere.
pub struct Point {
    at: [f64; 3],
    place: Place,
}

fn on_sphere(lon: f64, lat: f64) -> [f64; 3] {
    let (lon, lat) = (lon.to_radians(), lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

impl RTreeObject for Point {
    type Envelope = AABB<[f64; 3]>;

    fn envelope(&self) -> Self::Envelope {
        AABB::from_point(self.at)
    }
}

impl PointDistance for Point {
    fn distance_2(&self, from: &[f64; 3]) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|axis| self.at[axis] - from[axis]);
        x * x + y * y + z * z
    }
}

pub fn tree(places: &[Place]) -> RTree<Point> {
    let point = |place: &Place| Point { at: on_sphere(place.lon, place.lat), place: *place };
    RTree::bulk_load(places.iter().map(point).collect())
}

/// Numbers and great-circle metres of the nearest that suit.
pub fn nearest(tree: &RTree<Point>, query: &Query, count: usize, found: &mut Vec<(u32, f64)>) {
    found.clear();
    let from = on_sphere(query.lon, query.lat);
    let suiting = tree
        .nearest_neighbor_iter_with_distance_2(from)
        .filter(|(point, _)| point.place.suits(query))
        .take(count)
        .map(|(point, chord2)| (point.place.number, 2.0 * RADIUS * (chord2.sqrt() / 2.0).asin()));
    found.extend(suiting);
}
