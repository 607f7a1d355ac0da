//! Every point gets the cell that h3o gives it.

use h3o::Resolution;
use heat::{Locator, h3_cell};
use kernel::{Rng as _, SeededRng, count};
use proptest::prelude::*;

const RESOLUTIONS: [Resolution; 3] = [Resolution::Eight, Resolution::Nine, Resolution::Ten];

fn unit(rng: &mut SeededRng) -> f64 {
    count::to_f64((rng.next() >> 11).cast_signed()) / 9_007_199_254_740_992.0
}

fn compare(points: impl Iterator<Item = (f64, f64)>) -> usize {
    let mut locators = RESOLUTIONS.map(Locator::new);
    let mut compared = 0;
    for (lon, lat) in points {
        for (locator, resolution) in locators.iter_mut().zip(RESOLUTIONS) {
            let found = locator.cell(lon, lat);
            assert_eq!(found, h3_cell(lon, lat, resolution), "{lon} {lat} at {resolution}");
            compared += 1;
        }
    }
    compared
}

/// Wuxi, Beijing, and places where the grid is at its oddest: a corner and an edge of the
/// icosahedron, the middle of a face, the equator and the date line.
#[test]
fn dense_points_of_a_town_get_the_cells_of_h3o() {
    let mut rng = SeededRng::new(7);
    let mut towns =
        vec![(120.3, 31.57), (116.4, 39.9), (0.0, 0.0), (179.96, -16.5), (-179.97, 66.0)];
    for pentagon in h3o::CellIndex::base_cells().filter(|cell| cell.is_pentagon()) {
        let at = h3o::LatLng::from(pentagon);
        towns.push((at.lng(), at.lat()));
    }
    let edges = edges();
    assert_eq!(edges.len(), 50, "30 edges and 20 middles");
    towns.extend(edges);
    let towns: Vec<_> = towns.into_iter().filter(|(_, lat)| lat.abs() < 84.0).collect();
    for (lon, lat) in towns {
        let points: Vec<_> = (0..4_000)
            .map(|_| (lon + (unit(&mut rng) - 0.5) * 0.3, lat + (unit(&mut rng) - 0.5) * 0.3))
            .collect();
        assert_eq!(compare(points.into_iter()), 12_000);
    }
}

/// The middles of the edges and of the faces of the icosahedron.
fn edges() -> Vec<(f64, f64)> {
    let corners: Vec<[f64; 3]> = h3o::CellIndex::base_cells()
        .filter(|cell| cell.is_pentagon())
        .map(|cell| {
            let at = h3o::LatLng::from(cell);
            let (lat, lon) = (at.lat_radians(), at.lng_radians());
            [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
        })
        .collect();
    let near = |a: &[f64; 3], b: &[f64; 3]| {
        (a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() - 0.447_213_6).abs() < 1e-3
    };
    let place = |points: &[&[f64; 3]]| {
        let sum: Vec<f64> = (0..3).map(|axis| points.iter().map(|p| p[axis]).sum()).collect();
        let length = sum.iter().map(|part| part * part).sum::<f64>().sqrt();
        (sum[1].atan2(sum[0]).to_degrees(), (sum[2] / length).asin().to_degrees())
    };
    let mut found = Vec::new();
    for (i, a) in corners.iter().enumerate() {
        for (j, b) in corners.iter().enumerate().skip(i + 1).filter(|(_, b)| near(a, b)) {
            found.push(place(&[a, b]));
            for c in corners.iter().skip(j + 1).filter(|c| near(a, c) && near(b, c)) {
                found.push(place(&[a, b, c]));
            }
        }
    }
    found
}

/// Points a hair to either side of a cell's corners and sides.
#[test]
fn points_on_the_sides_of_cells_get_the_cells_of_h3o() {
    let mut rng = SeededRng::new(8);
    let mut points = Vec::new();
    for resolution in RESOLUTIONS {
        for _ in 0..400 {
            let (lon, lat) = (120.0 + unit(&mut rng), 31.0 + unit(&mut rng));
            let cell = h3o::LatLng::new(lat, lon).unwrap().to_cell(resolution);
            let corners: Vec<_> = cell.boundary().iter().map(|at| (at.lng(), at.lat())).collect();
            for (one, other) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                let share = unit(&mut rng);
                let on = |a: f64, b: f64| a + (b - a) * share;
                for nudge in [0.0, 1e-13, -1e-13, 1e-10, -1e-10, 1e-7, -1e-7, 1e-5, -1e-5] {
                    points.push((on(one.0, other.0) + nudge, on(one.1, other.1) - nudge));
                    points.push((one.0 + nudge, one.1));
                }
            }
        }
    }
    assert!(compare(points.into_iter()) > 300_000);
}

#[test]
fn figures_that_are_no_point_have_no_cell() {
    let mut locator = Locator::new(Resolution::Nine);
    assert_eq!([(f64::NAN, 1.0), (1.0, f64::INFINITY)].map(|(x, y)| locator.cell(x, y)), [None; 2]);
    assert!(locator.cell(12.0, 90.0).is_some() && locator.cell(180.0, 0.0).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]
    #[test]
    fn points_anywhere_get_the_cells_of_h3o(lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64) {
        compare(std::iter::once((lon, lat)));
    }
}
