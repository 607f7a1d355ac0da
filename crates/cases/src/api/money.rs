//! A money dispute as JSON: the claim, the evidence, the instalments, what has come. Amounts are
//! whole fen; days are `2026-11-21`.

use access::Action;
use axum::{Json, http::StatusCode, response::IntoResponse as _};
use contracts::CaseId;
use kernel::Day;
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, MultipartForm, PathId, Problem, Signed};

use super::once::{kept, write};
use crate::{
    Desk, act,
    act::ActError,
    case::Case,
    mediation::{limit, sight as mediation},
    money::{
        chain,
        claim::{self, Side},
        evidence::{self, Piece},
        fact::{Due, How, Kind},
        intake,
        kit::Kit,
        pay, sight,
    },
    pages::shared::desk,
    store,
};

/// Who sends: the reporter of the case as the worker, anybody else for their unit.
fn side(case: Option<&Case>, actor: &access::Actor) -> Side {
    let own = case.is_some_and(|case| case.reporter == Some(actor.person));
    if own { Side::Worker } else { Side::Unit }
}

/// What is owed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClaimOut {
    amount_fen: i64,
    counterparty: String,
    /// Of the waybill or the contract.
    number: String,
    /// Two digits of GB/T 2260.
    from: Option<String>,
    to: Option<String>,
    cross_province: bool,
    since: Option<String>,
}

/// An instalment, and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InstalmentOut {
    instalment: u32,
    /// The last day on which it may come.
    day: String,
    amount_fen: i64,
    paid_fen: i64,
    /// It was unpaid when its day had ended.
    alarmed: bool,
}

/// Money that came.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaymentOut {
    payment: u32,
    day: String,
    amount_fen: i64,
    how: How,
    evidence: Option<u32>,
    reason: String,
    /// Why it does not count any more.
    returned: Option<String>,
}

/// A piece of evidence; its content is at `/cases/{id}/evidence/{item}`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EvidenceOut {
    item: u32,
    label: String,
    kind: Kind,
    made: Option<String>,
    added_at: String,
    /// `worker` or `unit`.
    by: &'static str,
    media: &'static str,
    bytes: i64,
    sha256: String,
    previous: String,
    link: String,
    /// Why it was withdrawn.
    withdrawn: Option<String>,
}

/// A money dispute as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoneyOut {
    claim: ClaimOut,
    recovered_fen: i64,
    /// What is expected at the most: agreed, or else claimed.
    expected_fen: Option<i64>,
    /// The last day for arbitration, carefully reckoned; for those who may know of a mediation.
    arbitration_until: Option<String>,
    instalments: Vec<InstalmentOut>,
    payments: Vec<PaymentOut>,
    /// Missing for readers for whom the evidence is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<EvidenceOut>>,
    /// Entries of the case so far.
    length: i64,
}

impl MoneyOut {
    fn of(desk: &Desk, actor: &access::Actor, case: &Case) -> Self {
        let nothing = Kit::default();
        let kit = case.money.as_ref().unwrap_or(&nothing);
        let claim = claim::standing(desk, case);
        let seen = sight::evidence(desk, actor, case).is_ok();
        Self {
            recovered_fen: kit.recovered(),
            expected_fen: kit.expected(claim.amount),
            arbitration_until: limit::last_day(desk, case)
                .filter(|_| mediation::knows(actor, case))
                .map(|day| day.to_string()),
            instalments: instalments(kit),
            payments: payments(kit),
            evidence: seen.then(|| listed(kit)),
            length: case.length,
            claim: ClaimOut {
                amount_fen: claim.amount,
                cross_province: claim.is_cross_province(),
                from: claim.from.map(|code| code.to_string()),
                to: claim.to.map(|code| code.to_string()),
                since: claim.since.map(|day| day.to_string()),
                counterparty: claim.counterparty,
                number: claim.number,
            },
        }
    }
}

fn instalments(kit: &Kit) -> Vec<InstalmentOut> {
    let standings = kit.standings();
    let one = standings.iter().map(|one| InstalmentOut {
        instalment: one.number,
        day: one.due.day.to_string(),
        amount_fen: one.due.amount,
        paid_fen: one.paid,
        alarmed: one.alarmed,
    });
    one.collect()
}

fn payments(kit: &Kit) -> Vec<PaymentOut> {
    let one = (1_u32..).zip(&kit.payments).map(|(number, received)| PaymentOut {
        payment: number,
        day: received.payment.day.to_string(),
        amount_fen: received.payment.amount,
        how: received.payment.how,
        evidence: received.payment.evidence,
        reason: received.payment.reason.clone(),
        returned: received.returned.clone(),
    });
    one.collect()
}

fn listed(kit: &Kit) -> Vec<EvidenceOut> {
    let one = kit.evidence.iter().map(|evidence| {
        let item = &evidence.item;
        EvidenceOut {
            item: item.number,
            label: item.label.clone(),
            kind: item.kind,
            made: item.made.map(|day| day.to_string()),
            added_at: item.added_at.rfc3339(),
            by: if evidence.by.unit.is_some() { "unit" } else { "worker" },
            media: item.content.mime(),
            bytes: chain::length(&item.content),
            sha256: item.sha256.clone(),
            previous: item.previous.clone(),
            link: item.link.clone(),
            withdrawn: evidence.struck.clone(),
        }
    });
    one.collect()
}

/// Claim, instalments, payments and, for those who may see it, the evidence of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/money", operation_id = "cases_money_show", tag = "money",
    params(("id" = String, Path)), responses((status = 200, body = MoneyOut)))]
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let Some(case) = store::find(db, id)? else { return Ok(None) };
        let target = act::target(db, id, &case)?;
        Ok::<_, storage::Error>(act::may_read(&actor, &target).then_some(case))
    });
    let case = read.await?.filter(|case| claim::is_about_money(&desk, case));
    let case = case.ok_or_else(Problem::not_found)?;
    Ok(Json(MoneyOut::of(&desk, &signed.actor, &case)).into_response())
}

/// Does it once for a key; answers the dispute as it then is.
async fn once<B: Send + 'static>(
    signed: Signed,
    id: CaseId,
    key: IdempotencyKey,
    body: ApiJson<B>,
    purpose: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &access::Actor, Side, B) -> Result<Case, ActError>
    + Send
    + 'static,
) -> Answer {
    let desk = desk(&signed.app)?;
    let actor = signed.actor.clone();
    let (value, digest) = (body.value, body.digest);
    let work = move |tx: &mut Tx<'_>| {
        let found = store::find(tx, id)?;
        let side = side(found.as_ref(), &actor);
        let case = work(tx, &desk, &actor, side, value)?;
        kept(StatusCode::OK, &MoneyOut::of(&desk, &actor, &case))
    };
    write(&signed, key, digest, purpose, work).await
}

/// The whole claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimIn {
    amount_fen: i64,
    counterparty: String,
    #[serde(default)]
    number: String,
    /// Two digits of GB/T 2260.
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    reason: String,
}

/// Put the claim in writing, or correct it.
#[utoipa::path(post, path = "/api/v1/cases/{id}/money/claim", tag = "money", request_body = ClaimIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MoneyOut)))]
pub(super) async fn correct(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<ClaimIn>,
) -> Answer {
    once(signed, id, key, body, "money-claim", move |tx, desk, actor, side, body| {
        let given = claim::Given {
            amount: Some(body.amount_fen),
            counterparty: body.counterparty,
            number: body.number,
            from: body.from,
            to: body.to,
            since: body.since,
            reason: body.reason,
        };
        claim::correct(tx, desk, actor, id, side, &given)
    })
    .await
}

/// What is uploaded.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only documents the form")]
pub(super) struct FileForm {
    /// A PDF of at most 8 MB, kept byte for byte, or a photo, kept without metadata.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// A kept file, to be named as evidence.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileOut {
    /// SHA-256 of what was kept.
    file: String,
    media: &'static str,
    bytes: i64,
}

/// Keep a file that will be evidence.
#[utoipa::path(post, path = "/api/v1/evidence-files", operation_id = "evidence_files_upload", tag = "money",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 201, body = FileOut)))]
pub(super) async fn upload(signed: Signed, sent: MultipartForm) -> Answer {
    sent.check()?;
    let missing = || Problem::invalid().field("file", Message::key("field-missing"));
    let file = sent.files_of("file").next().ok_or_else(missing)?;
    match intake::keep(&signed.app, "file", file.bytes.clone()).await? {
        Piece::File { name, media, bytes } => {
            let out = FileOut { file: name, media: media.mime(), bytes };
            Ok((StatusCode::CREATED, Json(out)).into_response())
        }
        Piece::Text(_) => Err(missing()),
    }
}

/// Evidence: files that were sent before, a text, or both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceIn {
    label: String,
    kind: Kind,
    /// The day it was made.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    made: Option<Day>,
    /// Names that `POST /api/v1/evidence-files` answered.
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    text: String,
}

/// Hand evidence in: an item for each file, and one for the text.
#[utoipa::path(post, path = "/api/v1/cases/{id}/money/evidence", tag = "money",
    request_body = EvidenceIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MoneyOut)))]
pub(super) async fn hand_in(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<EvidenceIn>,
) -> Answer {
    let mut pieces = Vec::new();
    for (at, name) in body.value.files.iter().enumerate() {
        pieces.push(intake::kept(&signed.app, &format!("files[{at}]"), name).await?);
    }
    once(signed, id, key, body, "money-evidence", move |tx, desk, actor, side, body| {
        if !body.text.trim().is_empty() {
            pieces.push(Piece::Text(body.text));
        }
        let (label, kind, made) = (body.label, body.kind, body.made);
        let given = evidence::Given { label, kind, made, pieces };
        evidence::add(tx, desk, actor, id, side, &given)
    })
    .await
}

/// Which item or payment, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StrikeIn {
    number: u32,
    reason: String,
}

/// Withdraw a piece of evidence; it stays in the list, struck out.
#[utoipa::path(post, path = "/api/v1/cases/{id}/money/strike", operation_id = "cases_money_strike", tag = "money",
    request_body = StrikeIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MoneyOut)))]
pub(super) async fn strike(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<StrikeIn>,
) -> Answer {
    once(signed, id, key, body, "money-strike", move |tx, desk, actor, side, body| {
        evidence::strike(tx, desk, actor, id, side, body.number, &body.reason)
    })
    .await
}

/// One instalment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DueIn {
    #[schema(value_type = String)]
    day: Day,
    amount_fen: i64,
}

impl From<DueIn> for Due {
    fn from(due: DueIn) -> Self {
        Self { day: due.day, amount: due.amount_fen }
    }
}

/// The whole plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanIn {
    plan: Vec<DueIn>,
    #[serde(default)]
    note: String,
}

/// Put the agreed instalments down, in place of those before.
#[utoipa::path(post, path = "/api/v1/cases/{id}/money/plan", tag = "money", request_body = PlanIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MoneyOut)))]
pub(super) async fn plan(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<PlanIn>,
) -> Answer {
    once(signed, id, key, body, "money-plan", move |tx, desk, actor, _, body| {
        let plan = body.plan.into_iter().map(Into::into).collect();
        pay::agree(tx, desk, actor, id, plan, &body.note)
    })
    .await
}

/// Money that came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PaymentIn {
    amount_fen: i64,
    #[schema(value_type = String)]
    day: Day,
    how: How,
    evidence: Option<u32>,
    /// Needed when it is more than was agreed.
    #[serde(default)]
    reason: String,
}

/// Record money that came.
#[utoipa::path(post, path = "/api/v1/cases/{id}/money/payment", tag = "money",
    request_body = PaymentIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MoneyOut)))]
pub(super) async fn payment(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<PaymentIn>,
) -> Answer {
    once(signed, id, key, body, "money-payment", move |tx, desk, actor, side, body| {
        let given = pay::Given {
            amount: Some(body.amount_fen),
            day: Some(body.day),
            how: Some(body.how),
            evidence: body.evidence,
            reason: body.reason,
        };
        pay::record(tx, desk, actor, id, side, &given)
    })
    .await
}

/// A payment does not count: recorded by mistake, or taken back.
#[utoipa::path(post, path = "/api/v1/cases/{id}/money/return", tag = "money",
    request_body = StrikeIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = MoneyOut)))]
pub(super) async fn take_back(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    key: IdempotencyKey,
    body: ApiJson<StrikeIn>,
) -> Answer {
    once(signed, id, key, body, "money-return", move |tx, desk, actor, side, body| {
        pay::take_back(tx, desk, actor, id, side, body.number, &body.reason)
    })
    .await
}

/// The file for a court, a ZIP. Taking it is recorded and shown to the worker.
#[utoipa::path(get, path = "/api/v1/cases/{id}/court-file", tag = "money",
    params(("id" = String, Path)),
    responses((status = 200, description = "The ZIP", content_type = "application/zip")))]
pub(super) async fn court(signed: Signed, id: PathId<CaseId>) -> Answer {
    crate::pages::dispute::file::court(signed, id).await
}

/// What a handler of money may be asked for.
pub(super) const WRITE: web::Need = web::Need::AnyOf(&[Action::CaseFollow, Action::CaseAnswer]);
