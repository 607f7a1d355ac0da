//! The worker's word on a case.

use contracts::CaseId;
use kernel::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed};

use super::{model::CaseOut, once};
use crate::pages::worker::acts::{Act, Said, run};

/// What is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SaidIn {
    /// Needed to dispute, to reopen and to appeal.
    #[serde(default)]
    reason: String,
    /// `answer.at` of the case as it was read: the verdict is refused when there is another answer.
    answered_at: Option<String>,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident $path:literal $act:expr;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "cases", request_body = SaidIn,
            params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
            responses((status = 200, body = CaseOut)))]
        pub(super) async fn $name(
            signed: Signed,
            PathId(id): PathId<CaseId>,
            key: IdempotencyKey,
            body: ApiJson<SaidIn>,
        ) -> Answer {
            say($act, signed, id, key, body).await
        }
    )+};
}

acts! {
    /// It is really solved.
    confirm "/api/v1/cases/{id}/confirm" Act::Confirm;
    /// It is not: the case goes back to whoever answered.
    dispute "/api/v1/cases/{id}/dispute" Act::Dispute;
    /// The report is taken back.
    withdraw "/api/v1/cases/{id}/withdraw" Act::Withdraw;
    /// The trouble is back.
    reopen "/api/v1/cases/{id}/reopen" Act::Reopen;
    /// The level above shall look again whether it is in scope; once.
    appeal "/api/v1/cases/{id}/appeal" Act::Appeal;
    /// Past the contact member and the branch, straight to the street.
    bypass "/api/v1/cases/{id}/bypass" Act::Bypass;
    /// The firm that has the case may see name and phone from now on.
    share_contact "/api/v1/cases/{id}/share-contact" Act::Share;
    /// No firm may see name and phone any more.
    hide_contact "/api/v1/cases/{id}/hide-contact" Act::Hide;
}

async fn say(
    act: Act,
    signed: Signed,
    id: CaseId,
    key: IdempotencyKey,
    body: ApiJson<SaidIn>,
) -> Answer {
    let answered_at = match &body.value.answered_at {
        None => None,
        Some(text) => {
            let wrong = |_| Problem::invalid().field("answered_at", Message::key("time-wrong"));
            Some(text.parse::<Timestamp>().map_err(wrong)?)
        }
    };
    let work = move |tx: &mut storage::Tx<'_>,
                     desk: &crate::Desk,
                     actor: &access::Actor,
                     id,
                     body: SaidIn| {
        run(tx, desk, actor, id, act, &Said { words: body.reason, answered_at })
    };
    once::act(signed, id, key, body, act.as_str(), work).await
}
