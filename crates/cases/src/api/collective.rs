//! Matters that concern many, for programs: counts and no names, as on the pages.

pub(super) mod acts;
pub(super) mod part;

use axum::{Json, response::IntoResponse as _};
use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, PathId, Problem, Visit};

use crate::{
    collective::{
        Collective, CollectiveId, Measure, Round, Trial, ballot,
        fold::Vote,
        store::{self, Kept},
        view::{self, Comment, Shown},
    },
    pages::shared::desk,
};

/// A measure, chosen before the trial.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MeasureOut {
    name: String,
    unit: String,
    /// `higher` or `lower`.
    better: &'static str,
    /// Decimal numbers with at most three decimals, as text.
    before: String,
    after: Option<String>,
}

/// What is tried.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TrialOut {
    change: String,
    area: String,
    /// First and last day; both count.
    from: String,
    until: String,
    /// The vote opens on this day.
    review: String,
    measures: Vec<MeasureOut>,
}

impl TrialOut {
    fn of(trial: &Trial, round: &Round) -> Self {
        let after = round.measured.as_ref().map(|measured| measured.after.as_slice());
        let measure = |(at, one): (usize, &Measure)| MeasureOut {
            name: one.name.clone(),
            unit: one.unit.clone(),
            better: one.better.as_str(),
            before: one.before.to_string(),
            after: after.and_then(|after| after.get(at)).map(ToString::to_string),
        };
        Self {
            change: trial.change.clone(),
            area: trial.area.to_string(),
            from: trial.from.to_string(),
            until: trial.until.to_string(),
            review: trial.review.to_string(),
            measures: trial.measures.iter().enumerate().map(measure).collect(),
        }
    }
}

/// A vote: its rules, and its outcome once closed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VoteOut {
    opened_at: String,
    closes_at: String,
    eligible: i64,
    /// So many must have voted.
    needed: i64,
    /// More than so many percent of keep and drop together must be keep.
    majority_percent: i64,
    /// `keep`, `drop` or `no-quorum`.
    outcome: Option<&'static str>,
    /// Null while the urn is open, and where too few voted to be counted aloud.
    keep: Option<i64>,
    drop: Option<i64>,
    abstain: Option<i64>,
    /// SHA-256 of what was in the urn; it stands in the journal too.
    digest: Option<String>,
}

impl From<&Vote> for VoteOut {
    fn from(vote: &Vote) -> Self {
        Self {
            opened_at: vote.opened_at.rfc3339(),
            closes_at: vote.closes_at.rfc3339(),
            eligible: vote.eligible,
            needed: vote.needed,
            majority_percent: vote.majority,
            outcome: vote.outcome.map(crate::collective::Outcome::as_str),
            keep: vote.tally.map(|tally| tally.keep),
            drop: vote.tally.map(|tally| tally.drop),
            abstain: vote.tally.map(|tally| tally.abstain),
            digest: vote.digest.clone(),
        }
    }
}

/// One way from an answer to a decision; a second one once it was reopened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundOut {
    /// What came to light, if it was reopened.
    facts: Option<String>,
    /// `accepted`, `partly` or `declined`.
    answer: Option<&'static str>,
    reason: Option<String>,
    extended: bool,
    trial: Option<TrialOut>,
    measured_note: Option<String>,
    vote: Option<VoteOut>,
    /// `adopted`, `adjusted` or `dropped`.
    decision: Option<&'static str>,
    decision_reason: Option<String>,
}

impl From<&Round> for RoundOut {
    fn from(round: &Round) -> Self {
        let trial = round.answer.as_ref().and_then(|answer| answer.trial.as_ref());
        Self {
            facts: round.facts.clone(),
            answer: round.answer.as_ref().map(|answer| answer.answer.as_str()),
            reason: round.answer.as_ref().map(|answer| answer.reason.clone()),
            extended: round.extended.is_some(),
            trial: trial.map(|trial| TrialOut::of(trial, round)),
            measured_note: round.measured.as_ref().map(|measured| measured.note.clone()),
            vote: round.vote.as_ref().map(Into::into),
            decision: round.decided.as_ref().map(|decided| decided.decision.as_str()),
            decision_reason: round.decided.as_ref().map(|decided| decided.reason.clone()),
        }
    }
}

/// A matter that concerns many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Collective)]
pub(super) struct CollectiveOut {
    id: String,
    number: String,
    /// Code of the catalogue's kind.
    kind: String,
    area: String,
    title: String,
    change: String,
    whom: String,
    judged: String,
    /// The unit that can change it, and the one that opened it.
    owner: String,
    opener: String,
    stage: &'static str,
    due: Option<String>,
    overdue: bool,
    rounds: Vec<RoundOut>,
    created_at: String,
    updated_at: String,
    /// Entries so far; hand it in with an act, so that nobody acts on what they have not seen.
    length: i64,
}

impl CollectiveOut {
    pub(super) fn of(id: CollectiveId, matter: &Collective) -> Self {
        Self {
            id: id.to_string(),
            number: matter.number.clone(),
            kind: matter.kind.clone(),
            area: matter.area.to_string(),
            title: matter.title.clone(),
            change: matter.change.clone(),
            whom: matter.whom.clone(),
            judged: matter.judged.clone(),
            owner: matter.owner.to_string(),
            opener: matter.opener.to_string(),
            stage: matter.stage.as_str(),
            due: matter.due.map(|due| due.by.rfc3339()),
            overdue: matter.overdue.is_some(),
            rounds: matter.rounds.iter().map(Into::into).collect(),
            created_at: matter.created_at.rfc3339(),
            updated_at: matter.updated_at.rfc3339(),
            length: matter.length,
        }
    }
}

/// Something said under no name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommentOut {
    id: String,
    /// `worker`, `resident` or `merchant`.
    side: &'static str,
    /// Empty when it was taken out.
    text: String,
    at: String,
    /// Why it was taken out.
    struck: Option<String>,
}

impl From<&Comment> for CommentOut {
    fn from(comment: &Comment) -> Self {
        Self {
            id: comment.id.to_string(),
            side: comment.side.as_str(),
            text: comment.text.clone(),
            at: comment.at.rfc3339(),
            struck: comment.struck.clone(),
        }
    }
}

/// A matter with what stands around it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CollectiveDetail {
    matter: CollectiveOut,
    /// How many reported it or joined; null below the city's least number.
    people: Option<i64>,
    /// How many have voted; null below the least number.
    turnout: Option<i64>,
    comments: Vec<CommentOut>,
    /// Whether the caller reported it or joined.
    joined: bool,
    /// Whether the caller has voted; null for who may not.
    voted: Option<bool>,
}

impl From<&Shown> for CollectiveDetail {
    fn from(shown: &Shown) -> Self {
        Self {
            matter: CollectiveOut::of(shown.id, &shown.matter),
            people: shown.people,
            turnout: shown.turnout,
            comments: shown.comments.iter().map(Into::into).collect(),
            joined: shown.mine.joined,
            voted: shown.mine.voted,
        }
    }
}

/// Matters, those under way first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Collectives {
    items: Vec<CollectiveOut>,
}

/// The matters of the city that concern many.
#[utoipa::path(get, path = "/api/v1/collective", operation_id = "collective_list",
    tag = "collective", responses((status = 200, body = Collectives)))]
pub(super) async fn list(visit: Visit) -> Answer {
    const LIMIT: usize = 200;
    let found = visit.app.store().read(|db| store::newest(db, LIMIT)).await?;
    let items = found.iter().map(|Kept { id, matter }| CollectiveOut::of(*id, matter)).collect();
    Ok(Json(Collectives { items }).into_response())
}

/// One matter.
#[utoipa::path(get, path = "/api/v1/collective/{id}", operation_id = "collective_show",
    tag = "collective", params(("id" = String, Path)),
    responses((status = 200, body = CollectiveDetail)))]
pub(super) async fn show(visit: Visit, PathId(id): PathId<CollectiveId>) -> Answer {
    let desk = desk(&visit.app)?;
    let reader = visit.actor.as_ref().map(|actor| actor.person);
    let read = visit.app.store().read(move |db| view::show(db, &desk, id, reader));
    let shown = read.await?.ok_or_else(Problem::not_found)?;
    Ok(Json(CollectiveDetail::from(&shown)).into_response())
}

/// The codes of all ballots that were counted, in their order. What each says is told to nobody.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BallotsOut {
    closes_at: Option<String>,
    digest: Option<String>,
    codes: Vec<String>,
}

/// Which ballots were counted, so that each voter finds their own code; empty until the urn is
/// closed.
#[utoipa::path(get, path = "/api/v1/collective/{id}/ballots", operation_id = "collective_ballots",
    tag = "collective", params(("id" = String, Path)),
    responses((status = 200, body = BallotsOut)))]
pub(super) async fn ballots(visit: Visit, PathId(id): PathId<CollectiveId>) -> Answer {
    let read = visit.app.store().read(move |db| {
        let Some(matter) = store::find(db, id)? else { return Ok(None) };
        let codes = ballot::codes(db, id, &matter)?;
        Ok::<_, storage::Error>(Some((matter, codes)))
    });
    let (matter, codes) = read.await?.ok_or_else(Problem::not_found)?;
    let vote = matter.vote();
    let out = BallotsOut {
        closes_at: vote.map(|vote| vote.closes_at).map(Timestamp::rfc3339),
        digest: vote.and_then(|vote| vote.digest.clone()),
        codes,
    };
    Ok(Json(out).into_response())
}
