//! What units do with a case. `length` is that of the case as it was read: an act on what has
//! changed since is refused with the code `case-stale`.

use contracts::{CaseId, UnitId};
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::{
    bodies::bodies,
    model::{CaseOut, OutcomeJson, PhotoJson},
    once, photos,
};
use crate::{
    answer::{self, Given},
    chain::climb,
    handle, scope,
};

bodies! {
    /// Take a case on.
    AcceptIn {
        length: Option<i64>,
    }
    /// Hand a case over.
    AssignIn {
        length: Option<i64>,
        #[schema(value_type = String)]
        to: UnitId,
        reason: String,
    }
    /// Answer a case.
    AnswerIn {
        length: Option<i64>,
        text: String,
        outcome: OutcomeJson,
        #[serde(default)]
        photos: Vec<PhotoJson>,
    }
    /// Add a remark.
    NoteIn {
        text: String,
        /// The worker sees it.
        #[serde(default)]
        public: bool,
    }
    /// Pass a case up a level of the chain.
    PassUpIn {
        length: Option<i64>,
        note: String,
    }
    /// Find a case out of scope.
    OutOfScopeIn {
        length: Option<i64>,
        /// A code of the catalogue's right doors.
        door: String,
        text: String,
    }
    /// Decide an appeal on scope.
    DecideIn {
        length: Option<i64>,
        /// The unit must handle it after all.
        overturn: bool,
        text: String,
    }
    /// Sort a case under another matter.
    ResortIn {
        length: Option<i64>,
        matter: String,
    }
    /// Release a wording to the public page.
    ReleaseIn {
        length: Option<i64>,
        title: String,
        text: String,
    }
}

/// Accept (受理).
#[utoipa::path(post, path = "/api/v1/cases/{id}/accept", tag = "staff", request_body = AcceptIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn accept(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<AcceptIn>,
) -> Answer {
    once::act(signed, id, key, body, "accept", |tx, _, actor, id, body| {
        handle::accept(tx, actor, id, body.length)
    })
    .await
}

/// Hand over (交办, 转办), or give back once.
#[utoipa::path(post, path = "/api/v1/cases/{id}/assign", tag = "staff", request_body = AssignIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn assign(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<AssignIn>,
) -> Answer {
    once::act(signed, id, key, body, "assign", |tx, desk, actor, id, body| {
        handle::assign(tx, desk, actor, id, body.length, body.to, &body.reason)
    })
    .await
}

/// Answer (办结): closes the handler's side only; whether it is solved is for the worker to say.
#[utoipa::path(post, path = "/api/v1/cases/{id}/answer", tag = "staff", request_body = AnswerIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn answer(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<AnswerIn>,
) -> Answer {
    photos::check(&signed, &body.value.photos).await?;
    once::act(signed, id, key, body, "answer", |tx, desk, actor, id, body| {
        let photos = body.photos.into_iter().map(Into::into).collect();
        let given = Given { text: body.text, outcome: body.outcome.into(), photos };
        answer::answer(tx, desk, actor, id, body.length, given)
    })
    .await
}

/// Remark, for colleagues or for the worker too.
#[utoipa::path(post, path = "/api/v1/cases/{id}/note", tag = "staff", request_body = NoteIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn note(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<NoteIn>,
) -> Answer {
    once::act(signed, id, key, body, "note", |tx, _, actor, id, body| {
        handle::note(tx, actor, id, &body.text, body.public)
    })
    .await
}

/// Pass up: from the contact member to the branch, from the branch to the street.
#[utoipa::path(post, path = "/api/v1/cases/{id}/pass-up", tag = "staff", request_body = PassUpIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn pass_up(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<PassUpIn>,
) -> Answer {
    once::act(signed, id, key, body, "pass-up", |tx, desk, actor, id, body| {
        climb::pass(tx, desk, actor, id, body.length, &body.note)
    })
    .await
}

/// Out of scope, naming the right door.
#[utoipa::path(post, path = "/api/v1/cases/{id}/out-of-scope", tag = "staff",
    request_body = OutOfScopeIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn out_of_scope(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<OutOfScopeIn>,
) -> Answer {
    once::act(signed, id, key, body, "out-of-scope", |tx, desk, actor, id, body| {
        scope::refuse(tx, desk, actor, id, body.length, &body.door, &body.text)
    })
    .await
}

/// Decide an appeal on scope.
#[utoipa::path(post, path = "/api/v1/cases/{id}/decide", tag = "staff", request_body = DecideIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn decide(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<DecideIn>,
) -> Answer {
    once::act(signed, id, key, body, "decide", |tx, desk, actor, id, body| {
        scope::decide(tx, desk, actor, id, body.length, body.overturn, &body.text)
    })
    .await
}

/// Sort under another matter, whose rules give the owner.
#[utoipa::path(post, path = "/api/v1/cases/{id}/resort", tag = "staff", request_body = ResortIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn resort(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<ResortIn>,
) -> Answer {
    once::act(signed, id, key, body, "resort", |tx, desk, actor, id, body| {
        handle::resort(tx, desk, actor, id, body.length, &body.matter)
    })
    .await
}

/// Release a wording to the public page, after reading it: no name, no number.
#[utoipa::path(post, path = "/api/v1/cases/{id}/release", tag = "staff", request_body = ReleaseIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CaseOut)))]
pub(super) async fn release(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<ReleaseIn>,
) -> Answer {
    once::act(signed, id, key, body, "release", |tx, _, actor, id, body| {
        handle::release(tx, actor, id, body.length, &body.title, &body.text)
    })
    .await
}
