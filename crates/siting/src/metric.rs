//! How far apart two points are.

use geographiclib_rs::{Geodesic, InverseGeodesic as _};

/// A point: metres on a plane, or degrees of longitude (`x`) and latitude (`y`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// How distance is measured. All answers are metres (or whatever a planar unit is).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metric {
    /// Straight lines on a plane.
    Planar,
    /// Great circles on a sphere of this radius; 6,371,008.8 m is the mean of the earth (IUGG).
    Sphere { radius_metres: f64 },
    /// Shortest lines on the ellipsoid WGS-84 (Karney 2013).
    Wgs84,
}

/// The largest radius of WGS-84, and half of what a degree of its latitude may exceed a sphere's by.
const EQUATOR_METRES: f64 = 6_378_137.0;
const POLAR_CURVATURE_METRES: f64 = 6_399_593.7;

impl Metric {
    /// The distance between two points.
    pub fn distance(self, a: Point, b: Point) -> f64 {
        match self {
            Self::Planar => (a.x - b.x).hypot(a.y - b.y),
            Self::Sphere { radius_metres } => {
                let half_lat = ((b.y - a.y).to_radians() / 2.0).sin();
                let half_lon = ((b.x - a.x).to_radians() / 2.0).sin();
                let cosines = a.y.to_radians().cos() * b.y.to_radians().cos();
                let chord = half_lat * half_lat + cosines * half_lon * half_lon;
                2.0 * radius_metres * chord.sqrt().min(1.0).asin()
            }
            Self::Wgs84 => Geodesic::wgs84().inverse(a.y, a.x, b.y, b.x),
        }
    }

    /// No less than the distance between points that are this far apart in `x` and `y`, the one
    /// nearest to the equator at the latitude `y`.
    pub(crate) fn at_most(self, y: f64, dx: f64, dy: f64) -> f64 {
        match self {
            Self::Planar => dx.hypot(dy),
            Self::Sphere { radius_metres } => {
                radius_metres * (dx.to_radians() * y.to_radians().cos() + dy.to_radians())
            }
            Self::Wgs84 => {
                let east = EQUATOR_METRES * 1.0034 * dx.to_radians() * y.to_radians().cos();
                east + POLAR_CURVATURE_METRES * dy.to_radians()
            }
        }
    }

    /// No less than how far apart in `x` and `y` points may be that are within this distance, at
    /// latitudes up to `y` away from the equator.
    pub(crate) fn span(self, y: f64, distance: f64) -> (f64, f64) {
        let sphere = |radius: f64| {
            let dy = (distance / radius).to_degrees();
            let cosine = (y.abs() + dy).min(89.9).to_radians().cos();
            (1.01 * dy / cosine, 1.01 * dy)
        };
        match self {
            Self::Planar => (distance, distance),
            Self::Sphere { radius_metres } => sphere(radius_metres),
            Self::Wgs84 => sphere(6_335_000.0),
        }
    }
}
