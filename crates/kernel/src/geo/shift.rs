//! The shifts between WGS-84, GCJ-02 and BD-09.

use std::f64::consts::PI;

use super::{Bd09, Gcj02, Wgs84};

/// Krasovsky 1940: equatorial radius in metres and squared eccentricity.
const RADIUS_METRES: f64 = 6_378_245.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
const BAIDU_ANGLE: f64 = PI * 3_000.0 / 180.0;

impl Wgs84 {
    /// The same spot on mainland public maps; outside the shifted rectangle both are equal.
    pub fn to_gcj02(self) -> Gcj02 {
        let (lat, lon) = shift(self.lat(), self.lon());
        Gcj02::clamped(self.lat() + lat, self.lon() + lon)
    }
}

impl Gcj02 {
    /// The spot in WGS-84, to well under a centimetre: the shift has no closed inverse, so it is
    /// taken off repeatedly until it settles.
    pub fn to_wgs84(self) -> Wgs84 {
        let [mut lat, mut lon] = [self.lat(), self.lon()];
        // Each round shrinks the error some hundredfold.
        for _ in 0..6 {
            let (by_lat, by_lon) = shift(lat, lon);
            [lat, lon] = [self.lat() - by_lat, self.lon() - by_lon];
        }
        Wgs84::clamped(lat, lon)
    }

    pub fn to_bd09(self) -> Bd09 {
        let [x, y] = [self.lon(), self.lat()];
        let radius = x.hypot(y) + 2e-5 * (y * BAIDU_ANGLE).sin();
        let angle = y.atan2(x) + 3e-6 * (x * BAIDU_ANGLE).cos();
        Bd09::clamped(radius * angle.sin() + 0.006, radius * angle.cos() + 0.0065)
    }
}

impl Bd09 {
    /// Baidu's own inverse, good to about a metre.
    pub fn to_gcj02(self) -> Gcj02 {
        let [x, y] = [self.lon() - 0.0065, self.lat() - 0.006];
        let radius = x.hypot(y) - 2e-5 * (y * BAIDU_ANGLE).sin();
        let angle = y.atan2(x) - 3e-6 * (x * BAIDU_ANGLE).cos();
        Gcj02::clamped(radius * angle.sin(), radius * angle.cos())
    }
}

/// By how many degrees of latitude and longitude GCJ-02 moves a point.
fn shift(lat: f64, lon: f64) -> (f64, f64) {
    let shifted = (0.8293..=55.8271).contains(&lat) && (72.004..=137.8347).contains(&lon);
    if !shifted {
        return (0.0, 0.0);
    }
    let (north, east) = metres(lon - 105.0, lat - 35.0);
    let flattening = 1.0 - ECCENTRICITY_SQUARED * lat.to_radians().sin().powi(2);
    let meridian = RADIUS_METRES * (1.0 - ECCENTRICITY_SQUARED) / flattening.powf(1.5);
    let parallel = RADIUS_METRES / flattening.sqrt() * lat.to_radians().cos();
    ((north / meridian).to_degrees(), (east / parallel).to_degrees())
}

/// The shift in metres north and east, `x` and `y` degrees from the centre at 35° N, 105° E.
fn metres(x: f64, y: f64) -> (f64, f64) {
    let wave = |value: f64, long: f64, short: f64| {
        let angle = value * PI;
        (20.0 * angle.sin() + 40.0 * (angle / 3.0).sin()) * 2.0 / 3.0
            + (long * (angle / 12.0).sin() + short * (angle / 30.0).sin()) * 2.0 / 3.0
    };
    let ripple = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let root = x.abs().sqrt();
    let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
    let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
    (north + ripple + wave(y, 160.0, 320.0), east + ripple + wave(x, 150.0, 300.0))
}
