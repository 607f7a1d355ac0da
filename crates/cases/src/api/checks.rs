//! Looking at drawn cases: what is asked of a worker, and the answer.

use axum::{Json, http::StatusCode, response::IntoResponse as _};
use contracts::AskId;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed};

use super::{
    model::PlaceJson,
    once::{kept, write},
};
use crate::{
    checks::{self, Said, store, view, volunteer},
    pages::shared::{Names, desk},
    results::may_look,
};

/// A request to look. It names neither who handled the case nor who reported it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LookRequest)]
pub(super) struct AskOut {
    id: String,
    matter: String,
    matter_name: String,
    area: String,
    area_name: String,
    address: Option<String>,
    place: Option<PlaceJson>,
    /// Released by a clerk; absent otherwise.
    title: Option<String>,
    text: Option<String>,
    due_at: String,
}

impl AskOut {
    fn of(names: Names<'_>, asked: view::Asked) -> Self {
        let (title, text) = asked.released.unzip();
        Self {
            id: asked.id.to_string(),
            matter_name: names.matter(&asked.matter).to_owned(),
            area: asked.area.to_string(),
            area_name: names.area(&asked.area),
            address: asked.address,
            place: asked.place.map(|place| PlaceJson { lat: place.lat(), lon: place.lon() }),
            title,
            text,
            due_at: asked.due_at.rfc3339(),
            matter: asked.matter,
        }
    }
}

/// What a worker is asked to look at.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LookRequests)]
pub(super) struct Asks {
    /// Where the worker agreed to look; absent for who did not.
    area: Option<String>,
    items: Vec<AskOut>,
}

/// What the caller is asked to look at on the spot, the most urgent first.
#[utoipa::path(get, path = "/api/v1/checks", operation_id = "checks_list", tag = "checks", responses((status = 200, body = Asks)))]
pub(super) async fn list(signed: Signed) -> Answer {
    may_look(&signed.actor)?;
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        Ok::<_, storage::Error>((store::volunteers_for(db, person)?, view::open(db, person)?))
    });
    let (area, asked) = read.await?;
    let items = asked.into_iter().map(|one| AskOut::of(names, one)).collect();
    Ok(Json(Asks { area: area.map(|area| area.to_string()), items }).into_response())
}

/// What a checker saw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LookAnswer)]
pub(super) struct AnswerIn {
    /// `solved`, `unsolved` or `unsure`.
    answer: String,
    #[serde(default)]
    remark: String,
}

/// What was taken in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LookAnswered)]
pub(super) struct AnswerOut {
    answer: &'static str,
}

/// Answer a request. The thanks are the same for every answer.
#[utoipa::path(post, path = "/api/v1/checks/{id}/answer", operation_id = "checks_answer", tag = "checks", request_body = AnswerIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = AnswerOut)))]
pub(super) async fn answer(
    signed: Signed,
    PathId(id): PathId<AskId>,
    key: IdempotencyKey,
    body: ApiJson<AnswerIn>,
) -> Answer {
    let wrong = || Problem::invalid().field("answer", Message::key("checks-choose"));
    let said = Said::parse(&body.value.answer).ok_or_else(wrong)?;
    let (desk, actor) = (desk(&signed.app)?, signed.actor.clone());
    let remark = body.value.remark;
    let work = move |tx: &mut Tx<'_>| {
        checks::answer(tx, &desk, &actor, id, said, &remark)?;
        kept(StatusCode::OK, &AnswerOut { answer: said.as_str() })
    };
    write(&signed, key, body.digest, "check", work).await
}

/// Where a worker agrees to look.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LookVolunteer)]
pub(super) struct VolunteerIn {
    /// A street or a community.
    area: String,
}

/// Agree to look now and then in a street or community of one's own choice.
#[utoipa::path(put, path = "/api/v1/checks/volunteer", tag = "checks", request_body = VolunteerIn,
    responses((status = 204)))]
pub(super) async fn join(signed: Signed, body: ApiJson<VolunteerIn>) -> Answer {
    let wrong = |_| Problem::invalid().field("area", Message::key("area-unknown"));
    let area = AreaCode::parse(&body.value.area).map_err(wrong)?;
    let (desk, actor) = (desk(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "volunteer");
    signed.app.store().write(stamp, move |tx| volunteer::join(tx, &desk, &actor, area)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// No more requests.
#[utoipa::path(delete, path = "/api/v1/checks/volunteer", tag = "checks",
    responses((status = 204)))]
pub(super) async fn leave(signed: Signed) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "volunteer");
    let actor = signed.actor.clone();
    signed.app.store().write(stamp, move |tx| volunteer::leave(tx, &actor)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
