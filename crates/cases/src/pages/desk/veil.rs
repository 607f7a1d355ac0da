//! `/desk/cases/{id}/photos/{file}`: what of a photo the public may see. Everything is under a veil
//! until the clerk lifts it, cell by cell; the picture that comes of it is shown first, and just
//! that is released.

use access::{Action, policy};
use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use contracts::CaseId;
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Tone,
    assets::asset_url,
    panel::{Notice, Panel, Text},
};
use web::{
    Answer, Form, PathId, Problem, Signed,
    photos::redact::{CELLS, Grid},
    see_other,
};

use super::path;
use crate::{
    act,
    case::Case,
    entry::Photo,
    pages::shared::{Names, desk},
    photos, store,
};

/// Which cells are uncovered.
pub type Cells = [bool; CELLS];

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    cells: String,
}

#[derive(Template)]
#[template(path = "desk/veil.html")]
struct Veil<'a> {
    css: &'static str,
    script: &'static str,
    here: &'a str,
    how: &'a str,
    original: String,
    alt: &'a str,
    width: u32,
    height: u32,
    tall: bool,
    columns: u32,
    cells: Vec<Cell>,
    look: &'a str,
}

struct Cell {
    at: usize,
    name: String,
    shown: bool,
}

#[derive(Template)]
#[template(
    source = r#"<p><img src="{{ src }}" alt="{{ alt }}" width="{{ width }}" height="{{ height }}" class="{{ class }}"></p>"#,
    ext = "html"
)]
struct Picture<'a> {
    src: String,
    alt: &'a str,
    width: u32,
    height: u32,
    class: &'a str,
}

/// `GET /desk/cases/{id}/photos/{file}?show=3&show=4&look=1`
pub async fn show(signed: Signed, PathId((id, file)): PathId<(CaseId, String)>) -> Answer {
    let (case, photo) = look_up(&signed, id, &file).await?;
    Ok(page(&signed, id, &case, &photo, StatusCode::OK))
}

/// `GET /desk/cases/{id}/photos/{file}/preview?cells=`: the very picture that a release makes.
pub async fn preview(signed: Signed, PathId((id, file)): PathId<(CaseId, String)>) -> Answer {
    look_up(&signed, id, &file).await?;
    let cells = parse(signed.query.get("cells").unwrap_or_default()).ok_or_else(unread)?;
    let photo = web::photos::veiled(&signed.app, &file, cells).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, photo.bytes).into_response())
}

/// `POST /desk/cases/{id}/photos/{file}?seen=`
pub async fn release(
    signed: Signed,
    PathId((id, file)): PathId<(CaseId, String)>,
    sent: Form<Typed>,
) -> Answer {
    let (case, photo) = look_up(&signed, id, &file).await?;
    let cells = parse(&sent.value.cells).ok_or_else(unread)?;
    if !cells.contains(&true) {
        return Ok(page(&signed, id, &case, &photo, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let seen = signed.query.get("seen").and_then(|seen| seen.parse().ok());
    let seen: i64 = seen.ok_or_else(|| Problem::bad_request("desk-seen"))?;
    release_cells(&signed, id, &file, cells, Some(seen)).await?;
    Ok(see_other(here(id, &file)).flash(Tone::Good, "desk-photo-released").into_response())
}

/// `POST /desk/cases/{id}/photos/{file}/withdraw`
pub async fn withdraw(
    signed: Signed,
    PathId((id, file)): PathId<(CaseId, String)>,
    _: Form<Typed>,
) -> Answer {
    take_back(&signed, id, &file).await?;
    Ok(see_other(here(id, &file)).flash(Tone::Good, "desk-photo-withdrawn").into_response())
}

/// Takes a photo back; for the page and the API.
pub async fn take_back(signed: &Signed, id: CaseId, file: &str) -> Answer<Case> {
    let stamp = signed.actor.stamp(signed.moment.clone(), Action::CaseClose.as_str());
    let (actor, named) = (signed.actor.clone(), file.to_owned());
    let work = move |tx: &mut storage::Tx<'_>| photos::withdraw(tx, &actor, id, None, &named);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// Makes the picture and releases it; for the page and the API.
pub async fn release_cells(
    signed: &Signed,
    id: CaseId,
    file: &str,
    cells: Cells,
    seen: Option<i64>,
) -> Answer<Case> {
    let kept = web::photos::keep_veiled(&signed.app, file, cells).await?;
    let photo = Photo { file: kept.name, width: kept.width, height: kept.height };
    let stamp = signed.actor.stamp(signed.moment.clone(), Action::CaseClose.as_str());
    let (actor, original) = (signed.actor.clone(), file.to_owned());
    let write = signed
        .app
        .store()
        .write(stamp, move |tx| photos::release(tx, &actor, id, seen, &original, photo));
    Ok(write.await?)
}

/// The case and one of its photos, for somebody who may release it.
pub async fn look_up(signed: &Signed, id: CaseId, file: &str) -> Answer<(Case, Photo)> {
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let Some(case) = store::find(db, id)? else { return Ok(None) };
        let reads = act::may_read(&actor, &act::target(db, id, &case)?);
        Ok::<_, storage::Error>(reads.then_some(case))
    });
    let case = read.await?.ok_or_else(Problem::not_found)?;
    policy::permit(&signed.actor, Action::CaseClose, &act::acting(&case))?;
    let photo = photos::originals(&case).find(|photo| photo.file == file).cloned();
    let photo = photo.filter(|_| case.visibility == "public-after-release");
    Ok((case, photo.ok_or_else(Problem::not_found)?))
}

fn page(signed: &Signed, id: CaseId, case: &Case, photo: &Photo, status: StatusCode) -> Response {
    let cells = asked(signed);
    let here = here(id, &photo.file);
    let mut shell = signed
        .shell(Density::Desk, signed.t("desk-photo-title"))
        .here(here.as_str())
        .back(format!("{}#act-release", path(id)));
    if let Some(shown) = case.shown(&photo.file) {
        let src = format!("/progress/{}/photos/{}", case.number, shown.file);
        let form = FormView::post(signed.lang, format!("{here}/withdraw"))
            .submit(signed.t("desk-photo-withdraw"));
        let body = picture(src, signed.t("desk-photo-public"), shown).and(form);
        shell = shell.body(Panel::new(signed.t("desk-photo-public"), body));
    }
    let looked = signed.query.get("look").is_some();
    if cells.contains(&true) {
        let text: String = cells.iter().map(|shown| if *shown { '1' } else { '0' }).collect();
        let src = format!("{here}/preview?cells={text}");
        let form = FormView::post(signed.lang, format!("{here}?seen={}", case.length))
            .field(Field::hidden("cells", text))
            .submit(signed.t("desk-photo-release"));
        let body = SafeHtml::from_safe(Text::new(signed.t("desk-photo-preview-lead")))
            .and(picture(src, signed.t("desk-photo-preview"), photo))
            .and(form);
        shell = shell.body(Panel::new(signed.t("desk-photo-preview"), body));
    } else if looked || status != StatusCode::OK {
        shell = shell.body(Notice::new(Tone::Warn, signed.t("desk-photo-nothing")));
    }
    let desk = desk(&signed.app);
    let veil = desk.map(|desk| veil(Names::new(signed, &desk), id, photo, &here, &cells));
    let shell = shell.body(Panel::new(signed.t("desk-photo-choose"), veil.unwrap_or_default()));
    signed.page_with(status, &shell)
}

fn veil(names: Names<'_>, id: CaseId, photo: &Photo, here: &str, cells: &Cells) -> SafeHtml {
    let grid = Grid::of(photo.width, photo.height);
    let columns = usize::try_from(grid.columns).unwrap_or(1);
    let cell = |(at, shown): (usize, &bool)| {
        let place = [("row", (at / columns + 1).into()), ("column", (at % columns + 1).into())];
        Cell { at, name: names.tf("desk-photo-cell", &place), shown: *shown }
    };
    SafeHtml::of(&Veil {
        css: asset_url("veil.css"),
        script: asset_url("veil.js"),
        here,
        how: names.t("desk-photo-how"),
        original: format!("/cases/{id}/photos/{}", photo.file),
        alt: names.t("desk-photo-original"),
        width: photo.width,
        height: photo.height,
        tall: grid.rows > grid.columns,
        columns: grid.columns,
        cells: cells.iter().enumerate().map(cell).collect(),
        look: names.t("desk-photo-look"),
    })
}

fn picture(src: String, alt: &str, photo: &Photo) -> SafeHtml {
    let (width, height) = (photo.width, photo.height);
    SafeHtml::of(&Picture { src, alt, width, height, class: "shot" })
}

/// The ticked cells of the query.
fn asked(signed: &Signed) -> Cells {
    let mut cells = [false; CELLS];
    let pairs = signed.query.pairs().iter().filter(|(name, _)| name == "show");
    for at in pairs.filter_map(|(_, value)| value.parse::<usize>().ok()) {
        if let Some(cell) = cells.get_mut(at) {
            *cell = true;
        }
    }
    cells
}

/// One figure a cell; anything else is not from our forms.
fn parse(text: &str) -> Option<Cells> {
    let shown: Vec<bool> = text.bytes().map(|byte| byte == b'1').collect();
    Cells::try_from(shown).ok()
}

fn unread() -> Problem {
    Problem::bad_request("invalid")
}

fn here(id: CaseId, file: &str) -> String {
    format!("{}/photos/{file}", path(id))
}

/// The photos of a case with whether the public sees them, each leading to its veil.
pub fn choices(names: Names<'_>, id: CaseId, case: &Case) -> SafeHtml {
    let lines = photos::originals(case).zip(1..).map(|(photo, number)| Line {
        href: here(id, &photo.file),
        name: names.tf("photo-alt", &[("n", i64::from(number).into())]),
        state: names.t(match case.shown(&photo.file) {
            Some(_) => "desk-photo-is-public",
            None => "desk-photo-is-not",
        }),
    });
    let lines: Vec<Line<'_>> = lines.collect();
    if lines.is_empty() { SafeHtml::default() } else { SafeHtml::of(&Lines { lines }) }
}

#[derive(Template)]
#[template(
    source = r#"{% for line in lines %}<p><a href="{{ line.href }}">{{ line.name }}</a> {{ line.state }}</p>{% endfor %}"#,
    ext = "html"
)]
struct Lines<'a> {
    lines: Vec<Line<'a>>,
}

struct Line<'a> {
    href: String,
    name: String,
    state: &'a str,
}
