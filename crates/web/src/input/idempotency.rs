//! A write that a program sends twice happens once
//! (draft-ietf-httpapi-idempotency-key-header).

use axum::{extract::FromRequestParts, http::request::Parts};
use storage::{
    Tx,
    idempotency::{Answer as Kept, Known, keep, look},
};

use crate::problem::{Answer, Message, Problem};

const HEADER: &str = "idempotency-key";
const LENGTH_MAX: usize = 128;

/// The header `Idempotency-Key`; optional, so check with [`once`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim().trim_matches('"');
        let fits = (1..=LENGTH_MAX).contains(&text.len());
        let complaint = || {
            let text = format!("1 to {LENGTH_MAX} printable ASCII characters");
            Problem::bad_request("invalid").field("Idempotency-Key", Message::Text(text))
        };
        fits.then(|| Self(Some(text.to_owned()))).ok_or_else(complaint)
    }
}

/// The key was used before for another request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Idempotency-Key: belongs to another request; use a fresh one")]
pub struct KeyReused;

impl From<KeyReused> for Problem {
    fn from(_: KeyReused) -> Self {
        Self::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "key-reused")
    }
}

/// Does `work` unless `actor` sent the same request with the same key before; then answers what
/// was answered then. Key, work and answer are one transaction. Without a key the work is done.
///
/// # Errors
/// [`KeyReused`], or whatever `work` answers; a failed work leaves the key unused.
pub fn once<E: From<storage::Error> + From<KeyReused>>(
    tx: &mut Tx<'_>,
    actor: &str,
    key: &IdempotencyKey,
    request: [u8; 32],
    work: impl FnOnce(&mut Tx<'_>) -> Result<Kept, E>,
) -> Result<Kept, E> {
    let Some(key) = &key.0 else { return work(tx) };
    match look(tx, actor, key, request)? {
        Known::Same(answer) => Ok(answer),
        Known::Other => Err(KeyReused.into()),
        Known::New => {
            let answer = work(tx)?;
            keep(tx, actor, key, request, &answer)?;
            Ok(answer)
        }
    }
}
