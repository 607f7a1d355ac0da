//! What lies below the shapes: water, green, roads, names of areas, from a GeoJSON drawing.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    Corner,
    frame::{Frame, WIDTH},
    paint::HALO,
};
use crate::SafeHtml;

/// A drawing, read once. What cannot be read is left out: a ground is no data.
#[derive(Debug, Clone, Default)]
pub struct Ground {
    surfaces: Vec<(&'static str, Vec<Corner>)>,
    lines: Vec<Vec<Corner>>,
    names: Vec<(Corner, String)>,
    note: String,
}

impl Ground {
    /// Reads the features of kinds `water`, `green`, `road` and `area` (a named point); `note` is
    /// what must be said below every map: source and approval number.
    pub fn read(geojson: &[u8], note: impl Into<String>) -> Self {
        let mut ground = Self { note: note.into(), ..Self::default() };
        let read: Value = serde_json::from_slice(geojson).unwrap_or_default();
        for feature in read["features"].as_array().into_iter().flatten() {
            let (about, shape) = (&feature["properties"], &feature["geometry"]["coordinates"]);
            match about["kind"].as_str() {
                Some("water") => ground.surfaces.push(("#cfe3f2", line(&shape[0]))),
                Some("green") => ground.surfaces.push(("#dcecd3", line(&shape[0]))),
                Some("road") => ground.lines.push(line(shape)),
                Some("area") => {
                    let name = about["name"].as_str().unwrap_or_default().to_owned();
                    ground.names.extend(corner(shape).map(|at| (at, name)));
                }
                _ => {}
            }
        }
        ground
    }

    pub(super) fn note(&self) -> &str {
        &self.note
    }

    /// A frame around what has a name.
    pub(super) fn frame(&self) -> Option<Frame> {
        Frame::around(self.names.iter().map(|(at, _)| *at))
    }

    pub(super) fn draw(&self, svg: &mut String, frame: &Frame) {
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r##"<rect width="{}" height="{}" fill="#eef1f4"/>"##,
            WIDTH,
            frame.height()
        );
        for (colour, ring) in self.surfaces.iter().filter(|(_, ring)| frame.shows(ring)) {
            let _ = write!(svg, r#"<path d="{}z" fill="{colour}"/>"#, frame.path(ring));
        }
        let mut roads = String::new();
        for road in self.lines.iter().filter(|road| frame.shows(road)) {
            roads.push_str(&frame.path(road));
        }
        if !roads.is_empty() {
            let _ = write!(
                svg,
                r##"<path d="{roads}" fill="none" stroke="#fff" stroke-width="2.5"/>"##
            );
        }
    }

    /// The names, above everything else.
    pub(super) fn label(&self, svg: &mut String, frame: &Frame) {
        for (at, name) in self.names.iter().filter(|(at, _)| frame.shows(&[*at])) {
            let ((x, y), name) = (frame.place(*at), SafeHtml::text(name));
            let _ = write!(
                svg,
                r#"<text x="{x:.0}" y="{y:.0}" class="mid" font-size="15" {HALO}>{name}</text>"#
            );
        }
    }
}

fn line(value: &Value) -> Vec<Corner> {
    value.as_array().into_iter().flatten().filter_map(corner).collect()
}

fn corner(value: &Value) -> Option<Corner> {
    Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?))
}
