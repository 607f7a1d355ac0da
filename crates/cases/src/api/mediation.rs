//! Mediation as JSON, for the worker and the two units alone.

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use contracts::{CaseId, UnitId};
use kernel::{Day, Timestamp};
use serde::Serialize;
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Problem, Signed};

use super::{
    bodies::bodies,
    money::DueIn,
    once::{kept, write},
};
use crate::{
    Desk,
    act::ActError,
    case::Case,
    mediation::{
        acts::{self, Met},
        limit, sight,
    },
    pages::shared::desk,
    store,
};

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionOut {
    at: String,
    /// Empty when it was by telephone.
    place: String,
    held: bool,
    minutes: i64,
    note: String,
}

/// A look whether the agreement is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CheckOut {
    at: String,
    kept: bool,
    note: String,
}

/// A mediation as it stands; what is to be paid when is in `GET /api/v1/cases/{id}/money`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MediationOut {
    mediator: String,
    counterparties: Vec<String>,
    known: String,
    opened_at: String,
    sessions: Vec<SessionOut>,
    agreement: Option<String>,
    agreed_at: Option<String>,
    checks: Vec<CheckOut>,
    ended_at: Option<String>,
    handed_over_to: Option<String>,
    /// The last day for arbitration, carefully reckoned.
    arbitration_until: Option<String>,
}

impl MediationOut {
    fn of(desk: &Desk, case: &Case) -> Option<Self> {
        let talks = case.mediation.as_ref()?;
        let sessions = talks.sessions.iter().map(|session| SessionOut {
            at: session.at.rfc3339(),
            place: session.place.clone(),
            held: session.held,
            minutes: session.minutes,
            note: session.note.clone(),
        });
        let checks = talks.checks.iter().map(|check| CheckOut {
            at: check.at.rfc3339(),
            kept: check.kept,
            note: check.note.clone(),
        });
        Some(Self {
            mediator: talks.mediator.to_string(),
            counterparties: talks.counterparties.clone(),
            known: talks.known.to_string(),
            opened_at: talks.opened_at.rfc3339(),
            sessions: sessions.collect(),
            agreement: talks.agreement.as_ref().map(|it| it.text.clone()),
            agreed_at: talks.agreement.as_ref().map(|it| it.at.rfc3339()),
            checks: checks.collect(),
            ended_at: talks.end.as_ref().map(|end| end.at.rfc3339()),
            handed_over_to: talks.end.as_ref().and_then(|end| end.to.clone()),
            arbitration_until: limit::last_day(desk, case).map(|day| day.to_string()),
        })
    }
}

/// The mediation of a case; for others than its sides there is none.
#[utoipa::path(get, path = "/api/v1/cases/{id}/mediation", operation_id = "cases_mediation_show", tag = "mediation",
    params(("id" = String, Path)), responses((status = 200, body = MediationOut)))]
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let case = signed.app.store().read(move |db| store::find(db, id)).await?;
    let case = case.filter(|case| sight::knows(&signed.actor, case));
    let out = case.and_then(|case| MediationOut::of(&desk, &case));
    Ok(Json(out.ok_or_else(Problem::not_found)?).into_response())
}

async fn once<B: Send + 'static>(
    signed: Signed,
    key: IdempotencyKey,
    body: ApiJson<B>,
    purpose: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &access::Actor, B) -> Result<Case, ActError> + Send + 'static,
) -> Answer {
    let desk = desk(&signed.app)?;
    let actor = signed.actor.clone();
    let (value, digest) = (body.value, body.digest);
    let work = move |tx: &mut Tx<'_>| {
        let case = work(tx, &desk, &actor, value)?;
        kept(StatusCode::OK, &MediationOut::of(&desk, &case))
    };
    write(&signed, key, digest, purpose, work).await
}

bodies! {
    /// Begin a mediation.
    OpenIn {
        /// The own unit when it is left out.
        #[schema(value_type = Option<String>)]
        mediator: Option<UnitId>,
        parties: Vec<String>,
        /// The day from which the worker knew of the breach.
        #[schema(value_type = Option<String>)]
        known: Option<Day>,
    }
    /// A session.
    SessionIn {
        /// RFC 3339.
        at: String,
        /// Left out for the telephone.
        #[serde(default)]
        place: String,
        held: bool,
        #[serde(default)]
        minutes: i64,
        #[serde(default)]
        note: String,
    }
    /// What both sides agreed to.
    AgreeIn {
        text: String,
        /// What is to be paid when.
        #[serde(default)]
        plan: Vec<DueIn>,
    }
    /// Whether the agreement is kept.
    CheckIn {
        kept: bool,
        #[serde(default)]
        note: String,
    }
    /// The end.
    EndIn {
        /// The arbitration commission or court it is handed over to, if it is.
        #[serde(default)]
        to: String,
        reason: String,
    }
}

/// Begin a mediation: the year for arbitration begins anew.
#[utoipa::path(post, path = "/api/v1/cases/{id}/mediation/open", tag = "mediation",
    request_body = OpenIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MediationOut)))]
pub(super) async fn open(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<OpenIn>,
) -> Answer {
    once(signed, key, body, "mediation-open", move |tx, desk, actor, body| {
        let parties = body.parties.join("\n");
        acts::open(tx, desk, actor, id, body.mediator, &parties, body.known)
    })
    .await
}

/// Record a session, held or failed.
#[utoipa::path(post, path = "/api/v1/cases/{id}/mediation/session", tag = "mediation",
    request_body = SessionIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MediationOut)))]
pub(super) async fn session(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<SessionIn>,
) -> Answer {
    once(signed, key, body, "mediation-session", move |tx, _, actor, body| {
        let SessionIn { at, place, held, minutes, note } = body;
        let wrong = |_| ActError::Invalid { field: "at", code: "time-wrong" };
        let at: Timestamp = at.parse().map_err(wrong)?;
        acts::session(tx, actor, id, &Met { at: Some(at), place, held, minutes, note })
    })
    .await
}

/// Record the agreement; its payments become the instalments of the case.
#[utoipa::path(post, path = "/api/v1/cases/{id}/mediation/agree", operation_id = "cases_mediation_agree", tag = "mediation",
    request_body = AgreeIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MediationOut)))]
pub(super) async fn agree(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<AgreeIn>,
) -> Answer {
    once(signed, key, body, "mediation-agree", move |tx, _, actor, body| {
        let plan = body.plan.into_iter().map(Into::into).collect();
        acts::agree(tx, actor, id, &body.text, plan)
    })
    .await
}

/// Record whether the agreement is kept.
#[utoipa::path(post, path = "/api/v1/cases/{id}/mediation/check", tag = "mediation",
    request_body = CheckIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MediationOut)))]
pub(super) async fn check(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<CheckIn>,
) -> Answer {
    once(signed, key, body, "mediation-check", move |tx, _, actor, body| {
        acts::check(tx, actor, id, body.kept, &body.note)
    })
    .await
}

/// End it, or hand it over to arbitration; the last day for that stays on the page.
#[utoipa::path(post, path = "/api/v1/cases/{id}/mediation/end", operation_id = "cases_mediation_end", tag = "mediation",
    request_body = EndIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MediationOut)))]
pub(super) async fn end(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<EndIn>,
) -> Answer {
    once(signed, key, body, "mediation-end", move |tx, _, actor, body| {
        acts::end(tx, actor, id, &body.to, &body.reason)
    })
    .await
}
