//! Photos in a row, each leading to itself in full.

use ui::SafeHtml;
use web::photos::veil;

use super::Names;
use crate::entry::Photo;

/// The photos under `base` (such as `/cases/ID/photos`); empty for none.
pub fn gallery(names: Names<'_>, base: &str, photos: &[Photo]) -> SafeHtml {
    veil::gallery(names.visit, photos.iter().map(|photo| format!("{base}/{}", photo.file)))
}
