//! A map that opens on a tap: nothing of it is loaded before.
//!
//! Coordinates are WGS-84 degrees. Without tiles the map draws the base given by `base` (GeoJSON
//! of this site); the tile template is a city's choice and must be allowed in the page's policy.

use askama::{Template, filters::HtmlSafe};

use crate::{
    assets,
    words::{self, Lang},
};

/// What lies under the points.
#[derive(Debug, Clone, Default)]
pub struct Base {
    /// Address of a GeoJSON file of this site: outlines, streets. Empty for none.
    pub geojson: String,
    /// A Leaflet tile template such as `https://…/{z}/{x}/{y}.png`. Empty for none.
    pub tiles: String,
    /// What must be shown in the corner: source and map approval number.
    pub attribution: String,
    /// Where the map opens: latitude, longitude, zoom.
    pub centre: (f64, f64, u8),
}

/// Lets one tap a point; fills the two inputs, which are hidden fields of the form around it.
#[derive(Debug, Clone, Template)]
#[template(path = "map_picker.html")]
pub struct MapPicker {
    pub lang: Lang,
    pub base: Base,
    pub lat_name: String,
    pub lon_name: String,
    /// What was chosen before.
    pub lat: String,
    pub lon: String,
}

/// Shows points (GeoJSON features with `title`, `href` and `tone`: `g`, `a`, `r` or empty) that
/// the list beside it names as well.
#[derive(Debug, Clone, Template)]
#[template(path = "map_points.html")]
pub struct MapPoints {
    pub lang: Lang,
    pub base: Base,
    /// Address of the points.
    pub points: String,
}

/// The attributes that tell the script what to draw; they hold no text of a person.
#[derive(Debug, Template)]
#[template(
    source = r#" data-js="{{ js }}" data-css="{{ css }}" data-base="{{ base.geojson }}" data-tiles="{{ base.tiles }}" data-attribution="{{ base.attribution }}" data-centre="{{ base.centre.0 }},{{ base.centre.1 }},{{ base.centre.2 }}""#,
    ext = "html"
)]
struct Attributes<'a> {
    base: &'a Base,
    js: &'static str,
    css: &'static str,
}
impl HtmlSafe for Attributes<'_> {}

impl Base {
    fn attributes(&self) -> Attributes<'_> {
        Attributes {
            base: self,
            js: assets::asset_url("leaflet.js"),
            css: assets::asset_url("leaflet.css"),
        }
    }
}
impl MapPicker {
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl MapPoints {
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for MapPicker {}
impl HtmlSafe for MapPoints {}
