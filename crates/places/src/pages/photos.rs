//! Photos of a place: added and taken away by those who keep it, released by the office.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Cards, Tag},
    panel::{Panel, Text},
    query::encode,
};
use web::{
    Answer, Form, MultipartForm, PathId, Problem, Signed, Visit,
    photos::{
        self, StoredPhoto,
        veil::{self, Cells, Lifting, Sight, gallery},
    },
    see_other,
};

use super::{Any, edit::own, get, href, show::find};
use crate::{
    Desk, Fault, Place,
    photo::{self as act, PHOTOS_MAX, Photo, PhotoId},
    store::photos as books,
};

/// The field of the upload.
const FIELD: &str = "photo";

/// `GET /places/{code}/photos/{photo}`: what a clerk released, for anybody.
pub async fn public(visit: Visit, PathId((code, id)): PathId<(String, PhotoId)>) -> Answer {
    let place = find(&visit, &code).await?.place.id;
    let found = visit.app.store().read(move |db| books::find(db, place, id)).await?;
    let shown = found.and_then(|photo| photo.shown).ok_or_else(Problem::not_found)?;
    photos::serve_public(&visit.app, &shown.name).await
}

/// What the public sees, in a row.
pub(super) fn shown(visit: &Visit, place: &Place, photos: &[Photo]) -> SafeHtml {
    gallery(visit, public_hrefs(place, photos))
}

/// Addresses of what the public sees.
pub(crate) fn public_hrefs(place: &Place, photos: &[Photo]) -> Vec<String> {
    let shown = photos.iter().filter(|photo| photo.shown.is_some());
    shown.map(|photo| format!("{}/photos/{}", href(&place.code), photo.id)).collect()
}

fn desk_href(place: &Place) -> String {
    format!("/desk/places/{}/photos", encode(&place.code))
}

/// `GET /desk/places/{code}/photos`
pub async fn list(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    page(&signed, &desk, &place, &Errors::new()).await
}

async fn page(signed: &Signed, desk: &Desk, place: &Place, errors: &Errors) -> Answer {
    let id = place.id;
    let photos = signed.app.store().read(move |db| books::of_place(db, id)).await?;
    let releases = act::may_release(desk, &signed.actor, place).is_ok();
    let max = [("max", PHOTOS_MAX.into())];
    let most = u8::try_from(PHOTOS_MAX).unwrap_or(u8::MAX);
    let upload = Shown::post(signed.lang, desk_href(place))
        .field(
            Field::photos(FIELD, signed.tf("places-photos-add", &max), most)
                .hint(signed.t("places-photos-hint")),
        )
        .submit(signed.t("places-photos-send"))
        .errors(errors);
    let cards =
        photos.iter().zip(1..).map(|(photo, number)| card(signed, place, photo, number, releases));
    let shell = signed
        .shell(
            Density::Desk,
            signed.tf("places-photos-of", &[("name", place.name.as_str().into())]),
        )
        .back(format!("/desk/places/{}", encode(&place.code)))
        .form(&upload)
        .body(Cards(cards.collect()));
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn card(signed: &Signed, place: &Place, photo: &Photo, number: i64, releases: bool) -> Card {
    let title = signed.tf("photo-alt", &[("n", number.into())]);
    let (tone, state) = match photo.shown {
        Some(_) => (Tone::Good, "places-photo-public"),
        None => (Tone::Warn, "places-photo-waits"),
    };
    let here = format!("{}/{}", desk_href(place), photo.id);
    let remove = Shown::post(signed.lang, format!("{here}/remove"))
        .inline()
        .submit(signed.t("places-photo-remove"))
        .dangerous();
    let card = Card::new(title, "")
        .tag(Tag::new(tone, signed.t(state)))
        .body(gallery(signed, [format!("{here}/original")]));
    let card = if releases { card.action(signed.t("places-photo-release"), here) } else { card };
    card.body(remove)
}

/// `POST /desk/places/{code}/photos`
pub async fn send(signed: Signed, Path(code): Path<String>, sent: MultipartForm) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let done = match sent.check() {
        Ok(()) => add_all(&signed, &desk, &place, &sent).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => {
            Ok(see_other(desk_href(&place)).flash(Tone::Good, "places-photos-kept").into_response())
        }
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            page(&signed, &desk, &place, &errors).await
        }
        Err(problem) => Err(problem),
    }
}

/// Keeps what was sent; for the page and the API.
pub(crate) async fn add_all(
    signed: &Signed,
    desk: &Desk,
    place: &Place,
    sent: &MultipartForm,
) -> Answer<Vec<Photo>> {
    let mut kept = Vec::new();
    for file in sent.files_of(FIELD) {
        kept.push(photos::keep(&signed.app, FIELD, file.bytes.clone()).await?);
    }
    if kept.is_empty() {
        return Err(Problem::invalid().field(FIELD, "places-photos-missing"));
    }
    let (desk, actor, id) = (desk.clone(), signed.actor.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-photo");
    let work = move |tx: &mut Tx<'_>| {
        kept.into_iter().map(|taken| act::add(tx, &desk, &actor, id, taken)).collect()
    };
    Ok(signed.app.store().write::<_, Fault>(stamp, work).await?)
}

/// `GET /desk/places/{code}/photos/{photo}/original`: for those who keep the place or release its
/// photos.
pub async fn original(signed: Signed, PathId((code, id)): PathId<(String, PhotoId)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?.id;
    let found = signed.app.store().read(move |db| books::find(db, place, id)).await?;
    let photo = found.ok_or_else(Problem::not_found)?;
    photos::serve_for_ever(&signed.app, &photo.taken.name).await
}

/// `POST /desk/places/{code}/photos/{photo}/remove`
pub async fn remove(signed: Signed, PathId((code, id)): PathId<(String, PhotoId)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let (actor, of) = (signed.actor.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-photo");
    let work = move |tx: &mut Tx<'_>| act::remove(tx, &desk, &actor, of, id);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other(desk_href(&place)).flash(Tone::Good, "places-photo-removed").into_response())
}

/// A photo that the reader may release, with its place.
pub(crate) async fn releasable(
    signed: &Signed,
    desk: &Desk,
    code: &str,
    id: PhotoId,
) -> Answer<(Place, Photo)> {
    let place = find(signed, code).await?.place;
    act::may_release(desk, &signed.actor, &place)?;
    let of = place.id;
    let found = signed.app.store().read(move |db| books::find(db, of, id)).await?;
    Ok((place, found.ok_or_else(Problem::not_found)?))
}

/// `GET /desk/places/{code}/photos/{photo}?show=3&look=1`
pub async fn lift(signed: Signed, PathId((code, id)): PathId<(String, PhotoId)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (place, photo) = releasable(&signed, &desk, &code, id).await?;
    Ok(lifting(&signed, &place, &photo, StatusCode::OK))
}

fn lifting(signed: &Signed, place: &Place, photo: &Photo, status: StatusCode) -> Response {
    let here = format!("{}/{}", desk_href(place), photo.id);
    let sight =
        |src: String, photo: &StoredPhoto| Sight { src, width: photo.width, height: photo.height };
    let public = format!("{}/photos/{}", href(&place.code), photo.id);
    let page = Lifting {
        release: here.clone(),
        original: sight(format!("{here}/original"), &photo.taken),
        public: photo.shown.as_ref().map(|shown| sight(public, shown)),
        here: here.clone(),
    };
    let shell =
        signed.shell(Density::Desk, signed.t("desk-photo-title")).here(here).back(desk_href(place));
    signed.page_with(status, &page.parts(signed, shell, status))
}

/// `GET /desk/places/{code}/photos/{photo}/preview?cells=`
pub async fn preview(signed: Signed, PathId((code, id)): PathId<(String, PhotoId)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (_, photo) = releasable(&signed, &desk, &code, id).await?;
    let cells = signed.query.get("cells").unwrap_or_default();
    veil::preview(&signed.app, &photo.taken.name, cells).await
}

/// `POST /desk/places/{code}/photos/{photo}`
pub async fn release(
    signed: Signed,
    PathId((code, id)): PathId<(String, PhotoId)>,
    sent: Form<Any>,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (place, photo) = releasable(&signed, &desk, &code, id).await?;
    let cells = veil::parse(get(&sent.raw, "cells"))?;
    if !cells.contains(&true) {
        return Ok(lifting(&signed, &place, &photo, StatusCode::UNPROCESSABLE_ENTITY));
    }
    release_cells(&signed, &desk, (&place, &photo), cells).await?;
    Ok(see_other(desk_href(&place)).flash(Tone::Good, "desk-photo-released").into_response())
}

/// Makes the picture and releases it; for the page and the API.
pub(crate) async fn release_cells(
    signed: &Signed,
    desk: &Desk,
    (place, photo): (&Place, &Photo),
    cells: Cells,
) -> Answer<()> {
    let kept = photos::keep_veiled(&signed.app, &photo.taken.name, cells).await?;
    set_shown(signed, desk, (place, photo), Some(kept)).await
}

/// Shows a picture or none.
pub(crate) async fn set_shown(
    signed: &Signed,
    desk: &Desk,
    (place, photo): (&Place, &Photo),
    shown: Option<StoredPhoto>,
) -> Answer<()> {
    let (desk, actor, of) = (desk.clone(), signed.actor.clone(), (place.id, photo.id));
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-photo-release");
    let work = move |tx: &mut Tx<'_>| act::release(tx, &desk, &actor, of, shown.as_ref()).map(drop);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// `POST /desk/places/{code}/photos/{photo}/withdraw`
pub async fn withdraw(signed: Signed, PathId((code, id)): PathId<(String, PhotoId)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (place, photo) = releasable(&signed, &desk, &code, id).await?;
    set_shown(&signed, &desk, (&place, &photo), None).await?;
    Ok(see_other(desk_href(&place)).flash(Tone::Good, "desk-photo-withdrawn").into_response())
}

/// The panel on a place's page; nothing without photos.
pub(super) fn panel(visit: &Visit, place: &Place, photos: &[Photo]) -> SafeHtml {
    let row = shown(visit, place, photos);
    if row.is_empty() {
        return row;
    }
    let hint = Text::meta(visit.t("places-photos-veiled"));
    SafeHtml::from_safe(Panel::new(visit.t("places-photos"), row.and(hint)))
}
