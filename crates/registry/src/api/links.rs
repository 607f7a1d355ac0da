//! Who is one person: what waits for an answer, the answer, a link taken back.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, PathId, Problem, Signed};

use crate::linking::{
    Link, LinkId, Proposal, ProposalId, Reason,
    act::Answer as Said,
    look::{self, Outcome},
};

/// What one field says of two records; never a value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonOut {
    /// `name`, `phone`, `id_number`, `birth`, `sex`, `employer` or `area`.
    field: String,
    /// `same`, `shown`, `near`, `alike` or `different`.
    outcome: String,
    /// Evidence in bits: for one person when positive.
    bits: f64,
}

fn reasons(reasons: Vec<Reason>) -> Vec<ReasonOut> {
    let told = reasons.into_iter().map(|Reason { field, outcome, bits }| ReasonOut {
        field,
        outcome,
        bits,
    });
    told.collect()
}

/// Two records that may be one person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProposalOut {
    #[schema(value_type = String, format = "uuid")]
    id: ProposalId,
    /// The two records.
    records: [String; 2],
    /// That both are one person, from 0 to 1.
    probability: f64,
    reasons: Vec<ReasonOut>,
    /// RFC 3339.
    made_at: String,
}

impl From<Proposal> for ProposalOut {
    fn from(one: Proposal) -> Self {
        Self {
            id: one.id,
            records: one.pair.both().map(|record| record.to_string()),
            probability: one.probability,
            reasons: reasons(one.reasons),
            made_at: one.made_at.rfc3339(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposals {
    items: Vec<ProposalOut>,
}

/// Pairs within reach that wait for an answer, the likeliest first; a hundred at the most.
#[utoipa::path(get, path = "/api/v1/registry/proposals", operation_id = "registry_proposals",
    tag = "registry", responses((status = 200, body = Proposals)))]
pub(crate) async fn proposals(signed: Signed) -> Answer<Json<Proposals>> {
    let (actor, now) = (signed.actor.clone(), signed.moment.now());
    let waiting = signed.app.store().read(move |db| look::queue(db, &actor, now)).await?;
    Ok(Json(Proposals { items: waiting.into_iter().map(Into::into).collect() }))
}

/// What somebody says to a pair.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SaidIn {
    /// `same`, `apart` or `later`: asked again after a week.
    #[schema(example = "same")]
    answer: String,
}

/// What came of an answer: the link, where there is one now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SaidOut {
    /// `waiting`, `same` or `apart`.
    state: String,
    link: Option<LinkOut>,
}

/// Say of a pair whether it is one person. Yes links the records, no is never asked again.
#[utoipa::path(post, path = "/api/v1/registry/proposals/{id}", operation_id = "registry_answer",
    tag = "registry", request_body = SaidIn, params(("id" = String, Path)),
    responses((status = 200, body = SaidOut)))]
pub(crate) async fn answer(
    signed: Signed,
    PathId(id): PathId<ProposalId>,
    body: ApiJson<SaidIn>,
) -> Answer<Json<SaidOut>> {
    let unknown = || Problem::invalid().field("answer", Message::key("registry-link-choose"));
    let said = Said::read(&body.value.answer).ok_or_else(unknown)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-link");
    let write = signed.app.store().write(stamp, move |tx| look::answered(tx, &actor, id, said));
    let Outcome { state, link } = write.await?;
    Ok(Json(SaidOut { state: state.as_str().to_owned(), link: link.map(Into::into) }))
}

/// Two records that are taken for one person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkOut {
    #[schema(value_type = String, format = "uuid")]
    id: LinkId,
    records: [String; 2],
    probability: f64,
    reasons: Vec<ReasonOut>,
    /// RFC 3339.
    since: String,
    /// When it was taken back; null while it stands.
    until: Option<String>,
}

impl From<Link> for LinkOut {
    fn from(link: Link) -> Self {
        Self {
            id: link.id,
            records: link.pair.both().map(|record| record.to_string()),
            probability: link.probability,
            reasons: reasons(link.reasons),
            since: link.since.rfc3339(),
            until: link.until.map(kernel::Timestamp::rfc3339),
        }
    }
}

/// Why a link is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UndoIn {
    /// 2 to 200 characters.
    why: String,
}

/// Take a link back: what it joined is apart again as if it had never been drawn, and it is never
/// drawn again by the program.
#[utoipa::path(post, path = "/api/v1/registry/links/{id}/undo", operation_id = "registry_undo",
    tag = "registry", request_body = UndoIn, params(("id" = String, Path)),
    responses((status = 200, body = LinkOut)))]
pub(crate) async fn undo(
    signed: Signed,
    PathId(id): PathId<LinkId>,
    body: ApiJson<UndoIn>,
) -> Answer<Json<LinkOut>> {
    let (actor, why) = (signed.actor.clone(), body.value.why);
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-link");
    let write = signed.app.store().write(stamp, move |tx| look::undo(tx, &actor, id, &why));
    Ok(Json(write.await?.into()))
}
