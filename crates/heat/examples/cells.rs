//! `cells N`: seconds for the cells of N random points of a town, by h3o and by the locator.
//! Prints JSON.

use std::time::Instant;

use h3o::Resolution;
use heat::{Locator, h3_cell};
use kernel::{Rng as _, SeededRng, count};

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
fn main() {
    let asked = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(2_000_000);
    let mut rng = SeededRng::new(1);
    let mut unit =
        || count::to_f64(i64::try_from(rng.next() >> 11).unwrap_or(0)) / 9_007_199_254_740_992.0;
    let points: Vec<(f64, f64)> =
        (0..asked).map(|_| (120.1 + unit() * 0.4, 31.4 + unit() * 0.35)).collect();
    let begun = Instant::now();
    let direct = points.iter().filter_map(|(lon, lat)| h3_cell(*lon, *lat, Resolution::Nine));
    let direct = direct.fold(0_u64, u64::wrapping_add);
    let h3o = begun.elapsed().as_secs_f64();
    let mut locator = Locator::new(Resolution::Nine);
    let begun = Instant::now();
    let found = points.iter().filter_map(|(lon, lat)| locator.cell(*lon, *lat));
    let found = found.fold(0_u64, u64::wrapping_add);
    let ours = begun.elapsed().as_secs_f64();
    let same = direct == found;
    println!("{{\"points\":{asked},\"h3o\":{h3o:.3},\"locator\":{ours:.3},\"same\":{same}}}");
}
