//! Photos in a row, each leading to itself in full.

use askama::Template;
use ui::SafeHtml;

use super::Names;
use crate::entry::Photo;

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    photos: Vec<Shown>,
}

struct Shown {
    href: String,
    alt: String,
}

/// The photos under `base` (such as `/cases/ID/photos`); empty for none.
pub fn gallery(names: Names<'_>, base: &str, photos: &[Photo]) -> SafeHtml {
    if photos.is_empty() {
        return SafeHtml::default();
    }
    let photos = photos.iter().enumerate().map(|(at, photo)| Shown {
        href: format!("{base}/{}", photo.file),
        alt: names.tf("photo-alt", &[("n", (at + 1).into())]),
    });
    SafeHtml::of(&Gallery { photos: photos.collect() })
}
