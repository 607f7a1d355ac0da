//! The page on which a clerk lifts the veil from a photo: everything is hidden until then, cell by
//! cell; the picture that comes of it is shown first, and just that is released.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse as _,
};
use ui::{
    Field, Form, SafeHtml, Shell, Tone,
    panel::{Notice, Panel, Text},
    photo::{Cell, Gallery, Picture, Shot, Veil},
};

use super::{
    redact::{CELLS, Grid},
    veiled,
};
use crate::{
    app::App,
    problem::{Answer, Message, Problem},
    visit::Visit,
};

/// Which cells are uncovered.
pub type Cells = [bool; CELLS];

/// A picture and its sides, as a page shows it.
#[derive(Debug, Clone)]
pub struct Sight {
    pub src: String,
    pub width: u32,
    pub height: u32,
}

/// A photo on its way to the public.
#[derive(Debug, Clone)]
pub struct Lifting {
    /// The address of the page; `/preview` and `/withdraw` lie below it.
    pub here: String,
    /// Where a release is sent: the page, with what its reader had seen.
    pub release: String,
    pub original: Sight,
    /// What the public sees now, if anything.
    pub public: Option<Sight>,
}

impl Lifting {
    /// The page's parts: what is public, what would be, and the veil. `status` is not 200 when
    /// nothing was uncovered that could be released.
    pub fn parts(&self, visit: &Visit, mut shell: Shell, status: StatusCode) -> Shell {
        let cells = asked(visit);
        if let Some(shown) = &self.public {
            let form = Form::post(visit.lang, format!("{}/withdraw", self.here))
                .submit(visit.t("desk-photo-withdraw"));
            let title = visit.t("desk-photo-public");
            let body = SafeHtml::from_safe(shown.picture(title)).and(form);
            shell = shell.body(Panel::new(title, body));
        }
        if cells.contains(&true) {
            shell = shell.body(self.preview(visit, &cells));
        } else if visit.query.get("look").is_some() || status != StatusCode::OK {
            shell = shell.body(Notice::new(Tone::Warn, visit.t("desk-photo-nothing")));
        }
        shell.body(Panel::new(visit.t("desk-photo-choose"), self.veil(visit, &cells)))
    }

    fn preview(&self, visit: &Visit, cells: &Cells) -> Panel {
        let text: String = cells.iter().map(|shown| if *shown { '1' } else { '0' }).collect();
        let src = format!("{}/preview?cells={text}", self.here);
        let picture = Sight { src, ..self.original };
        let form = Form::post(visit.lang, self.release.clone())
            .field(Field::hidden("cells", text))
            .submit(visit.t("desk-photo-release"));
        let title = visit.t("desk-photo-preview");
        let body = SafeHtml::from_safe(Text::new(visit.t("desk-photo-preview-lead")))
            .and(picture.picture(title))
            .and(form);
        Panel::new(title, body)
    }

    fn veil(&self, visit: &Visit, cells: &Cells) -> Veil {
        let grid = Grid::of(self.original.width, self.original.height);
        let columns = usize::try_from(grid.columns).unwrap_or(1).max(1);
        let cell = |(at, shown): (usize, &bool)| {
            let place = [("row", (at / columns + 1).into()), ("column", (at % columns + 1).into())];
            Cell { at, name: visit.tf("desk-photo-cell", &place), shown: *shown }
        };
        Veil {
            here: self.here.clone(),
            how: visit.t("desk-photo-how").to_owned(),
            original: self.original.src.clone(),
            alt: visit.t("desk-photo-original").to_owned(),
            width: self.original.width,
            height: self.original.height,
            tall: grid.rows > grid.columns,
            columns: grid.columns,
            cells: cells.iter().enumerate().map(cell).collect(),
            look: visit.t("desk-photo-look").to_owned(),
        }
    }
}

impl Sight {
    fn picture(&self, alt: &str) -> Picture {
        let (width, height) = (self.width, self.height);
        Picture { src: self.src.clone(), alt: alt.to_owned(), width, height }
    }
}

/// The ticked cells of the query.
fn asked(visit: &Visit) -> Cells {
    let pairs = visit.query.pairs().iter().filter(|(name, _)| name == "show");
    uncovered(pairs.filter_map(|(_, value)| value.parse().ok())).unwrap_or([false; CELLS])
}

/// Cells by their numbers from 0, row by row; `None` when one is no cell.
pub fn uncovered(numbers: impl IntoIterator<Item = usize>) -> Option<Cells> {
    let mut cells = [false; CELLS];
    for at in numbers {
        *cells.get_mut(at)? = true;
    }
    Some(cells)
}

/// Cells as a program names them.
///
/// # Errors
/// 422 at `show` for a number that is no cell, and for none at all.
pub fn named(numbers: &[usize]) -> Answer<Cells> {
    let unknown = || Problem::invalid().field("show", Message::key("photo-cells"));
    let cells = uncovered(numbers.iter().copied()).ok_or_else(unknown)?;
    if cells.contains(&true) { Ok(cells) } else { Err(unknown()) }
}

/// One figure a cell.
///
/// # Errors
/// 400 for anything else, which is not from our forms.
pub fn parse(text: &str) -> Answer<Cells> {
    let shown: Vec<bool> = text.bytes().map(|byte| byte == b'1').collect();
    Cells::try_from(shown).map_err(|_| Problem::bad_request("invalid"))
}

/// The very picture that a release of these cells makes; nobody keeps it.
///
/// # Errors
/// 400 for cells that are none, 404 when there is no such photo.
pub async fn preview(app: &App, name: &str, cells: &str) -> Answer {
    let photo = veiled(app, name, parse(cells)?).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, photo.bytes).into_response())
}

/// Photos in a row, by their addresses; empty for none.
pub fn gallery(visit: &Visit, hrefs: impl IntoIterator<Item = String>) -> SafeHtml {
    let shot = |(href, number): (String, i64)| Shot {
        href,
        alt: visit.tf("photo-alt", &[("n", number.into())]),
    };
    let photos: Vec<Shot> = hrefs.into_iter().zip(1..).map(shot).collect();
    if photos.is_empty() { SafeHtml::default() } else { SafeHtml::from_safe(Gallery { photos }) }
}
