//! A map drawn on the server: shapes over a plain ground, as one picture that needs no script.
//!
//! Positions are WGS-84 degrees, longitude first, as in GeoJSON. What the picture shows must also
//! stand in words beside it: it is one image to whoever cannot see it.

mod frame;
mod ground;
mod paint;

use std::{
    fmt::{self, Write as _},
    sync::Arc,
};

use askama::{Template, filters::HtmlSafe};

use crate::SafeHtml;
use frame::Frame;

pub use ground::Ground;
pub use paint::Paint;

/// Longitude and latitude.
pub type Corner = (f64, f64);

/// What is drawn, and where.
#[derive(Debug, Clone, PartialEq)]
pub enum Outline {
    /// A closed surface.
    Area(Vec<Corner>),
    /// A circle of so many metres.
    Around(Corner, f64),
    /// A spot, which keeps its size whatever the scale.
    Spot(Corner),
}

/// One thing on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub outline: Outline,
    pub paint: Paint,
    /// Shown when one points at it; empty for none.
    pub title: String,
}

impl Shape {
    pub const fn new(outline: Outline, paint: Paint) -> Self {
        Self { outline, paint, title: String::new() }
    }
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}

/// The map with its words: shapes in the order in which they lie above each other.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub title: String,
    /// What one should see in it, in a sentence.
    pub text: String,
    pub ground: Arc<Ground>,
    pub shapes: Vec<Shape>,
    /// What each paint means.
    pub legend: Vec<(Paint, String)>,
}

#[derive(Debug, Template)]
#[template(
    source = r#"<div class="f"><svg viewBox="0 0 {{ width }} {{ height }}" width="100%" role="img" aria-label="{{ title }}：{{ text }}"><title>{{ title }}</title><desc>{{ text }}</desc>{{ drawing }}</svg><ul class="lg">{% for (sign, name) in legend %}<li><svg viewBox="0 0 28 8" aria-hidden="true">{{ sign }}</svg>{{ name }}</li>{% endfor %}</ul>{% if !note.is_empty() %}<p class="meta">{{ note }}</p>{% endif %}</div>"#,
    ext = "html"
)]
struct Picture<'a> {
    title: &'a str,
    text: &'a str,
    width: f64,
    height: f64,
    drawing: SafeHtml,
    legend: Vec<(SafeHtml, &'a str)>,
    note: &'a str,
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let corners = self.shapes.iter().flat_map(|shape| shape.outline.extent());
        let frame = Frame::around(corners).or_else(|| self.ground.frame());
        let Some(frame) = frame else { return Ok(()) };
        let mut drawing = String::new();
        self.ground.draw(&mut drawing, &frame);
        // Shapes of one paint share a group, for maps of thousands of cells.
        for alike in self.shapes.chunk_by(|one, next| one.paint == next.paint) {
            let Some(first) = alike.first() else { continue };
            // Writing to a String cannot fail.
            let _ = write!(drawing, "<g {}>", first.paint.attributes());
            for shape in alike {
                shape.draw(&mut drawing, &frame);
            }
            drawing.push_str("</g>");
        }
        self.ground.label(&mut drawing, &frame);
        frame.scale(&mut drawing);
        let legend = self.legend.iter().map(|(paint, name)| (paint.sign(), name.as_str()));
        let picture = Picture {
            title: &self.title,
            text: &self.text,
            width: frame::WIDTH,
            height: frame.height(),
            drawing: SafeHtml::trusted(drawing),
            legend: legend.collect(),
            note: self.ground.note(),
        };
        fmt::Display::fmt(&picture, f)
    }
}
impl HtmlSafe for Drawn {}

impl Outline {
    /// Corners of a box that it fits into.
    fn extent(&self) -> Vec<Corner> {
        match self {
            Self::Area(ring) => ring.clone(),
            Self::Spot(at) => vec![*at],
            Self::Around(at, metres) => {
                let (east, north) = frame::degrees(at.1, *metres);
                vec![(at.0 - east, at.1 - north), (at.0 + east, at.1 + north)]
            }
        }
    }
}

impl Shape {
    fn draw(&self, svg: &mut String, frame: &Frame) {
        let title = if self.title.is_empty() {
            String::new()
        } else {
            format!("<title>{}</title>", SafeHtml::text(&self.title))
        };
        match &self.outline {
            Outline::Area(ring) => {
                let path = frame.path(ring);
                let _ = write!(svg, r#"<path d="{path}z">{title}</path>"#);
            }
            Outline::Around(at, metres) => {
                let ((x, y), radius) = (frame.place(*at), frame.length(*metres));
                let _ = write!(
                    svg,
                    r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}">{title}</circle>"#
                );
            }
            Outline::Spot(at) => {
                let (x, y) = frame.place(*at);
                self.paint.mark(svg, x, y, &title);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(shapes: Vec<Shape>) -> String {
        let ground = Arc::new(Ground::default());
        let legend = vec![(Paint::Chosen, "新<设>".to_owned())];
        Drawn { title: "图".into(), text: "一处".into(), ground, shapes, legend }.to_string()
    }

    #[test]
    fn what_is_drawn_is_escaped_and_measured_in_metres() {
        let at = (120.16, 30.25);
        let html = map(vec![
            Shape::new(Outline::Around(at, 1_000.0), Paint::Reach),
            Shape::new(Outline::Spot(at), Paint::Chosen).title("A & B"),
        ]);
        assert!(html.contains("A &#38; B") && html.contains("新&#60;设&#62;"), "{html}");
        // The circle nearly fills the picture, so a scale of 500 m is about a quarter of it.
        assert!(html.contains(">500 m</text>"), "{html}");
        assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
    }

    #[test]
    fn a_map_of_nothing_is_nothing() {
        assert_eq!(map(Vec::new()), "");
    }

    #[test]
    fn the_ground_lies_below_and_only_where_it_is_seen() {
        let text = r#"{"features": [
            {"properties": {"kind": "water"}, "geometry": {"type": "Polygon", "coordinates": [[[120.1, 30.2], [120.2, 30.2], [120.2, 30.3], [120.1, 30.2]]]}},
            {"properties": {"kind": "road"}, "geometry": {"type": "LineString", "coordinates": [[100.0, 30.0], [100.1, 30.0]]}},
            {"properties": {"kind": "area", "name": "清波"}, "geometry": {"type": "Point", "coordinates": [120.16, 30.25]}}
        ]}"#;
        let ground = Arc::new(Ground::read(text.as_bytes(), "示意图"));
        let shapes = vec![Shape::new(Outline::Around((120.16, 30.25), 800.0), Paint::Reach)];
        let drawn =
            Drawn { title: "图".into(), text: String::new(), ground, shapes, legend: Vec::new() };
        let html = drawn.to_string();
        assert!(html.find("#cfe3f2") < html.find("<circle"), "{html}");
        assert!(html.contains("清波") && html.contains("示意图"), "{html}");
        assert!(
            !html.contains("#fff\" stroke-width=\"2.5\""),
            "a road far away is not drawn: {html}"
        );
    }
}
