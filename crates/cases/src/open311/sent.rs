//! What a POST carries: a form, with or without files.

use axum::extract::{FromRequest as _, Request};
use serde::Deserialize;
use web::{
    Form, MultipartForm, Visit,
    input::{Typed, Upload},
};

use super::{
    answer::{Refused, Said},
    keys::{self, Admitted, Sender},
    params::Params,
};

/// Whatever there is: the parameters are read one by one.
#[derive(Debug, Clone, Deserialize)]
struct Any {}

/// The form's pairs and files.
pub(super) async fn read(visit: &Visit, request: Request) -> Said<(Typed, Vec<Upload>)> {
    let kind = request.headers().get(axum::http::header::CONTENT_TYPE);
    let in_parts = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let refused = |problem| Refused::problem(visit, &problem);
    if in_parts {
        let form = MultipartForm::from_request(request, &visit.app).await.map_err(refused)?;
        form.check().map_err(refused)?;
        return Ok((form.raw, form.files));
    }
    let form = Form::<Any>::from_request(request, &visit.app).await.map_err(refused)?;
    Ok((form.raw, Vec::new()))
}

/// Whose key came with it; counts one use.
pub(super) async fn sender(params: &Params<'_>) -> Said<Sender> {
    let visit = params.visit;
    let Some(key) = params.get("api_key").map(str::to_owned) else {
        return Err(Refused::key(visit, "open311-key-missing"));
    };
    let stamp = storage::Stamp::system(visit.moment.clone(), "open311");
    let admitted = visit.app.store().write(stamp, move |tx| keys::admit(tx, &key)).await;
    match admitted.map_err(|error| Refused::store(visit, error))? {
        Admitted::Sender(sender) => Ok(sender),
        Admitted::Unknown => Err(Refused::key(visit, "open311-key-unknown")),
        Admitted::Wait(seconds) => Err(Refused::too_often(visit, seconds)),
    }
}
