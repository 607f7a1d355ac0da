//! The same for programs.

pub mod notes;
pub mod visits;

use axum::{
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use serde::Serialize;
use storage::{Tx, idempotency::Answer as Kept};
use web::{Answer, IdempotencyKey, Signed, input::once};

use crate::Fault;

/// Does `work` once for a key, and answers what it answered.
async fn write(
    signed: &Signed,
    key: IdempotencyKey,
    digest: [u8; 32],
    purpose: &str,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Kept, Fault> + Send + 'static,
) -> Answer {
    let sender = signed.actor.person.to_string();
    let stamp = signed.actor.stamp(signed.moment.clone(), purpose);
    let write =
        signed.app.store().write(stamp, move |tx| once::<Fault>(tx, &sender, &key, digest, work));
    let kept = write.await?;
    let status = u16::try_from(kept.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    Ok((status.unwrap_or(StatusCode::OK), kind, kept.body).into_response())
}

/// An answer to be kept.
fn kept(status: StatusCode, body: &impl Serialize) -> Result<Kept, Fault> {
    let body =
        serde_json::to_string(body).map_err(|error| storage::Error::Refused(error.to_string()))?;
    Ok(Kept { status: status.as_u16().into(), body })
}
