//! A pasted message for programs that a person steers: nothing here reads a chat by itself.

use axum::http::StatusCode;
use contracts::CaseId;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Signed};

use super::{
    model::CaseOut,
    once::{kept, write},
};
use crate::{
    act::ActError,
    pages::shared::{Names, desk},
    paste::{self, Pasted, clean},
};

/// A message that somebody chose to paste.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PastedIn {
    /// A UUIDv7 of the sender's making; sent twice, it makes one case.
    #[schema(value_type = Option<String>)]
    id: Option<CaseId>,
    /// What the group is called.
    group: String,
    matter: String,
    area: String,
    #[serde(default)]
    title: String,
    /// Speakers, telephone, identity, card and account numbers are taken out before it is kept.
    text: String,
    #[serde(default)]
    address: String,
}

/// Something that was taken out; kept nowhere.
#[derive(Debug, Serialize, ToSchema)]
struct RemovedOut {
    /// `name`, `phone`, `identity`, `card` or `account`.
    kind: &'static str,
    what: String,
}

/// The case, and what goes back to the group.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PastedOut {
    case: CaseOut,
    /// Shows the state and nothing else; give it to the group once.
    link: String,
}

/// What a text loses before it would be kept. Keeps nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CleanedOut {
    text: String,
    removed: Vec<RemovedOut>,
}

/// A text to look at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TextIn {
    text: String,
}

/// Make a case of a pasted message. Nobody is its reporter.
#[utoipa::path(post, path = "/api/v1/pasted", tag = "staff", request_body = PastedIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = PastedOut)))]
pub(super) async fn paste_in(
    signed: Signed,
    key: IdempotencyKey,
    body: ApiJson<PastedIn>,
) -> Answer {
    let desk = desk(&signed.app)?;
    let (visit, actor) = (signed.visit.clone(), signed.actor.clone());
    let sent = body.value;
    let id = sent.id.unwrap_or_else(|| signed.moment.id());
    let public_url = signed.app.settings().public_url.clone();
    let pasted = Pasted {
        id,
        group: sent.group,
        matter: sent.matter,
        area: AreaCode::parse(&sent.area).unwrap_or(AreaCode::NATION),
        title: sent.title,
        text: sent.text,
        address: sent.address,
    };
    let work = move |tx: &mut Tx<'_>| {
        let case = paste::paste(tx, &desk, &actor, pasted)?;
        let token = paste::store::token_of(tx, id)?.ok_or(ActError::NotFound)?;
        let case = CaseOut::of(Names::new(&visit, &desk), id, &case);
        kept(StatusCode::CREATED, &PastedOut { case, link: format!("{public_url}/r/{token}") })
    };
    write(&signed, key, body.digest, "case-paste", work).await
}

/// See what would be taken out of a text. Nothing is kept.
#[utoipa::path(post, path = "/api/v1/pasted/check", operation_id = "pasted_check_look", tag = "staff", request_body = TextIn,
    responses((status = 200, body = CleanedOut)))]
pub(super) async fn look(_: Signed, body: ApiJson<TextIn>) -> axum::Json<CleanedOut> {
    let cleaned = clean(&body.value.text);
    let removed = cleaned
        .removed
        .into_iter()
        .map(|one| RemovedOut { kind: one.kind.as_str(), what: one.what });
    axum::Json(CleanedOut { text: cleaned.text, removed: removed.collect() })
}
