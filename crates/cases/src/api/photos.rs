//! Photos are sent first; reports and answers name them.

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use contracts::CaseId;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{
    Answer, ApiJson, Message, MultipartForm, PathId, Problem, Signed,
    photos::{self, veil::named as lifted},
};

use super::model::{CaseOut, PhotoJson};
use crate::{
    case::Case,
    pages::{
        desk::veil,
        shared::{Names, desk},
    },
};

/// What is uploaded.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only documents the form")]
pub(super) struct PhotoForm {
    /// JPEG, PNG or WebP; kept as JPEG of at most 1,600 pixels without metadata.
    #[schema(value_type = String, format = Binary)]
    photo: Vec<u8>,
}

/// Keep a photo. The same photo sent twice is kept once, so no idempotency key is needed.
#[utoipa::path(post, path = "/api/v1/photos", tag = "cases",
    request_body(content = PhotoForm, content_type = "multipart/form-data"),
    responses((status = 201, body = PhotoJson)))]
pub(super) async fn upload(signed: Signed, sent: MultipartForm) -> Answer {
    sent.check()?;
    let missing = || Problem::invalid().field("photo", Message::key("field-missing"));
    let file = sent.files_of("photo").next().ok_or_else(missing)?;
    let kept = photos::keep(&signed.app, "photo", file.bytes.clone()).await?;
    let photo = PhotoJson { file: kept.name, width: kept.width, height: kept.height };
    Ok((StatusCode::CREATED, Json(photo)).into_response())
}

/// Which parts of a photo the public may see.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Uncovered {
    /// Numbers of cells from 0, row by row: 8 by 6 of a wide picture, 6 by 8 of an upright one. All
    /// others are painted over.
    show: Vec<usize>,
    /// The case's entries as last seen.
    seen: Option<i64>,
}

/// Release a photo to the public: a new picture in which everything but the named cells is gone.
#[utoipa::path(post, path = "/api/v1/cases/{id}/photos/{file}/release",
    operation_id = "release_photo", tag = "cases",
    params(("id" = String, Path), ("file" = String, Path)),
    request_body = Uncovered, responses((status = 200, body = CaseOut)))]
pub(super) async fn release(
    signed: Signed,
    PathId((id, file)): PathId<(CaseId, String)>,
    sent: ApiJson<Uncovered>,
) -> Answer {
    veil::look_up(&signed, id, &file).await?;
    let cells = lifted(&sent.value.show)?;
    let case = veil::release_cells(&signed, id, &file, cells, sent.value.seen).await?;
    told(&signed, id, &case)
}

/// Take a released photo back: nobody finds it from now on.
#[utoipa::path(post, path = "/api/v1/cases/{id}/photos/{file}/withdraw",
    operation_id = "withdraw_photo", tag = "cases",
    params(("id" = String, Path), ("file" = String, Path)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn withdraw(
    signed: Signed,
    PathId((id, file)): PathId<(CaseId, String)>,
) -> Answer {
    let case = veil::take_back(&signed, id, &file).await?;
    told(&signed, id, &case)
}

fn told(signed: &Signed, id: CaseId, case: &Case) -> Answer {
    let desk = desk(&signed.app)?;
    Ok(Json(CaseOut::of(Names::new(signed, &desk), id, case)).into_response())
}

/// Whether every named photo has been sent. The name is made from the whole content, so nobody
/// can name a photo that they do not have.
pub(super) async fn check(signed: &Signed, named: &[PhotoJson]) -> Answer<()> {
    for (at, photo) in named.iter().enumerate() {
        let sides = 1..=photos::SIDE_MAX;
        let fits = sides.contains(&photo.width) && sides.contains(&photo.height);
        if !fits || signed.app.store().files().get(&photo.file).await?.is_none() {
            let field = format!("photos[{at}].file");
            return Err(Problem::invalid().field(field, Message::key("photo-unknown")));
        }
    }
    Ok(())
}
