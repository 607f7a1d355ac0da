//! Points on the earth. Everything is kept and computed in WGS-84; the two Chinese map datums
//! exist only at the edges (a map provider's coordinates in, a map link out) and are always named.
//!
//! GCJ-02 was never published; this is the formula that public maps were found to follow, on the
//! ellipsoid of Krasovsky, as most libraries have it. BD-09 is Baidu's second shift on top of it.

mod point;
mod shift;

pub use point::{Bd09, Gcj02, GeoError, Wgs84};

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

impl Wgs84 {
    /// Great-circle distance in metres (haversine, on a sphere: within 0.6 % of the ellipsoid).
    pub fn distance_metres(self, other: Self) -> f64 {
        let [from, to] = [self, other].map(|point| point.lat().to_radians());
        let half_lat = ((to - from) / 2.0).sin();
        let half_lon = ((other.lon() - self.lon()).to_radians() / 2.0).sin();
        let chord = half_lat.powi(2) + from.cos() * to.cos() * half_lon.powi(2);
        2.0 * EARTH_RADIUS_METRES * chord.sqrt().min(1.0).asin()
    }

    /// Whether the point lies in the rectangle around China (3.8° to 53.6° N, 73.5° to 135.1° E).
    /// It holds parts of neighbouring countries too: a check against swapped or missing figures.
    pub fn in_china(self) -> bool {
        (3.8..=53.6).contains(&self.lat()) && (73.5..=135.1).contains(&self.lon())
    }
}

#[cfg(test)]
mod tests;
