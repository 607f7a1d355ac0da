//! Photos of places for programs.

use axum::{Json, extract::Path, http::StatusCode, response::IntoResponse as _};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, MultipartForm, PathId, Signed, photos::veil};

use crate::{
    Desk,
    pages::{
        edit::own,
        photos::{add_all, releasable, release_cells, set_shown},
    },
    photo::{Photo, PhotoId},
};

/// What is uploaded.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only documents the form")]
pub(crate) struct PlacePhotoForm {
    /// JPEG, PNG or WebP; kept as JPEG of at most 1,600 pixels without metadata.
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<u8>,
}

/// A photo of a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlacePhotoOut {
    id: String,
    /// Pixels.
    width: u32,
    height: u32,
    /// Whether the public sees anything of it.
    public: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlacePhotosOut {
    items: Vec<PlacePhotoOut>,
}

/// Which parts of a photo the public may see.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lifted {
    /// Numbers of cells from 0, row by row: 8 by 6 of a wide picture, 6 by 8 of an upright one. All
    /// others are painted over.
    show: Vec<usize>,
}

impl PlacePhotoOut {
    fn of(photo: &Photo, public: bool) -> Self {
        let (id, taken) = (photo.id.to_string(), &photo.taken);
        Self { id, width: taken.width, height: taken.height, public }
    }
}

/// Add photos. Nobody but those who keep the place sees them until they are released.
#[utoipa::path(post, path = "/api/v1/places/{id}/photos", operation_id = "places_photos_add",
    tag = "places", params(("id" = String, Path)),
    request_body(content = PlacePhotoForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PlacePhotosOut)))]
pub(crate) async fn add(signed: Signed, Path(code): Path<String>, sent: MultipartForm) -> Answer {
    sent.check()?;
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let kept = add_all(&signed, &desk, &place, &sent).await?;
    let items = kept.iter().map(|photo| PlacePhotoOut::of(photo, photo.shown.is_some())).collect();
    Ok((StatusCode::CREATED, Json(PlacePhotosOut { items })).into_response())
}

/// Release a photo to the public: a new picture in which everything but the named cells is gone.
#[utoipa::path(post, path = "/api/v1/places/{id}/photos/{photo}/release",
    operation_id = "places_photo_release", tag = "places",
    params(("id" = String, Path), ("photo" = String, Path)), request_body = Lifted,
    responses((status = 200, body = PlacePhotoOut)))]
pub(crate) async fn release(
    signed: Signed,
    PathId((code, id)): PathId<(String, PhotoId)>,
    body: ApiJson<Lifted>,
) -> Answer<Json<PlacePhotoOut>> {
    let desk = Desk::of(&signed.app)?;
    let (place, photo) = releasable(&signed, &desk, &code, id).await?;
    let cells = veil::named(&body.value.show)?;
    release_cells(&signed, &desk, (&place, &photo), cells).await?;
    Ok(Json(PlacePhotoOut::of(&photo, true)))
}

/// Take a released photo back.
#[utoipa::path(post, path = "/api/v1/places/{id}/photos/{photo}/withdraw",
    operation_id = "places_photo_withdraw", tag = "places",
    params(("id" = String, Path), ("photo" = String, Path)),
    responses((status = 200, body = PlacePhotoOut)))]
pub(crate) async fn withdraw(
    signed: Signed,
    PathId((code, id)): PathId<(String, PhotoId)>,
) -> Answer<Json<PlacePhotoOut>> {
    let desk = Desk::of(&signed.app)?;
    let (place, photo) = releasable(&signed, &desk, &code, id).await?;
    set_shown(&signed, &desk, (&place, &photo), None).await?;
    Ok(Json(PlacePhotoOut::of(&photo, false)))
}
