//! A cell as a shape on a map.

use h3o::{CellIndex, LatLng};

/// Where a cell lies; longitude and latitude, WGS-84 degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Hexagon {
    pub middle: (f64, f64),
    /// In order around it; a few cells of the grid have five.
    pub corners: Vec<(f64, f64)>,
}

/// The shape of the cell with this H3 index in hexadecimal; `None` for what is no index.
pub fn hexagon(index: &str) -> Option<Hexagon> {
    let cell = CellIndex::try_from(u64::from_str_radix(index, 16).ok()?).ok()?;
    let middle = LatLng::from(cell);
    let corners = cell.boundary().iter().map(|at| (at.lng(), at.lat())).collect();
    Some(Hexagon { middle: (middle.lng(), middle.lat()), corners })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_six_corners_around_its_middle() {
        let cell = hexagon("8930e1d8d93ffff").unwrap();
        assert_eq!(cell.corners.len(), 6);
        let mean = |part: fn(&(f64, f64)) -> f64| cell.corners.iter().map(part).sum::<f64>() / 6.0;
        assert!((mean(|at| at.0) - cell.middle.0).abs() < 1e-5);
        assert!((mean(|at| at.1) - cell.middle.1).abs() < 1e-5);
        assert_eq!(hexagon("no cell"), None);
        assert_eq!(hexagon("1"), None);
    }
}
