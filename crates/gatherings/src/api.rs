//! The same for programs.

pub mod attend;
pub mod keep;

use axum::{
    Json,
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use serde::Serialize;
use storage::{Tx, idempotency::Answer as Kept};
use utoipa::ToSchema;
use web::{Answer, IdempotencyKey, PathId, Problem, Signed, Visit, input::once};

use crate::{
    Desk, DraftId, Fault, SeriesId,
    gathering::Gathering,
    pages::{councils::is_public, parts},
    store,
};

const LIST_MAX: usize = 500;

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

/// A gathering without anybody's name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gathering)]
pub(crate) struct GatheringOut {
    id: String,
    kind: String,
    unit: String,
    area: String,
    title: String,
    /// `called`, `open`, `closed`, `settled` or `called-off`.
    stage: &'static str,
    sittings: Vec<SittingOut>,
    places: Option<u32>,
    /// How many signed up.
    signed_up: usize,
    agenda: Vec<String>,
    motions: Vec<MotionOut>,
    minutes: Option<String>,
    decisions: Vec<DecisionOut>,
    /// Entries so far.
    length: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringSitting)]
pub(crate) struct SittingOut {
    /// RFC 3339 with +08:00.
    from: String,
    until: String,
    place: String,
    online: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringMotion)]
pub(crate) struct MotionOut {
    text: String,
    secret: bool,
    /// `open`, `no-quorum`, `carried` or `lost`.
    outcome: &'static str,
    /// For, against, abstaining; not told of few secret ballots.
    tally: Option<[i64; 3]>,
}

/// A decision and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringDecision)]
pub(crate) struct DecisionOut {
    id: String,
    text: String,
    owner: String,
    due_on: String,
    /// Number of the case that works on it.
    case: Option<String>,
    is_closed: bool,
    answer: String,
}

impl DecisionOut {
    fn of(known: &parts::Known) -> Self {
        let (decision, standing) = known;
        Self {
            id: decision.id.to_string(),
            text: decision.text.clone(),
            owner: decision.owner.to_string(),
            due_on: decision.due_on.to_string(),
            case: standing.as_ref().map(|standing| standing.number.clone()),
            is_closed: standing.as_ref().is_some_and(|standing| standing.is_closed),
            answer: standing.as_ref().map(|it| it.answer.clone()).unwrap_or_default(),
        }
    }
}

impl GatheringOut {
    fn of(
        id: crate::GatheringId,
        gathering: &Gathering,
        known: &[parts::Known],
        least: i64,
    ) -> Self {
        use crate::agenda::Point;
        let text = |point: Point<'_>| match point {
            Point::Carried(decision, _) => decision.text.clone(),
            Point::Item(text) => text.to_owned(),
            Point::Topic(_, topic) => topic.text.clone(),
        };
        let motions = gathering.motions.iter().map(|motion| MotionOut {
            text: motion.text.clone(),
            secret: motion.secret,
            outcome: gathering.outcome(motion).as_str(),
            tally: motion.counted.as_ref().and_then(|counted| {
                let tally = counted.tally;
                let told = !motion.secret || tally.cast() >= least;
                told.then_some([tally.yes, tally.against, tally.abstain])
            }),
        });
        Self {
            id: id.to_string(),
            kind: gathering.kind.clone(),
            unit: gathering.unit.to_string(),
            area: gathering.area.to_string(),
            title: gathering.title.clone(),
            stage: gathering.stage.as_str(),
            sittings: gathering
                .sittings
                .iter()
                .map(|sitting| SittingOut {
                    from: sitting.from.rfc3339(),
                    until: sitting.until.rfc3339(),
                    place: sitting.place.clone(),
                    online: sitting.online,
                })
                .collect(),
            places: gathering.places,
            signed_up: gathering.signed_up.len(),
            agenda: gathering.agenda().into_iter().map(text).collect(),
            motions: motions.collect(),
            minutes: gathering.minutes.clone(),
            decisions: known
                .iter()
                .filter(|known| gathering.decisions.contains(&known.0))
                .map(DecisionOut::of)
                .collect(),
            length: gathering.length,
        }
    }
}

/// A series of councils with every decision.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Council)]
pub(crate) struct CouncilOut {
    title: String,
    unit: String,
    /// How many were called.
    called: i64,
    next_on: Option<String>,
    decisions: Vec<DecisionOut>,
}

/// What became of each decision of a series of councils.
#[utoipa::path(get, path = "/api/v1/councils/{id}", operation_id = "councils_show",
    tag = "gatherings", params(("id" = String, Path)),
    responses((status = 200, body = CouncilOut)))]
pub(crate) async fn council(
    visit: Visit,
    PathId(id): PathId<SeriesId>,
) -> Answer<Json<CouncilOut>> {
    let desk = Desk::of(&visit.app)?;
    let read = visit.app.store().read(move |db| {
        let found = store::series::find(db, id)?.filter(|series| is_public(&desk, series));
        let Some(series) = found else { return Ok(None) };
        let told = store::decisions_of(db, id, LIST_MAX)?;
        let decisions: Vec<_> = told.into_iter().map(|told| told.decision).collect();
        Ok::<_, storage::Error>(Some((series, parts::standings(db, &desk, &decisions)?)))
    });
    let (series, known) = read.await?.ok_or_else(Problem::not_found)?;
    Ok(Json(CouncilOut {
        title: series.title,
        unit: series.unit.to_string(),
        called: series.called,
        next_on: series.next_on.map(|day| day.to_string()),
        decisions: known.iter().map(DecisionOut::of).collect(),
    }))
}

/// A draft with every comment and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleDraft)]
pub(crate) struct DraftOut {
    title: String,
    unit: String,
    clauses: Vec<String>,
    open_until: String,
    closed: bool,
    comments: Vec<CommentOut>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleComment)]
pub(crate) struct CommentOut {
    /// Place of the clause, from 1.
    clause: i64,
    text: String,
    /// `adopted`, `partly`, `declined`; absent while nobody has said.
    outcome: Option<&'static str>,
    reason: Option<String>,
}

/// One draft, clause by clause.
#[utoipa::path(get, path = "/api/v1/drafts/{id}", operation_id = "drafts_show",
    tag = "gatherings", params(("id" = String, Path)),
    responses((status = 200, body = DraftOut)))]
pub(crate) async fn draft(visit: Visit, PathId(id): PathId<DraftId>) -> Answer<Json<DraftOut>> {
    let read = visit.app.store().read(move |db| {
        let Some(draft) = store::drafts::find(db, id)? else { return Ok(None) };
        Ok::<_, storage::Error>(Some((draft, store::drafts::comments(db, id)?)))
    });
    let (draft, comments) = read.await?.ok_or_else(Problem::not_found)?;
    let comments = comments.into_iter().map(|comment| {
        let (outcome, reason) = comment.outcome.unzip();
        let outcome = outcome.map(crate::draft::Outcome::as_str);
        CommentOut { clause: comment.clause, text: comment.text, outcome, reason }
    });
    Ok(Json(DraftOut {
        title: draft.title,
        unit: draft.unit.to_string(),
        clauses: draft.clauses,
        open_until: draft.open_until.to_string(),
        closed: draft.closed_at.is_some(),
        comments: comments.collect(),
    }))
}
