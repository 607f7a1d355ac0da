//! The same for programs.

use access::{Action, reach};
use axum::{Json, extract::Path, http::StatusCode};
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use web::{Answer, ApiJson, Signed};

use crate::{
    Desk, Fault,
    ask::Asked,
    candidate::Candidate,
    pages::{new, run_of},
    store,
    study::NewStudy,
    work::{self, Bench, Errand, Worker},
};

const STUDIES_MAX: usize = 1_000;

/// A study with its runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StudyOut {
    id: String,
    title: String,
    area: String,
    releases: Vec<String>,
    runs: Vec<RunOut>,
}

/// A run and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RunOut {
    study: String,
    number: i64,
    /// `waiting`, `running`, `done` or `failed`.
    state: String,
    /// Share of all worker-hours that the best plan serves, 0 to 1.
    covered: f64,
    /// No plan serves a greater share.
    at_most: f64,
    /// SHA-256 of what it is calculated from, and of its answer (empty before).
    input_digest: String,
    answer_digest: String,
    engine: String,
    /// The question.
    #[schema(value_type = Object)]
    asked: Value,
    /// The answer: sites, refusals, shares by hour, street and cell, the curve.
    #[schema(value_type = Option<Object>)]
    answer: Option<Value>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Studies {
    items: Vec<StudyOut>,
}

/// A study to be begun with its first question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StudyIn {
    title: String,
    /// Code of the area that is planned for.
    area: String,
    /// Ids of releases of heat.
    releases: Vec<String>,
    /// Codes of kinds of places that stand and stay.
    #[serde(default)]
    standing: Vec<String>,
    /// Codes of kinds of places that are candidates.
    #[serde(default)]
    offered: Vec<String>,
    /// `id, name, lon, lat (WGS-84), price`, and as they apply `kind, capacity, hours, parking`.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    candidates: Vec<Candidate>,
    /// `goal` (`{"count": 10}`, `{"budget": 5}` or `{"percent": 80}`), `radius_metres`, `from`,
    /// `until`, `days`, `occupations`, `parking`, `floor_percent`, `seconds`, `seed`.
    #[schema(value_type = Object)]
    asked: Asked,
}

fn value(of: &impl Serialize) -> Answer<Value> {
    serde_json::to_value(of).map_err(web::Problem::internal)
}

fn out(run: crate::run::Run, whole: bool) -> Answer<RunOut> {
    Ok(RunOut {
        study: run.study.to_string(),
        number: run.number,
        state: run.state.as_str().to_owned(),
        covered: run.covered,
        at_most: run.at_most,
        input_digest: run.digest,
        answer_digest: run.answer_digest,
        engine: run.engine,
        asked: value(&run.asked)?,
        answer: match &run.answer {
            Some(answer) if whole => Some(value(answer)?),
            _ => None,
        },
    })
}

/// The studies within reach, with their runs; answers only of single runs.
#[utoipa::path(get, path = "/api/v1/siting/studies", operation_id = "siting_studies",
    tag = "siting", responses((status = 200, body = Studies)))]
pub(crate) async fn studies(signed: Signed) -> Answer<Json<Studies>> {
    let within = reach(&signed.actor, Action::SitePlan);
    let read = signed.app.store().read(move |db| -> Result<_, storage::Error> {
        let studies = store::within(db, &within, STUDIES_MAX)?;
        studies
            .into_iter()
            .map(|study| Ok((store::runs(db, study.id)?, study)))
            .collect::<Result<Vec<_>, storage::Error>>()
    });
    let found = read.await?.into_iter().map(|(runs, study)| {
        Ok(StudyOut {
            id: study.id.to_string(),
            title: study.title,
            area: study.area.to_string(),
            releases: study.releases,
            runs: runs.into_iter().map(|run| out(run, false)).collect::<Answer<_>>()?,
        })
    });
    Ok(Json(Studies { items: found.collect::<Answer<_>>()? }))
}

/// Begins a study and its first run, which goes on in the background.
#[utoipa::path(post, path = "/api/v1/siting/studies", operation_id = "siting_begin",
    tag = "siting", request_body = StudyIn, responses((status = 202, body = RunOut)))]
pub(crate) async fn begin(
    signed: Signed,
    ApiJson { value: sent, .. }: ApiJson<StudyIn>,
) -> Answer<(StatusCode, Json<RunOut>)> {
    let desk = Desk::of(&signed.app)?;
    let area = AreaCode::parse(&sent.area);
    let area = area.map_err(|_| Fault::invalid("area", "siteplans-area-wrong"))?;
    let study = NewStudy {
        title: sent.title,
        area,
        owner: new::owner(&signed, area)?,
        releases: sent.releases,
        standing: sent.standing,
        offered: sent.offered,
        candidates: sent.candidates,
    };
    let (id, number) = new::keep(&signed, &desk, study, sent.asked).await?;
    let bench = signed.app.get::<Bench>().cloned().unwrap_or_default();
    work::begin(&bench, Worker::of(&signed.app, desk), (id, number), Errand::Calculate);
    let (_, run) = run_of(&signed, id.to_string(), number).await?;
    Ok((StatusCode::ACCEPTED, Json(out(run, false)?)))
}

/// A run with its answer.
#[utoipa::path(get, path = "/api/v1/siting/studies/{id}/runs/{number}",
    operation_id = "siting_run", tag = "siting",
    params(("id" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = RunOut)))]
pub(crate) async fn show(
    signed: Signed,
    Path((id, number)): Path<(String, i64)>,
) -> Answer<Json<RunOut>> {
    let (_, run) = run_of(&signed, id, number).await?;
    Ok(Json(out(run, true)?))
}
