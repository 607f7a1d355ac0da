//! The outline of an area: a parking or unloading area, drawn on the ground. Corners are WGS-84; the
//! area is computed on the ellipsoid (Karney's geodesic polygons), not on a map's plane.

use geographiclib_rs::{Geodesic, PolygonArea, Winding};
use kernel::{Wgs84, count::round};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Fault, import::Crs};

/// Corners of one outline.
pub const CORNERS_MAX: usize = 100;
/// Square metres: from a bicycle's stand to a freight yard.
const AREA: std::ops::RangeInclusive<f64> = 1.0..=1_000_000.0;
/// Parts of a degree that are kept: 1.1 cm of latitude.
const PARTS: f64 = 1e7;

/// A simple polygon without holes: longitude and latitude of each corner, WGS-84, in ten-millionths
/// of a degree; the first is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outline(Vec<[i32; 2]>);

impl Outline {
    /// Reads a GeoJSON Polygon, alone or in a Feature, whose degrees are in `crs`.
    ///
    /// # Errors
    /// [`Fault::Invalid`] for whatever is no simple polygon of a believable size.
    pub fn read(text: &str, crs: Crs) -> Result<Self, Fault> {
        let wrong = || Fault::invalid("outline", "places-outline-wrong");
        let value: Value = serde_json::from_str(text.trim()).map_err(|_| wrong())?;
        let geometry = value.get("geometry").unwrap_or(&value);
        if geometry.get("type").and_then(Value::as_str) != Some("Polygon") {
            return Err(wrong());
        }
        let rings = geometry.get("coordinates").and_then(Value::as_array).ok_or_else(wrong)?;
        let [ring] = rings.as_slice() else { return Err(wrong()) };
        let corners = ring.as_array().ok_or_else(wrong)?;
        let corners = corners.iter().map(|corner| placed(corner, crs).ok_or_else(wrong));
        let mut corners = corners.collect::<Result<Vec<[i32; 2]>, Fault>>()?;
        if corners.first() == corners.last() {
            corners.pop();
        }
        let outline = Self(corners);
        if !(3..=CORNERS_MAX).contains(&outline.0.len()) || outline.crosses_itself() {
            return Err(wrong());
        }
        let area = outline.square_metres();
        if AREA.contains(&area) {
            Ok(outline)
        } else {
            Err(Fault::about("outline", "places-outline-size", round(area).to_string()))
        }
    }

    /// Square metres on the WGS-84 ellipsoid.
    pub fn square_metres(&self) -> f64 {
        let ellipsoid = Geodesic::wgs84();
        let mut polygon = PolygonArea::new(&ellipsoid, Winding::CounterClockwise);
        for (lon, lat) in self.degrees() {
            polygon.add_point(lat, lon);
        }
        let (_, area, _) = polygon.compute(true);
        area.abs()
    }

    /// The mean of its corners: where a map shows its sign.
    pub fn middle(&self) -> Option<Wgs84> {
        let count = f64::from(u32::try_from(self.0.len()).ok()?);
        let (lon, lat) = self.degrees().fold((0.0, 0.0), |sum, at| (sum.0 + at.0, sum.1 + at.1));
        Wgs84::new(lat / count, lon / count).ok()
    }

    /// A GeoJSON Polygon in a datum; RFC 7946 means WGS-84.
    pub fn geometry(&self, crs: Crs) -> Value {
        let corner = |(lon, lat): (f64, f64)| match Wgs84::new(lat, lon) {
            Ok(at) => {
                let (lat, lon) = crs.write(at);
                [lon, lat]
            }
            Err(_) => [lon, lat],
        };
        let mut ring: Vec<[f64; 2]> = self.degrees().map(corner).collect();
        ring.extend(ring.first().copied());
        json!({ "type": "Polygon", "coordinates": [ring] })
    }

    fn degrees(&self) -> impl Iterator<Item = (f64, f64)> {
        self.0.iter().map(|[lon, lat]| (f64::from(*lon) / PARTS, f64::from(*lat) / PARTS))
    }

    /// Whether two of its sides meet where they should not.
    fn crosses_itself(&self) -> bool {
        let corners = &self.0;
        let ends = corners.iter().skip(1).chain(corners.first());
        let sides: Vec<([i32; 2], [i32; 2])> = corners.iter().copied().zip(ends.copied()).collect();
        let last = sides.len().saturating_sub(1);
        sides.iter().enumerate().any(|(at, one)| {
            let others = sides.iter().enumerate().skip(at + 1);
            others
                .filter(|(to, _)| *to != at + 1 && !(at == 0 && *to == last))
                .any(|(_, other)| meet(*one, *other))
        })
    }
}

/// A corner in WGS-84, within China.
fn placed(corner: &Value, crs: Crs) -> Option<[i32; 2]> {
    let at = |which: usize| corner.get(which).and_then(Value::as_f64);
    let place = crs.read(at(1)?, at(0)?).ok().filter(|place| place.in_china())?;
    let part = |degrees: f64| i32::try_from(round(degrees * PARTS)).ok();
    Some([part(place.lon())?, part(place.lat())?])
}

/// On which side of the line from `a` to `b` a corner lies: 1, 0, -1.
fn side(a: [i32; 2], b: [i32; 2], c: [i32; 2]) -> i64 {
    let [ax, ay] = a.map(i64::from);
    let [bx, by] = b.map(i64::from);
    let [cx, cy] = c.map(i64::from);
    let cross =
        i128::from(bx - ax) * i128::from(cy - ay) - i128::from(by - ay) * i128::from(cx - ax);
    i64::try_from(cross.signum()).unwrap_or(0)
}

/// Whether two sides touch.
fn meet((a, b): ([i32; 2], [i32; 2]), (c, d): ([i32; 2], [i32; 2])) -> bool {
    let between = |a: [i32; 2], b: [i32; 2], c: [i32; 2]| {
        let within = |a: i32, b: i32, c: i32| c >= a.min(b) && c <= a.max(b);
        side(a, b, c) == 0 && within(a[0], b[0], c[0]) && within(a[1], b[1], c[1])
    };
    let crossing = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    crossing || between(a, b, c) || between(a, b, d) || between(c, d, a) || between(c, d, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rectangle of so many metres, its south-west corner in Hangzhou, by the radii of curvature
    /// of the ellipsoid at its latitude.
    fn rectangle(east: f64, north: f64) -> String {
        let lat = 30.2442_f64;
        let (a, e2) = (6_378_137.0_f64, 0.006_694_379_990_141_317_f64);
        let w = (1.0 - e2 * lat.to_radians().sin().powi(2)).sqrt();
        let meridian = a * (1.0 - e2) / w.powi(3);
        let parallel = a / w * lat.to_radians().cos();
        let (width, height) = ((east / parallel).to_degrees(), (north / meridian).to_degrees());
        let (lon, top, right) = (120.1571, lat + height, 120.1571 + width);
        format!(
            r#"{{"type":"Polygon","coordinates":[[[{lon},{lat}],[{right},{lat}],[{right},{top}],[{lon},{top}],[{lon},{lat}]]]}}"#
        )
    }

    #[test]
    fn four_hundred_square_metres_are_that_within_one_percent() {
        for (east, north) in [(20.0, 20.0), (40.0, 10.0), (8.0, 50.0), (200.0, 2.0)] {
            let outline = Outline::read(&rectangle(east, north), Crs::Wgs84).unwrap();
            let area = outline.square_metres();
            assert!((area - 400.0).abs() < 4.0, "{east} by {north}: {area}");
        }
        let large = Outline::read(&rectangle(900.0, 1_000.0), Crs::Wgs84).unwrap();
        assert!((large.square_metres() / 900_000.0 - 1.0).abs() < 0.001);
    }

    #[test]
    fn winding_and_datum_change_nothing_of_the_area() {
        let text = rectangle(20.0, 20.0);
        let outline = Outline::read(&text, Crs::Wgs84).unwrap();
        let mut backwards = outline.clone();
        backwards.0.reverse();
        assert!((outline.square_metres() - backwards.square_metres()).abs() < 1e-6);
        for crs in [Crs::Gcj02, Crs::Bd09] {
            let feature = json!({ "type": "Feature", "geometry": outline.geometry(crs) });
            let back = Outline::read(&feature.to_string(), crs).unwrap();
            assert!((back.square_metres() - 400.0).abs() < 4.0, "{crs}");
            let there = back.middle().unwrap();
            assert!(there.distance_metres(outline.middle().unwrap()) < 2.0, "{crs}");
        }
        let kept = serde_json::to_string(&outline).unwrap();
        assert_eq!(serde_json::from_str::<Outline>(&kept).unwrap(), outline);
    }

    #[test]
    fn what_is_no_simple_polygon_is_refused() {
        let ring = |corners: &str| format!(r#"{{"type":"Polygon","coordinates":[[{corners}]]}}"#);
        for wrong in [
            "",
            "{}",
            r#"{"type":"Point","coordinates":[120.1571,30.2442]}"#,
            // A bow tie, a line, a corner in the sea.
            &ring("[120.1,30.2],[120.2,30.3],[120.2,30.2],[120.1,30.3],[120.1,30.2]"),
            &ring("[120.1,30.2],[120.2,30.3],[120.1,30.2]"),
            &ring("[120.1,30.2],[120.2,30.3],[10.2,30.2],[120.1,30.2]"),
            // As large as a county.
            &ring("[120.1,30.2],[120.3,30.2],[120.3,30.4],[120.1,30.4],[120.1,30.2]"),
        ] {
            assert!(Outline::read(wrong, Crs::Wgs84).is_err(), "{wrong}");
        }
    }
}
