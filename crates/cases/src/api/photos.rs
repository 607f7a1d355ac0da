//! Photos are sent first; reports and answers name them.

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use web::{Answer, Message, MultipartForm, Problem, Signed, photos};

use super::model::PhotoJson;

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
