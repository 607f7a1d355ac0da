//! Taking part: join, comment, vote.

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Problem, Signed};

use super::super::once::{kept, write};
use crate::{
    act::ActError,
    collective::{
        Choice, CollectiveId, CommentId, Side, ballot,
        people::{self, NewComment},
        store,
    },
};

type Id = PathId<CollectiveId>;

/// Join: the same concerns me.
#[utoipa::path(post, path = "/api/v1/collective/{id}/join", operation_id = "collective_join",
    tag = "collective", params(("id" = String, Path)), responses((status = 204)))]
pub(crate) async fn join(signed: Signed, PathId(id): Id) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    signed.app.store().write(stamp, move |tx| people::join(tx, &actor, id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Take the joining back.
#[utoipa::path(post, path = "/api/v1/collective/{id}/leave", operation_id = "collective_leave",
    tag = "collective", params(("id" = String, Path)), responses((status = 204)))]
pub(crate) async fn leave(signed: Signed, PathId(id): Id) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    signed.app.store().write(stamp, move |tx| people::leave(tx, &actor, id)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Something to say, under no name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentIn {
    /// A UUIDv7 of the sender's making; sent twice, it is said once.
    #[schema(value_type = Option<String>)]
    id: Option<CommentId>,
    /// `worker`, `resident` or `merchant`.
    side: String,
    text: String,
}

/// Comment on a matter. Everybody may read it, nobody who it was.
#[utoipa::path(post, path = "/api/v1/collective/{id}/comments", operation_id = "collective_comment",
    tag = "collective", request_body = CommentIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204)))]
pub(crate) async fn comment(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<CommentIn>,
) -> Answer {
    let (actor, sent) = (signed.actor.clone(), body.value);
    let comment = sent.id.unwrap_or_else(|| signed.moment.id());
    let work = move |tx: &mut Tx<'_>| {
        let side = Side::parse(&sent.side);
        let side =
            side.ok_or(ActError::Invalid { field: "side", code: "collective-side-choose" })?;
        people::comment(tx, &actor, id, NewComment { id: comment, side, text: sent.text })?;
        kept(StatusCode::NO_CONTENT, &())
    };
    write(&signed, key, body.digest, "collective", work).await
}

/// A code for a ballot; nothing is kept of it until it is cast.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeOut {
    /// Keep it: after the vote it stands in the list of ballots that were counted.
    code: String,
}

/// Draw a code for one's ballot.
#[utoipa::path(get, path = "/api/v1/collective/{id}/ballot", operation_id = "collective_draw_code",
    tag = "collective", params(("id" = String, Path)), responses((status = 200, body = CodeOut)))]
pub(crate) async fn draw(signed: Signed, PathId(id): Id) -> Answer {
    let known = signed.app.store().read(move |db| store::find(db, id)).await?;
    known.ok_or_else(Problem::not_found)?;
    Ok(Json(CodeOut { code: ballot::draw(&signed.moment) }).into_response())
}

/// A ballot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BallotIn {
    code: String,
    /// `keep`, `drop` or `abstain`.
    choice: String,
}

/// Vote, in secret. Sent again with the same code it is counted once; no key is needed, and none
/// is kept: its digest would tell a guesser the choice.
#[utoipa::path(post, path = "/api/v1/collective/{id}/ballot", operation_id = "collective_vote",
    tag = "collective", request_body = BallotIn, params(("id" = String, Path)),
    responses((status = 204)))]
pub(crate) async fn cast(signed: Signed, PathId(id): Id, body: ApiJson<BallotIn>) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "ballot");
    let (actor, sent) = (signed.actor.clone(), body.value);
    let work = move |tx: &mut Tx<'_>| {
        let missing = ActError::Invalid { field: "choice", code: "collective-choose" };
        let choice = Choice::parse(&sent.choice).ok_or(missing)?;
        ballot::cast(tx, &actor, id, &sent.code, choice)
    };
    signed.app.store().write(stamp, work).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
