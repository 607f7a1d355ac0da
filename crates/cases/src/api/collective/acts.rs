//! What offices do with a matter.

use access::Actor;
use axum::http::StatusCode;
use contracts::UnitId;
use kernel::{AreaCode, Day};
use serde::Deserialize;
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::super::once::{kept, write};
use super::CollectiveOut;
use crate::{
    Desk,
    act::ActError,
    collective::{
        Better, Collective, CollectiveId, CommentId, Decision, Figure, Measure, Trial,
        answer as answers, decide as decisions, fact, open as opening, people,
    },
    pages::shared::desk,
};

type Id = PathId<CollectiveId>;

/// One act on a matter, once for a key; answers the matter as it then is.
async fn act<B: Send + 'static>(
    signed: Signed,
    id: CollectiveId,
    key: IdempotencyKey,
    body: ApiJson<B>,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor, B) -> Result<Collective, ActError> + Send + 'static,
) -> Answer {
    let (desk, actor) = (desk(&signed.app)?, signed.actor.clone());
    let (value, digest) = (body.value, body.digest);
    let work = move |tx: &mut Tx<'_>| {
        let matter = work(tx, &desk, &actor, value)?;
        kept(StatusCode::OK, &CollectiveOut::of(id, &matter))
    };
    write(&signed, key, digest, "collective", work).await
}

const fn refuse(field: &'static str, code: &'static str) -> ActError {
    ActError::Invalid { field, code }
}

fn day(field: &'static str, text: &str) -> Result<Day, ActError> {
    text.parse().map_err(|_| refuse(field, "draw-day-wrong"))
}

/// A matter to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollectiveIn {
    /// A UUIDv7 of the sender's making; sent twice, it is opened once.
    #[schema(value_type = Option<String>)]
    id: Option<CollectiveId>,
    /// Code of the catalogue's kind.
    kind: String,
    area: String,
    title: String,
    change: String,
    whom: String,
    judged: String,
    /// The unit that can change it.
    #[schema(value_type = String)]
    owner: UnitId,
    /// Numbers of the reports that it is gathered from.
    #[serde(default)]
    cases: Vec<String>,
}

/// Open a matter that concerns many.
#[utoipa::path(post, path = "/api/v1/collective", operation_id = "collective_open",
    tag = "collective", request_body = CollectiveIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = CollectiveOut)))]
pub(crate) async fn open(
    signed: Signed,
    key: IdempotencyKey,
    body: ApiJson<CollectiveIn>,
) -> Answer {
    let (desk, actor) = (desk(&signed.app)?, signed.actor.clone());
    let sent = body.value;
    let id = sent.id.unwrap_or_else(|| signed.moment.id());
    let work = move |tx: &mut Tx<'_>| {
        let area = AreaCode::parse(&sent.area).map_err(|_| refuse("area", "area-unknown"))?;
        let new = opening::NewCollective {
            id,
            kind: sent.kind,
            area,
            title: sent.title,
            change: sent.change,
            whom: sent.whom,
            judged: sent.judged,
            owner: sent.owner,
            cases: sent.cases,
        };
        let matter = opening::open(tx, &desk, &actor, new)?;
        kept(StatusCode::CREATED, &CollectiveOut::of(id, &matter))
    };
    write(&signed, key, body.digest, "collective", work).await
}

/// One more report of the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatherIn {
    length: Option<i64>,
    /// The report's number.
    case: String,
}

/// Gather a report into a matter.
#[utoipa::path(post, path = "/api/v1/collective/{id}/cases", operation_id = "collective_gather",
    tag = "collective", request_body = GatherIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn gather(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<GatherIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, desk, actor, sent| {
        opening::gather(tx, desk, actor, id, sent.length, &sent.case)
    })
    .await
}

/// A reason in words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollectiveReasonIn {
    length: Option<i64>,
    reason: String,
}

/// Take a matter back that is not answered yet.
#[utoipa::path(post, path = "/api/v1/collective/{id}/withdraw",
    operation_id = "collective_withdraw", tag = "collective", request_body = CollectiveReasonIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn withdraw(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<CollectiveReasonIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, _, actor, sent| {
        opening::withdraw(tx, actor, id, sent.length, &sent.reason)
    })
    .await
}

/// What has come to light.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsIn {
    length: Option<i64>,
    facts: String,
}

/// Bring back what was turned down, once, on new facts.
#[utoipa::path(post, path = "/api/v1/collective/{id}/reopen", operation_id = "collective_reopen",
    tag = "collective", request_body = FactsIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn reopen(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<FactsIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, desk, actor, sent| {
        opening::reopen(tx, desk, actor, id, sent.length, &sent.facts)
    })
    .await
}

/// Take a comment out: an insult, somebody's name or number.
#[utoipa::path(post, path = "/api/v1/collective/{id}/comments/{comment}/strike",
    operation_id = "collective_strike", tag = "collective", request_body = CollectiveReasonIn,
    params(("id" = String, Path), ("comment" = String, Path),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204)))]
pub(crate) async fn strike(
    signed: Signed,
    PathId((id, comment)): PathId<(CollectiveId, CommentId)>,
    key: IdempotencyKey,
    body: ApiJson<CollectiveReasonIn>,
) -> Answer {
    let actor = signed.actor.clone();
    let (sent, digest) = (body.value, body.digest);
    let work = move |tx: &mut Tx<'_>| {
        people::strike(tx, &actor, id, comment, &sent.reason)?;
        kept(StatusCode::NO_CONTENT, &())
    };
    write(&signed, key, digest, "collective", work).await
}

/// A measure to judge the trial by.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasureIn {
    name: String,
    unit: String,
    /// `higher` or `lower`.
    better: String,
    /// A decimal number as text, with at most three decimals.
    before: String,
}

/// What is tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrialIn {
    change: String,
    area: String,
    from: String,
    until: String,
    review: String,
    measures: Vec<MeasureIn>,
}

/// The unit's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollectiveAnswerIn {
    length: Option<i64>,
    /// `accepted`, `partly` or `declined`.
    answer: String,
    reason: String,
    /// Unless declined.
    trial: Option<TrialIn>,
}

impl TrialIn {
    fn read(self) -> Result<Trial, ActError> {
        let measure = |one: MeasureIn| {
            Ok(Measure {
                name: one.name,
                unit: one.unit,
                better: Better::parse(&one.better)
                    .ok_or(refuse("measures", "collective-choose"))?,
                before: figure(&one.before)?,
            })
        };
        Ok(Trial {
            change: self.change,
            area: AreaCode::parse(&self.area).map_err(|_| refuse("area", "area-unknown"))?,
            from: day("from", &self.from)?,
            until: day("until", &self.until)?,
            review: day("review", &self.review)?,
            measures: self.measures.into_iter().map(measure).collect::<Result<_, ActError>>()?,
        })
    }
}

fn figure(text: &str) -> Result<Figure, ActError> {
    text.parse().map_err(|_| refuse("measures", "collective-figure-wrong"))
}

/// Answer a matter: with a trial, or declining it with a reason.
#[utoipa::path(post, path = "/api/v1/collective/{id}/answer", operation_id = "collective_answer",
    tag = "collective", request_body = CollectiveAnswerIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn answer(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<CollectiveAnswerIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, desk, actor, sent| {
        let answer = fact::Answer::parse(&sent.answer);
        let answer = answer.ok_or(refuse("answer", "collective-choose"))?;
        let trial = sent.trial.map(TrialIn::read).transpose()?;
        let given = answers::Given { answer, reason: sent.reason, trial };
        answers::answer(tx, desk, actor, id, sent.length, given)
    })
    .await
}

/// A longer trial.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendIn {
    length: Option<i64>,
    until: String,
    review: String,
    reason: String,
}

/// Extend a running trial, once.
#[utoipa::path(post, path = "/api/v1/collective/{id}/extend", operation_id = "collective_extend",
    tag = "collective", request_body = ExtendIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn extend(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<ExtendIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, desk, actor, sent| {
        let days = (day("until", &sent.until)?, day("review", &sent.review)?);
        answers::extend(tx, desk, actor, id, sent.length, days, &sent.reason)
    })
    .await
}

/// What the measures say after, in their order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeasuredIn {
    length: Option<i64>,
    /// Decimal numbers as text.
    after: Vec<String>,
    #[serde(default)]
    note: String,
}

/// Record what the measures say after the trial.
#[utoipa::path(post, path = "/api/v1/collective/{id}/measure", operation_id = "collective_measure",
    tag = "collective", request_body = MeasuredIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn measure(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<MeasuredIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, _, actor, sent| {
        let after = sent.after.iter().map(|one| figure(one)).collect::<Result<_, ActError>>()?;
        answers::measure(tx, actor, id, sent.length, after, &sent.note)
    })
    .await
}

/// The unit's decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecideIn {
    length: Option<i64>,
    /// `adopted`, `adjusted` or `dropped`.
    decision: String,
    reason: String,
}

/// Decide for good, beside what the vote says.
#[utoipa::path(post, path = "/api/v1/collective/{id}/decide", operation_id = "collective_decide",
    tag = "collective", request_body = DecideIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CollectiveOut)))]
pub(crate) async fn decide(
    signed: Signed,
    PathId(id): Id,
    key: IdempotencyKey,
    body: ApiJson<DecideIn>,
) -> Answer {
    act(signed, id, key, body, move |tx, _, actor, sent| {
        let decision = Decision::parse(&sent.decision);
        let decision = decision.ok_or(refuse("decision", "collective-choose"))?;
        decisions::decide(tx, actor, id, sent.length, decision, &sent.reason)
    })
    .await
}
