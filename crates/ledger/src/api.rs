//! A person's own points for programs.

use axum::Json;
use contracts::CaseId;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Signed};

use crate::{Reason, pages::own};

const PAGE: usize = 50;
const PAGE_MAX: usize = 200;

/// The caller's own points. Nobody else's can be read, and nothing compares people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Points)]
pub struct PointsBody {
    /// Points that can be spent.
    balance: i64,
    /// Points taken back after they had been spent; the next ones earned repay them first.
    debt: i64,
    /// Earned, and paid with the sponsor's next top-up; oldest first.
    waiting: Vec<WaitingBody>,
    /// Newest first.
    items: Vec<LineBody>,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// Points that came or went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PointsLine)]
struct LineBody {
    /// RFC 3339, +08:00.
    at: String,
    /// Above 0 when they came, below 0 when they went.
    amount: i64,
    #[schema(example = "case-confirmed")]
    reason: &'static str,
    /// Code of the point rule as it was.
    rule: Option<String>,
    /// Absent for thanks: what was looked at stays unsaid.
    #[schema(value_type = Option<String>, format = "uuid")]
    case: Option<CaseId>,
    #[schema(example = "261121-7K3M9Q-X")]
    number: Option<String>,
}

/// An award that waits.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PointsWaiting)]
struct WaitingBody {
    at: String,
    amount: i64,
    rule: String,
    #[schema(value_type = String, format = "uuid")]
    case: CaseId,
    number: String,
}

/// The caller's balance and statement.
#[utoipa::path(get, path = "/api/v1/points", tag = "points",
    params(
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u32>, Query, description = "At most this many: 1 to 200, else 50"),
    ),
    responses((status = 200, body = PointsBody)))]
pub async fn points(signed: Signed) -> Answer<Json<PointsBody>> {
    let limit = signed.query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(PAGE);
    let own = own(&signed, limit.clamp(1, PAGE_MAX)).await?;
    let waiting = own.waiting.into_iter().map(|award| WaitingBody {
        at: award.at.rfc3339(),
        amount: award.amount,
        rule: award.rule,
        case: award.case,
        number: award.number,
    });
    let items = own.lines.into_iter().map(|line| LineBody {
        at: line.mark.at.rfc3339(),
        amount: line.amount,
        reason: line.reason.as_str(),
        rule: line.rule,
        case: (line.reason != Reason::CheckAnswered).then_some(line.case),
        number: line.number,
    });
    Ok(Json(PointsBody {
        balance: own.balance.available(),
        debt: own.balance.debt(),
        waiting: waiting.collect(),
        items: items.collect(),
        next: own.next,
    }))
}
