//! The ground under the demo's maps, drawn by ourselves: no tiles from elsewhere.
//!
//! Schematic (示意): streets lie roughly where they do, water and parks are simplified, the road
//! grid is drawn by rule. Not surveyed, not for navigation. GeoJSON (RFC 7946), WGS-84.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::{
    data::{PLACES, Street},
    dice::Dice,
};

/// What must be said beside the map.
pub const ATTRIBUTION: &str = "示意图，非实测 / schematic";

/// Where the map opens: latitude, longitude (WGS-84), zoom.
pub const CENTRE: (f64, f64, u8) = (30.255, 120.165, 14);

static MAP: LazyLock<Vec<u8>> = LazyLock::new(|| draw().to_string().into_bytes());

/// A point in 1/100,000 of a degree: latitude, longitude.
type Point = [i32; 2];

const LAKE: &[Point] = &[
    [3_026_100, 12_015_100],
    [3_025_600, 12_015_700],
    [3_024_700, 12_015_900],
    [3_023_800, 12_015_600],
    [3_023_200, 12_014_700],
    [3_023_300, 12_013_600],
    [3_024_100, 12_012_900],
    [3_025_300, 12_013_000],
    [3_026_000, 12_013_700],
    [3_026_400, 12_014_500],
];
const CANAL: &[Point] = &[
    [3_034_000, 12_013_200],
    [3_032_300, 12_013_700],
    [3_030_900, 12_014_300],
    [3_029_500, 12_015_000],
    [3_028_300, 12_016_000],
    [3_027_900, 12_017_600],
    [3_027_000, 12_019_300],
];
const RIVER: &[Point] = &[
    [3_022_000, 12_017_000],
    [3_022_600, 12_018_900],
    [3_023_700, 12_020_700],
    [3_025_000, 12_022_000],
    [3_027_000, 12_023_300],
];
const EDGES: [Point; 2] = [[3_022_500, 12_007_500], [3_034_000, 12_022_500]];
/// Between trunk roads, and between the points of one.
const TRUNKS: i32 = 1_150;
const STEP: i32 = 380;

/// The base map as GeoJSON: features of the kinds `water`, `green`, `road` and `area`. Schematic.
pub fn base_map() -> &'static [u8] {
    &MAP
}

fn draw() -> Value {
    let mut features = vec![
        polygon("water", "西湖", LAKE),
        polygon("water", "运河", &ribbon(CANAL, 45)),
        polygon("water", "钱塘江", &ribbon(RIVER, 480)),
    ];
    features.extend(trunks());
    for (number, street) in (0..).zip(&PLACES.street) {
        let mut dice = Dice::of(2_026, "map", number);
        features.extend(local_roads(street, &mut dice));
        features.push(park(street, &mut dice));
        features.push(label(street));
    }
    json!({
        "type": "FeatureCollection",
        "note": "Schematic, not surveyed. 示意图，非实测，不用于导航。",
        "features": features,
    })
}

/// Roads right through the city, in both directions, interrupted by water.
fn trunks() -> Vec<Value> {
    let mut dice = Dice::of(2_026, "trunks", 0);
    let mut roads = Vec::new();
    for axis in 0..2 {
        let (along, across) = (1 - axis, axis);
        let mut at = EDGES[0][across] + TRUNKS / 2;
        while at < EDGES[1][across] {
            let mut line = Vec::new();
            let mut sway = 0;
            let mut along_at = EDGES[0][along];
            while along_at <= EDGES[1][along] {
                sway += i32::try_from(dice.between(-28, 28)).unwrap_or(0);
                let mut point = [0; 2];
                point[along] = along_at;
                point[across] = at + sway;
                line.push(point);
                along_at += STEP;
            }
            roads.extend(dry(&line).into_iter().map(|line| road("", &line)));
            at += TRUNKS;
        }
    }
    roads
}

/// The named roads of a street, crossing each other around its centre.
fn local_roads(street: &Street, dice: &mut Dice) -> Vec<Value> {
    let [lat, lon] = street.centre_e5;
    let mut roads = Vec::new();
    for (number, name) in (0..).zip(&street.roads) {
        let shift = (number - 2) * 290 + i32::try_from(dice.between(-60, 60)).unwrap_or(0);
        let points = (-3..=3).map(|step| {
            let sway = i32::try_from(dice.between(-18, 18)).unwrap_or(0);
            let reach = step * 260;
            if number % 2 == 0 {
                [lat + shift + sway, lon + reach]
            } else {
                [lat + reach, lon + shift + sway]
            }
        });
        let points: Vec<Point> = points.collect();
        roads.extend(dry(&points).into_iter().map(|line| road(name, &line)));
    }
    roads
}

fn park(street: &Street, dice: &mut Dice) -> Value {
    let [lat, lon] = street.centre_e5;
    let mut jitter = |around: i32| around + i32::try_from(dice.between(-40, 40)).unwrap_or(0);
    let (lat, lon) = (lat + jitter(150), lon + jitter(-170));
    let ring = [
        [lat, lon],
        [lat + jitter(20), lon + jitter(130)],
        [lat + jitter(110), lon + jitter(150)],
        [lat + jitter(130), lon + jitter(30)],
    ];
    polygon("green", "", &ring)
}

fn label(street: &Street) -> Value {
    let properties =
        json!({ "kind": "area", "name": street.zh, "name_en": street.en, "code": street.code });
    feature(&properties, &json!({ "type": "Point", "coordinates": degrees(street.centre_e5) }))
}

/// The parts of a line that do not cross the lake or the wide river.
fn dry(line: &[Point]) -> Vec<Vec<Point>> {
    let river = ribbon(RIVER, 480);
    let wet = |point: &Point| inside(LAKE, *point) || inside(&river, *point);
    line.split(wet).filter(|part| part.len() > 1).map(<[Point]>::to_vec).collect()
}

/// Even-odd rule.
fn inside(ring: &[Point], [y, x]: Point) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossings = ring.iter().zip(next).filter(|(a, b)| {
        let (ay, ax, by, bx) = (i64::from(a[0]), i64::from(a[1]), i64::from(b[0]), i64::from(b[1]));
        let (y, x) = (i64::from(y), i64::from(x));
        if (ay > y) == (by > y) {
            return false;
        }
        let side = (x - ax) * (by - ay) - (bx - ax) * (y - ay);
        (side < 0) == (by > ay)
    });
    crossings.count() % 2 == 1
}

/// A line made as wide as twice `half`, northwards and southwards.
fn ribbon(line: &[Point], half: i32) -> Vec<Point> {
    let north = line.iter().map(|[lat, lon]| [lat + half, lon + half / 2]);
    let south = line.iter().rev().map(|[lat, lon]| [lat - half, lon - half / 2]);
    north.chain(south).collect()
}

fn road(name: &str, line: &[Point]) -> Value {
    let points: Vec<Value> = line.iter().copied().map(degrees).collect();
    feature(&properties("road", name), &json!({ "type": "LineString", "coordinates": points }))
}

fn polygon(kind: &str, name: &str, ring: &[Point]) -> Value {
    let ring: Vec<Value> = ring.iter().chain(ring.first()).copied().map(degrees).collect();
    feature(&properties(kind, name), &json!({ "type": "Polygon", "coordinates": [ring] }))
}

fn properties(kind: &str, name: &str) -> Value {
    if name.is_empty() { json!({ "kind": kind }) } else { json!({ "kind": kind, "name": name }) }
}

fn feature(properties: &Value, geometry: &Value) -> Value {
    json!({ "type": "Feature", "properties": properties, "geometry": geometry })
}

/// Longitude first, as GeoJSON has it.
fn degrees([lat, lon]: Point) -> Value {
    json!([f64::from(lon) / 1e5, f64::from(lat) / 1e5])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_is_small_closed_and_dry() {
        assert!(base_map().len() <= 60_000, "{} bytes", base_map().len());
        let map: Value = serde_json::from_slice(base_map()).unwrap();
        let features = map["features"].as_array().unwrap();
        let of = |kind: &str| features.iter().filter(|it| it["properties"]["kind"] == kind).count();
        assert_eq!((of("water"), of("area"), of("green")), (3, 9, 9));
        assert!(of("road") > 40, "{}", of("road"));
        for feature in features {
            let geometry = &feature["geometry"];
            if geometry["type"] == "Polygon" {
                let ring = geometry["coordinates"][0].as_array().unwrap();
                assert_eq!(ring.first(), ring.last());
            }
        }
        assert!(inside(LAKE, [3_024_700, 12_014_300]));
        assert!(!inside(LAKE, PLACES.street[0].centre_e5));
        for (code, centre) in crate::centres() {
            let point =
                [centre.lat(), centre.lon()].map(|it| format!("{:.0}", it * 1e5).parse().unwrap());
            assert!(!inside(LAKE, point), "{code} lies in the lake");
        }
    }
}
