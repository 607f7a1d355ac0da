//! The same for programs. All sums are whole fen.

use axum::{Json, http::StatusCode};
use contracts::UnitId;
use kernel::Day;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, MultipartForm, PathId, Problem, Signed, Visit};

use crate::{
    Account, Desk, Fault, FundId, Request, RequestId, Share, ShareId, Wish, account,
    ask::{self as asking, NewRequest},
    fund::Sums,
    give_back::{self as returns, Return, ReturnId},
    open::{self as opening, NewFund},
    pages, sight,
    store::lists,
};

/// Funds or requests in one answer.
const SHOWN: usize = 500;

/// What a fund came to. No request and no person is in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Fund)]
pub(crate) struct FundOut {
    #[schema(value_type = String, format = "uuid")]
    id: FundId,
    title: String,
    /// The unit that set it aside.
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// The first day on which nothing is allocated or spent any more.
    #[schema(value_type = String, format = Date)]
    until: Day,
    /// Set aside.
    granted: i64,
    /// Passed on by the unit that set it aside.
    allocated: i64,
    /// Spent by all.
    spent: i64,
    /// What all have left.
    left: i64,
    purposes: Vec<PurposeOut>,
    /// Each after the one from which it has its money.
    shares: Vec<ShareOut>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FundPurpose)]
pub(crate) struct PurposeOut {
    /// Code of the catalogue's purpose.
    #[schema(example = "training")]
    purpose: String,
    spent: i64,
}

/// What one unit has of a fund.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FundShare)]
pub(crate) struct ShareOut {
    #[schema(value_type = String, format = "uuid")]
    id: ShareId,
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    /// From which share it has its money; absent for the first.
    #[schema(value_type = Option<String>, format = "uuid")]
    parent: Option<ShareId>,
    received: i64,
    passed_on: i64,
    spent: i64,
    returned: i64,
    left: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Funds {
    items: Vec<FundOut>,
}

/// Money to be set aside.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundIn {
    /// A UUID of the sender's making; sent twice, it opens one.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<FundId>,
    title: String,
    #[schema(value_type = String, format = "uuid")]
    unit: UnitId,
    purposes: Vec<String>,
    /// Fen.
    amount: i64,
    #[schema(value_type = String, format = Date)]
    from: Day,
    #[schema(value_type = String, format = Date)]
    until: Day,
}

/// An allocation (with `receiver`) or a spending (with `purpose` and `voucher`).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestIn {
    /// A UUID of the sender's making; sent twice, it asks once.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<RequestId>,
    #[schema(value_type = String, format = "uuid")]
    share: ShareId,
    /// Fen.
    amount: i64,
    #[schema(value_type = Option<String>, format = "uuid")]
    receiver: Option<UnitId>,
    purpose: Option<String>,
    /// Number of the invoice or contract.
    voucher: Option<String>,
    text: String,
}

/// A request as those who answer for the money see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FundRequest)]
pub(crate) struct RequestOut {
    #[schema(value_type = String, format = "uuid")]
    id: RequestId,
    #[schema(value_type = String, format = "uuid")]
    share: ShareId,
    /// Fen.
    amount: i64,
    #[schema(value_type = Option<String>, format = "uuid")]
    receiver: Option<UnitId>,
    purpose: Option<String>,
    voucher: Option<String>,
    text: String,
    /// asked, approved, declined, withdrawn or reversed.
    state: &'static str,
    asked_at: String,
    decided_at: Option<String>,
    reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FundRequests {
    items: Vec<RequestOut>,
}

/// What becomes of a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundStepIn {
    /// approve, decline, withdraw or reverse.
    step: String,
    /// Why, for decline and reverse.
    #[serde(default)]
    reason: String,
}

/// Money to be given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnIn {
    /// A UUID of the sender's making; sent twice, it gives back once.
    #[schema(value_type = Option<String>, format = "uuid")]
    id: Option<ReturnId>,
    #[schema(value_type = String, format = "uuid")]
    share: ShareId,
    /// Fen.
    amount: i64,
}

/// Photos of a voucher.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "the shape of the upload, for the document")]
pub(crate) struct FundEvidenceForm {
    #[schema(value_type = Vec<String>, format = Binary)]
    photo: Vec<Vec<u8>>,
}

impl From<Account> for FundOut {
    fn from(of: Account) -> Self {
        let share = |(share, sums): &(Share, Sums)| ShareOut {
            id: share.id,
            unit: share.unit,
            parent: share.parent,
            received: sums.received,
            passed_on: sums.passed_on,
            spent: sums.spent,
            returned: sums.returned,
            left: share.balance,
        };
        let purpose = |(purpose, spent): &(String, i64)| PurposeOut {
            purpose: purpose.clone(),
            spent: *spent,
        };
        Self {
            id: of.fund.id,
            unit: of.fund.unit,
            from: of.fund.from,
            until: of.fund.until,
            granted: of.granted(),
            allocated: of.allocated(),
            spent: of.spent(),
            left: of.left(),
            purposes: of.purposes.iter().map(purpose).collect(),
            shares: of.shares.iter().map(share).collect(),
            title: of.fund.title,
        }
    }
}

impl From<Request> for RequestOut {
    fn from(request: Request) -> Self {
        let (receiver, purpose, voucher) = match request.wish {
            Wish::Allocation { receiver } => (Some(receiver), None, None),
            Wish::Spending { purpose, voucher } => (None, Some(purpose), Some(voucher)),
        };
        Self {
            id: request.id,
            share: request.share,
            amount: request.amount,
            receiver,
            purpose,
            voucher,
            text: request.text,
            state: request.state.as_str(),
            asked_at: request.asked_at.rfc3339(),
            decided_at: request.decided_at.map(kernel::Timestamp::rfc3339),
            reason: request.reason,
        }
    }
}

/// What each fund came to, the newest first.
#[utoipa::path(get, path = "/api/v1/funds", operation_id = "funds_list", tag = "funds",
    responses((status = 200, body = Funds)))]
pub(crate) async fn list(visit: Visit) -> Answer<Json<Funds>> {
    let read = visit.app.store().read(|db| {
        let funds = lists::funds(db, SHOWN)?;
        funds.into_iter().map(|fund| account(db, fund.id)).collect::<Result<Vec<_>, _>>()
    });
    let items = read.await?.into_iter().flatten().map(FundOut::from).collect();
    Ok(Json(Funds { items }))
}

/// What a fund came to, by unit and by purpose.
#[utoipa::path(get, path = "/api/v1/funds/{id}", operation_id = "funds_show", tag = "funds",
    params(("id" = String, Path)), responses((status = 200, body = FundOut)))]
pub(crate) async fn show(visit: Visit, PathId(id): PathId<FundId>) -> Answer<Json<FundOut>> {
    let found = visit.app.store().read(move |db| account(db, id)).await?;
    Ok(Json(found.ok_or_else(Problem::not_found)?.into()))
}

/// Set money aside.
#[utoipa::path(post, path = "/api/v1/funds", operation_id = "funds_open", tag = "funds",
    request_body = FundIn, responses((status = 201, body = FundOut)))]
pub(crate) async fn open(
    signed: Signed,
    body: ApiJson<FundIn>,
) -> Answer<(StatusCode, Json<FundOut>)> {
    let sent = body.value;
    let new = NewFund {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        title: sent.title,
        unit: sent.unit,
        purposes: sent.purposes,
        amount: sent.amount,
        from: sent.from,
        until: sent.until,
    };
    let work = move |tx: &mut storage::Tx<'_>, desk: &Desk, by: &access::Actor| {
        let fund = opening::open(tx, desk, by, &new)?;
        account(tx, fund.id)?.ok_or(Fault::NotFound)
    };
    let opened = pages::write(&signed, "fund-open", work).await?;
    Ok((StatusCode::CREATED, Json(opened.into())))
}

/// What was asked for from the shares that the caller sees, the newest first.
#[utoipa::path(get, path = "/api/v1/funds/{id}/requests", operation_id = "funds_requests",
    tag = "funds", params(("id" = String, Path)), responses((status = 200, body = FundRequests)))]
pub(crate) async fn requests(
    signed: Signed,
    PathId(id): PathId<FundId>,
) -> Answer<Json<FundRequests>> {
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let seen = sight::shares(db, &actor, id)?;
        let mut found = lists::requests(db, id, SHOWN)?;
        found.retain(|request| seen.iter().any(|share| share.id == request.share));
        Ok::<_, Fault>(found)
    });
    let items = read.await?.into_iter().map(RequestOut::from).collect();
    Ok(Json(FundRequests { items }))
}

/// Ask for an allocation or a spending.
#[utoipa::path(post, path = "/api/v1/fund-requests", operation_id = "funds_ask", tag = "funds",
    request_body = RequestIn, responses((status = 201, body = RequestOut)))]
pub(crate) async fn ask(
    signed: Signed,
    body: ApiJson<RequestIn>,
) -> Answer<(StatusCode, Json<RequestOut>)> {
    let sent = body.value;
    let wish = match (sent.receiver, sent.purpose, sent.voucher) {
        (Some(receiver), None, None) => Wish::Allocation { receiver },
        (None, Some(purpose), Some(voucher)) => Wish::Spending { purpose, voucher },
        _ => return Err(Problem::invalid().field("receiver", "funds-wish-unclear")),
    };
    let new = NewRequest {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        share: sent.share,
        amount: sent.amount,
        wish,
        text: sent.text,
    };
    let work = move |tx: &mut storage::Tx<'_>, desk: &Desk, by: &access::Actor| {
        asking::ask(tx, desk, by, &new)
    };
    let asked = pages::write(&signed, "fund-ask", work).await?;
    Ok((StatusCode::CREATED, Json(asked.into())))
}

/// Give money back to the share from which it came.
#[utoipa::path(post, path = "/api/v1/fund-returns", operation_id = "funds_return", tag = "funds",
    request_body = ReturnIn, responses((status = 204)))]
pub(crate) async fn give_back(signed: Signed, body: ApiJson<ReturnIn>) -> Answer<StatusCode> {
    let sent = body.value;
    let id = sent.id.unwrap_or_else(|| signed.moment.id());
    let new = Return { id, share: sent.share, amount: sent.amount };
    let work = move |tx: &mut storage::Tx<'_>, desk: &Desk, by: &access::Actor| {
        returns::give_back(tx, desk, by, new)
    };
    pages::write(&signed, "fund-return", work).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Add photos of a spending's voucher.
#[utoipa::path(post, path = "/api/v1/fund-requests/{id}/evidence", operation_id = "funds_evidence",
    tag = "funds", params(("id" = String, Path)),
    request_body(content = FundEvidenceForm, content_type = "multipart/form-data"),
    responses((status = 204)))]
pub(crate) async fn prove(
    signed: Signed,
    PathId(id): PathId<RequestId>,
    sent: MultipartForm,
) -> Answer<StatusCode> {
    pages::request::keep(&signed, id, &sent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Approve, decline, withdraw or reverse.
#[utoipa::path(post, path = "/api/v1/fund-requests/{id}/steps", operation_id = "funds_step",
    tag = "funds", params(("id" = String, Path)), request_body = FundStepIn,
    responses((status = 204)))]
pub(crate) async fn step(
    signed: Signed,
    PathId(id): PathId<RequestId>,
    body: ApiJson<FundStepIn>,
) -> Answer<StatusCode> {
    let FundStepIn { step, reason } = body.value;
    pages::request::perform(&signed, id, &step, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
