//! What whoever comes can do.

use axum::{Json, http::StatusCode};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Problem, Signed};

use super::{GatheringOut, kept, write};
use crate::{
    DecisionId, Desk, Fault, GatheringId,
    act::is_shown,
    attend, decide,
    fact::Choice,
    pages::{mine, parts},
    prepare,
    signin::{self, SignedIn, Typed},
    store, vote as voting,
};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gatherings)]
pub(crate) struct ListOut {
    /// The reader's own, and those of the reader's units.
    own: Vec<GatheringOut>,
    /// What everybody is invited to.
    open: Vec<GatheringOut>,
}

/// The reader's gatherings, and what everybody is invited to.
#[utoipa::path(get, path = "/api/v1/gatherings", operation_id = "gatherings_list",
    tag = "gatherings", responses((status = 200, body = ListOut)))]
pub(crate) async fn list(signed: Signed) -> Answer<Json<ListOut>> {
    let desk = Desk::of(&signed.app)?;
    let (person, now) = (signed.actor.person, signed.moment.now());
    let least = i64::from(desk.catalogue.gatherings().votes_min);
    let found = signed.app.store().read(move |db| mine::read(db, &desk, person, now)).await?;
    let out = |all: Vec<store::Kept>| {
        all.iter().map(|kept| GatheringOut::of(kept.id, &kept.gathering, &[], least)).collect()
    };
    Ok(Json(ListOut { own: out(found.own), open: out(found.open) }))
}

/// One gathering.
#[utoipa::path(get, path = "/api/v1/gatherings/{id}", operation_id = "gatherings_show",
    tag = "gatherings", params(("id" = String, Path)),
    responses((status = 200, body = GatheringOut)))]
pub(crate) async fn show(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
) -> Answer<Json<GatheringOut>> {
    let (desk, person) = (Desk::of(&signed.app)?, signed.actor.person);
    let read = signed.app.store().read(move |db| {
        let Some(gathering) = store::find(db, id)? else { return Ok(None) };
        if !is_shown(db, &desk, &gathering, person)? {
            return Ok(None);
        }
        let known = parts::standings(db, &desk, &gathering.decisions)?;
        let least = i64::from(desk.catalogue.gatherings().votes_min);
        Ok::<_, storage::Error>(Some(GatheringOut::of(id, &gathering, &known, least)))
    });
    Ok(Json(read.await?.ok_or_else(Problem::not_found)?))
}

/// What somebody does.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = GatheringAct)]
#[serde(deny_unknown_fields, tag = "act", rename_all = "kebab-case")]
pub(crate) enum ActIn {
    SignUp {},
    Cancel {},
    /// The papers and the minutes have been read; counted apart from being there.
    MakeUp {},
    Topic {
        text: String,
    },
    Support {
        topic: usize,
    },
    /// Whether what was read out is really solved.
    Judge {
        #[schema(value_type = String)]
        decision: DecisionId,
        solved: bool,
    },
}

/// Where somebody stands now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringStanding)]
pub(crate) struct StandingOut {
    /// How many wait before this person, the person included; absent with a place.
    waiting: Option<usize>,
}

/// Sign up, cancel, want a topic, say whether something is solved, make up for it.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/acts", operation_id = "gatherings_act",
    tag = "gatherings", request_body = ActIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = StandingOut)))]
pub(crate) async fn act(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
    key: IdempotencyKey,
    body: ApiJson<ActIn>,
) -> Answer {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let sent = body.value;
    let work = move |tx: &mut Tx<'_>| {
        let mut waiting = None;
        match sent {
            ActIn::SignUp {} => {
                if let attend::Place::Waiting(place) = attend::sign_up(tx, &desk, &by, id)? {
                    waiting = Some(place);
                }
            }
            ActIn::Cancel {} => attend::cancel(tx, &desk, &by, id)?,
            ActIn::MakeUp {} => attend::make_up(tx, &desk, &by, id)?,
            ActIn::Topic { text } => prepare::topic(tx, &desk, &by, id, &text)?,
            ActIn::Support { topic } => prepare::support(tx, &desk, &by, id, topic)?,
            ActIn::Judge { decision, solved } => {
                decide::judge(tx, &desk, &by, id, decision, solved)?;
            }
        }
        kept(StatusCode::OK, &StandingOut { waiting })
    };
    write(&signed, key, body.digest, "gathering-attend", work).await
}

/// The code that the organizer showed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = ShownCode)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeIn {
    code: String,
    /// When it was typed, for what a phone kept without a network: RFC 3339. Now when left out.
    at: Option<String>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignInOutcome)]
pub(crate) struct SignedOut {
    /// Whether it is new; false when this person was signed in at this sitting before.
    new: bool,
}

/// Sign in with the code that the organizer showed, now or later.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/codes", operation_id = "gatherings_code",
    tag = "gatherings", request_body = CodeIn, params(("id" = String, Path)),
    responses((status = 200, body = SignedOut)))]
pub(crate) async fn code(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
    body: ApiJson<CodeIn>,
) -> Answer<Json<SignedOut>> {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let CodeIn { code, at } = body.value;
    let wrong = |_| Fault::invalid("at", "gathering-time-wrong");
    let at = at.map(|at| at.parse::<Timestamp>().map_err(wrong)).transpose()?;
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-sign-in");
    let work = move |tx: &mut Tx<'_>| signin::by_code(tx, &desk, &by, id, &code, at);
    match signed.app.store().write(stamp, work).await? {
        Typed::In(signed_in) => Ok(Json(SignedOut { new: signed_in == SignedIn::New })),
        Typed::Wrong => Err(Fault::invalid("code", "gathering-code-wrong").into()),
        Typed::Wait(seconds) => Err(Problem::too_many(seconds.unsigned_abs())),
    }
}

/// A vote; never kept by an idempotency key, whose digest would tell a guesser the choice.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = GatheringVote)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoteIn {
    /// Place of the motion, from 0.
    motion: usize,
    /// `for`, `against` or `abstain`.
    choice: String,
    /// For a secret vote: twelve letters that the voter's device drew and keeps. Sent again with
    /// the same code, it is counted once.
    #[serde(default)]
    code: String,
}

/// Vote on a motion.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/votes", operation_id = "gatherings_vote",
    tag = "gatherings", request_body = VoteIn, params(("id" = String, Path)),
    responses((status = 204)))]
pub(crate) async fn vote(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
    body: ApiJson<VoteIn>,
) -> Answer<StatusCode> {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let VoteIn { motion, choice, code } = body.value;
    let choice = Choice::of(&choice).ok_or(Fault::invalid("choice", "gathering-choose"))?;
    let stamp = signed.actor.stamp(signed.moment.clone(), "ballot");
    let work = move |tx: &mut Tx<'_>| voting::cast(tx, &desk, &by, id, motion, choice, &code);
    signed.app.store().write(stamp, work).await?;
    Ok(StatusCode::NO_CONTENT)
}
