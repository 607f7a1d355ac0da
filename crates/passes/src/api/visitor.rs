//! A pass for a day without an account.

use axum::Json;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, Problem, Visit};

use crate::{
    Desk, GateId,
    card::Card,
    issue::{self, Visitor},
    shown::{self, ShownAll},
    store::gates,
};

/// Where a visitor wants in.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewVisitorPass)]
#[serde(deny_unknown_fields)]
pub struct VisitorIn {
    /// The gate whose poster was scanned; or
    #[schema(value_type = Option<String>, format = "uuid")]
    gate: Option<GateId>,
    /// the code of a street or community.
    area: Option<String>,
}

/// A visitor's pass.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VisitorPass)]
pub struct VisitorOut {
    /// By which the phone asks for its tokens; told once.
    secret: String,
    area: String,
    /// RFC 3339.
    until: String,
}

/// A pass for 24 hours at one gate's area, without an account. Counted by address, which is not
/// kept.
#[utoipa::path(post, path = "/api/v1/visitor-passes", operation_id = "visitor_passes_issue",
    tag = "passes", request_body = VisitorIn, responses((status = 200, body = VisitorOut)))]
pub async fn visit(visit: Visit, body: ApiJson<VisitorIn>) -> Answer<Json<VisitorOut>> {
    let wrong = |_| Problem::invalid().field("area", Message::key("pass-area-wrong"));
    let area = body.value.area.as_deref().map(AreaCode::parse).transpose().map_err(wrong)?;
    let area = match (body.value.gate, area) {
        (Some(gate), _) => area_of(&visit, gate).await?,
        (None, Some(area)) => area,
        (None, None) => {
            return Err(Problem::invalid().field("gate", Message::key("pass-area-wrong")));
        }
    };
    let (card, secret) = give(&visit, area).await?;
    let (area, until) = (card.area.to_string(), card.until.rfc3339());
    Ok(Json(VisitorOut { secret, area, until }))
}

/// Where an open gate stands.
pub(crate) async fn area_of(visit: &Visit, gate: GateId) -> Answer<AreaCode> {
    let found = visit.app.store().read(move |db| gates::find(db, gate)).await?;
    let open = found.filter(|gate| gate.closed_at.is_none());
    open.map(|gate| gate.area).ok_or_else(Problem::not_found)
}

pub(crate) async fn give(visit: &Visit, area: AreaCode) -> Answer<(Card, String)> {
    let desk = Desk::of(&visit.app)?;
    let from = visit.client_ip.0.map_or_else(String::new, |address| address.to_string());
    let stamp = storage::Stamp::system(visit.moment.clone(), "visitor-pass");
    let work = move |tx: &mut storage::Tx<'_>| -> Result<_, issue::IssueError> {
        let given = issue::visit(tx, &desk, area, &from)?;
        if let Visitor::Given(card, _) = &given {
            shown::of(tx, &desk, std::slice::from_ref(card))?;
            crate::pages::paper::print(tx, &desk, card)?;
        }
        Ok(given)
    };
    match visit.app.store().write(stamp, work).await? {
        Visitor::Given(card, secret) => Ok((card, secret)),
        Visitor::RetryAfter(wait) => Err(Problem::too_many(u64::try_from(wait).unwrap_or(60))),
    }
}

/// A visitor's phone asks for its tokens.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = VisitorSecret)]
#[serde(deny_unknown_fields)]
pub struct SecretIn {
    secret: String,
}

/// The tokens of a visitor's pass, with the keys of their changing codes.
#[utoipa::path(post, path = "/api/v1/visitor-passes/tokens",
    operation_id = "visitor_passes_tokens", tag = "passes", request_body = SecretIn,
    responses((status = 200, body = ShownAll)))]
pub async fn tokens(visit: Visit, body: ApiJson<SecretIn>) -> Answer<Json<ShownAll>> {
    let desk = Desk::of(&visit.app)?;
    let stamp = storage::Stamp::system(visit.moment.clone(), "pass-show");
    let secret = body.value.secret;
    let work = move |tx: &mut storage::Tx<'_>| -> Result<_, storage::Error> {
        let now = tx.now();
        let card = issue::of_visitor(tx, &secret, now)?;
        card.map(|card| shown::of(tx, &desk, &[card])).transpose()
    };
    let found = visit.app.store().write(stamp, work).await?;
    found.map(Json).ok_or_else(Problem::not_found)
}
