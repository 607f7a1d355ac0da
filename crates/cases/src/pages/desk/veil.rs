//! `/desk/cases/{id}/photos/{file}`: what of a photo the public may see. Everything is under a veil
//! until the clerk lifts it, cell by cell; the picture that comes of it is shown first, and just
//! that is released.

use access::{Action, policy};
use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contracts::CaseId;
use serde::Deserialize;
use ui::{Density, SafeHtml, Tone};
use web::{
    Answer, Form, PathId, Problem, Signed,
    photos::veil::{self, Cells, Lifting, Sight},
    see_other,
};

use super::path;
use crate::{act, case::Case, entry::Photo, pages::shared::Names, photos, store};

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    cells: String,
}

/// `GET /desk/cases/{id}/photos/{file}?show=3&show=4&look=1`
pub async fn show(signed: Signed, PathId((id, file)): PathId<(CaseId, String)>) -> Answer {
    let (case, photo) = look_up(&signed, id, &file).await?;
    Ok(page(&signed, id, &case, &photo, StatusCode::OK))
}

/// `GET /desk/cases/{id}/photos/{file}/preview?cells=`: the very picture that a release makes.
pub async fn preview(signed: Signed, PathId((id, file)): PathId<(CaseId, String)>) -> Answer {
    look_up(&signed, id, &file).await?;
    veil::preview(&signed.app, &file, signed.query.get("cells").unwrap_or_default()).await
}

/// `POST /desk/cases/{id}/photos/{file}?seen=`
pub async fn release(
    signed: Signed,
    PathId((id, file)): PathId<(CaseId, String)>,
    sent: Form<Typed>,
) -> Answer {
    let (case, photo) = look_up(&signed, id, &file).await?;
    let cells = veil::parse(&sent.value.cells)?;
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
    let here = here(id, &photo.file);
    let sight =
        |src: String, photo: &Photo| Sight { src, width: photo.width, height: photo.height };
    let public = case
        .shown(&photo.file)
        .map(|shown| sight(format!("/progress/{}/photos/{}", case.number, shown.file), shown));
    let lifting = Lifting {
        release: format!("{here}?seen={}", case.length),
        original: sight(format!("/cases/{id}/photos/{}", photo.file), photo),
        public,
        here: here.clone(),
    };
    let shell = signed
        .shell(Density::Desk, signed.t("desk-photo-title"))
        .here(here)
        .back(format!("{}#act-release", path(id)));
    signed.page_with(status, &lifting.parts(signed, shell, status))
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
