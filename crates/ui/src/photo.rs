//! Photos: several in a row, one in full, and one under a veil that is lifted cell by cell.

use askama::{Template, filters::HtmlSafe};

use crate::assets;

/// A photo in a row.
#[derive(Debug, Clone)]
pub struct Shot {
    pub href: String,
    pub alt: String,
}

/// Photos in a row, each leading to itself in full.
#[derive(Debug, Clone, Template)]
#[template(path = "gallery.html")]
pub struct Gallery {
    pub photos: Vec<Shot>,
}
impl HtmlSafe for Gallery {}

/// A photo in full.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<p><img src="{{ src }}" alt="{{ alt }}" width="{{ width }}" height="{{ height }}" class="shot"></p>"#,
    ext = "html"
)]
pub struct Picture {
    pub src: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
}
impl HtmlSafe for Picture {}

/// A cell of the veil.
#[derive(Debug, Clone)]
pub struct Cell {
    pub at: usize,
    /// What a screen reader says of it.
    pub name: String,
    pub shown: bool,
}

/// A photo on which one ticks what may be seen; works without a script.
#[derive(Debug, Clone, Template)]
#[template(path = "veil.html")]
pub struct Veil {
    /// Where the ticked cells are sent, as `show=3&show=4&look=1`.
    pub here: String,
    pub how: String,
    /// Address of the photo as it was taken.
    pub original: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    /// Higher than wide: 6 by 8 cells instead of 8 by 6.
    pub tall: bool,
    pub columns: u32,
    pub cells: Vec<Cell>,
    /// The button's words.
    pub look: String,
}

impl Veil {
    fn css() -> &'static str {
        assets::asset_url("veil.css")
    }
    fn script() -> &'static str {
        assets::asset_url("veil.js")
    }
}
impl HtmlSafe for Veil {}
