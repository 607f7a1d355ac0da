//! A write that a program may send again: key, change and answer are one transaction.

use access::Actor;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use contracts::CaseId;
use serde::Serialize;
use storage::{Tx, idempotency::Answer as Kept};
use web::{
    Answer, ApiJson, IdempotencyKey, Problem, Signed,
    input::{KeyReused, once},
};

use super::model::CaseOut;
use crate::{
    Desk,
    act::ActError,
    case::Case,
    pages::shared::{Audience, Names, desk},
    report::ReportError,
};

/// Why a write did not happen.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Reused(#[from] KeyReused),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

impl From<Failed> for Problem {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Act(error) => error.into(),
            Failed::Report(error) => error.into(),
            Failed::Reused(error) => error.into(),
            Failed::Store(error) => error.into(),
        }
    }
}

/// Does `work` once for a key, and answers what it answered.
pub(super) async fn write(
    signed: &Signed,
    key: IdempotencyKey,
    digest: [u8; 32],
    purpose: &str,
    work: impl FnOnce(&mut Tx<'_>) -> Result<Kept, Failed> + Send + 'static,
) -> Answer {
    let sender = signed.actor.person.to_string();
    let stamp = signed.actor.stamp(signed.moment.clone(), purpose);
    let write =
        signed.app.store().write(stamp, move |tx| once::<Failed>(tx, &sender, &key, digest, work));
    Ok(answer(write.await?))
}

/// [`write`] for what many send at once: see [`storage::Store::write_in_group`].
pub(super) async fn write_in_group(
    signed: &Signed,
    key: IdempotencyKey,
    digest: [u8; 32],
    purpose: &str,
    work: impl Fn(&mut Tx<'_>) -> Result<Kept, Failed> + Send + Sync + 'static,
) -> Answer {
    let sender = signed.actor.person.to_string();
    let stamp = signed.actor.stamp(signed.moment.clone(), purpose);
    let store = signed.app.store();
    let write =
        store.write_in_group(stamp, move |tx| once::<Failed>(tx, &sender, &key, digest, &work));
    Ok(answer(write.await?))
}

fn answer(kept: Kept) -> Response {
    let status = u16::try_from(kept.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status.unwrap_or(StatusCode::OK), kind, kept.body).into_response()
}

/// An answer to be kept.
pub(super) fn kept(status: StatusCode, body: &impl Serialize) -> Result<Kept, Failed> {
    let body =
        serde_json::to_string(body).map_err(|error| storage::Error::Refused(error.to_string()))?;
    Ok(Kept { status: status.as_u16().into(), body })
}

/// An act on a case; answers the case as it then is.
pub(super) async fn act<B: Send + 'static>(
    signed: Signed,
    id: CaseId,
    key: IdempotencyKey,
    body: ApiJson<B>,
    purpose: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor, CaseId, B) -> Result<Case, ActError> + Send + 'static,
) -> Answer {
    let desk = desk(&signed.app)?;
    let visit = signed.visit.clone();
    let actor = signed.actor.clone();
    let (value, digest) = (body.value, body.digest);
    let work = move |tx: &mut Tx<'_>| {
        let case = work(tx, &desk, &actor, id, value)?;
        kept(StatusCode::OK, &CaseOut::of(Names::new(&visit, &desk), id, &case))
    };
    write(&signed, key, digest, purpose, work).await
}

/// The reporter of a case reads it as a worker, everybody else as staff.
pub(super) fn audience(case: &Case, actor: &Actor) -> Audience {
    if case.reporter == Some(actor.person) { Audience::Worker } else { Audience::Staff }
}
