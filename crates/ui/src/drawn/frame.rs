//! From degrees to the picture: a plane that touches the earth in its middle, good for a city.

use std::fmt::Write as _;

use super::{Corner, paint::HALO};

pub(super) const WIDTH: f64 = 640.0;
/// The picture is never flatter or taller than this.
const HEIGHTS: (f64, f64) = (360.0, 720.0);
/// Metres that the picture shows at least, and the part of it that stays free around.
const LEAST_METRES: f64 = 600.0;
const MARGIN: f64 = 1.08;
/// Metres of a degree of latitude on the sphere of the earth's mean radius (IUGG).
const DEGREE_METRES: f64 = 111_195.08;

/// Degrees of longitude and latitude that so many metres are at a latitude.
pub(super) fn degrees(lat: f64, metres: f64) -> (f64, f64) {
    let north = metres / DEGREE_METRES;
    (north / lat.to_radians().cos().max(0.01), north)
}

/// What the picture shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    middle: Corner,
    /// Units of the picture for a metre.
    scale: f64,
    height: f64,
}

impl Frame {
    /// A frame around all of these; `None` around nothing.
    pub fn around(corners: impl Iterator<Item = Corner>) -> Option<Self> {
        let (mut low, mut high) = ((f64::INFINITY, f64::INFINITY), (-180.0_f64, -90.0_f64));
        for (lon, lat) in corners {
            low = (low.0.min(lon), low.1.min(lat));
            high = (high.0.max(lon), high.1.max(lat));
        }
        if !(low.0 <= high.0 && low.1 <= high.1) {
            return None;
        }
        let middle = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
        let (east, _) = degrees(middle.1, 1.0);
        let metres = |degrees: f64, of_one: f64| (degrees / of_one).max(LEAST_METRES) * MARGIN;
        let wide = metres(high.0 - low.0, east);
        let tall = metres(high.1 - low.1, 1.0 / DEGREE_METRES);
        let height = (WIDTH * tall / wide).clamp(HEIGHTS.0, HEIGHTS.1).round();
        Some(Self { middle, scale: (WIDTH / wide).min(height / tall), height })
    }

    pub const fn height(&self) -> f64 {
        self.height
    }

    /// Where a point lies in the picture.
    pub fn place(&self, (lon, lat): Corner) -> (f64, f64) {
        let (east, north) = degrees(self.middle.1, 1.0);
        let x = WIDTH / 2.0 + (lon - self.middle.0) / east * self.scale;
        (x, self.height / 2.0 - (lat - self.middle.1) / north * self.scale)
    }

    pub fn length(&self, metres: f64) -> f64 {
        metres * self.scale
    }

    /// Whether any of these may be seen.
    pub fn shows(&self, corners: &[Corner]) -> bool {
        let places = || corners.iter().map(|corner| self.place(*corner));
        let (left, right) = (places().any(|(x, _)| x >= 0.0), places().any(|(x, _)| x <= WIDTH));
        let (below, above) =
            (places().any(|(_, y)| y >= 0.0), places().any(|(_, y)| y <= self.height));
        left && right && below && above
    }

    /// The commands of a line through these.
    pub fn path(&self, corners: &[Corner]) -> String {
        let mut path = String::with_capacity(12 * corners.len());
        for (position, corner) in corners.iter().enumerate() {
            let (x, y) = self.place(*corner);
            // Writing to a String cannot fail.
            let _ = write!(path, "{}{x:.1} {y:.1}", if position == 0 { 'M' } else { 'L' });
        }
        path
    }

    /// A bar of round length in the lower left corner.
    pub fn scale(&self, svg: &mut String) {
        let room = WIDTH / 4.0 / self.scale;
        let power = 10_f64.powf(room.log10().floor());
        let step = [5.0, 2.0, 1.0].into_iter().find(|step| step * power <= room);
        let metres = step.unwrap_or(1.0) * power;
        let (right, y) = (16.0 + self.length(metres), self.height - 14.0);
        let told = if metres < 1_000.0 {
            format!("{metres:.0} m")
        } else {
            format!("{:.0} km", metres / 1_000.0)
        };
        let _ = write!(
            svg,
            r##"<path d="M16 {:.0}V{y:.0}H{right:.1}V{:.0}" fill="none" stroke="#1b1f24" stroke-width="2"/><text x="22" y="{:.0}" font-size="15" {HALO}>{told}</text>"##,
            y - 8.0,
            y - 8.0,
            y - 6.0,
        );
    }
}
