//! One's own passes.

use access::{Action, Permit, Target};
use axum::Json;
use contracts::UnitId;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, PathId, Problem, Signed};

use crate::{
    Desk,
    card::{Card, CardId},
    issue::{self, Asked},
    read::{self, What},
    revoke,
    shown::{self, ShownAll},
    store::cards,
};

pub(crate) fn permit(signed: &Signed) -> Answer<Permit> {
    signed.permit(Action::PassHold, &Target::of(signed.actor.person))
}

/// A pass to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewPass)]
#[serde(deny_unknown_fields)]
pub struct PassIn {
    /// Code of the catalogue's kind.
    #[schema(example = "gate")]
    kind: String,
    /// Where it is to open; the whole city when left out.
    area: Option<String>,
    /// What the kind asks its holder for, such as a number plate.
    #[serde(default)]
    detail: String,
    /// The firm for whose job it is: the pass ends with that job. One's own when left out.
    #[schema(value_type = Option<String>, format = "uuid")]
    firm: Option<UnitId>,
}

/// A pass that one holds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pass)]
pub struct PassOut {
    #[schema(value_type = String, format = "uuid")]
    id: CardId,
    kind: String,
    area: String,
    /// The firm with whose job it ends; null for one's own.
    #[schema(value_type = Option<String>, format = "uuid")]
    firm: Option<UnitId>,
    /// RFC 3339.
    issued_at: String,
    until: String,
    /// Null while it is good.
    revoked_at: Option<String>,
}

impl From<Card> for PassOut {
    fn from(card: Card) -> Self {
        Self {
            id: card.id,
            kind: card.kind,
            area: card.area.to_string(),
            firm: card.firm,
            issued_at: card.issued_at.rfc3339(),
            until: card.until.rfc3339(),
            revoked_at: card.revoked_at.map(kernel::Timestamp::rfc3339),
        }
    }
}

/// Ask for a pass: given at once, on no condition but the kind's own. Asking again renews it.
#[utoipa::path(post, path = "/api/v1/passes", operation_id = "passes_issue", tag = "passes",
    request_body = PassIn, responses((status = 200, body = PassOut)))]
pub async fn issue(signed: Signed, body: ApiJson<PassIn>) -> Answer<Json<PassOut>> {
    let wrong = |_| Problem::invalid().field("area", Message::key("pass-area-wrong"));
    let area = body.value.area.as_deref().map(AreaCode::parse).transpose().map_err(wrong)?;
    let PassIn { kind, detail, firm, .. } = body.value;
    let asked = Asked { kind, area, detail, firm };
    let card = ask(&signed, asked).await?;
    Ok(Json(card.into()))
}

pub(crate) async fn ask(signed: &Signed, asked: Asked) -> Answer<Card> {
    let (desk, permit) = (Desk::of(&signed.app)?, permit(signed)?);
    let stamp = permit.stamp(signed.moment.clone(), "pass-issue");
    let work = move |tx: &mut storage::Tx<'_>| issue::issue(tx, &desk, &permit, &asked);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// Today's and tomorrow's tokens of one's passes, with the keys of their changing codes. A phone
/// that has them shows its passes without a network until tomorrow's end.
#[utoipa::path(post, path = "/api/v1/passes/tokens", operation_id = "passes_tokens", tag = "passes",
    responses((status = 200, body = ShownAll)))]
pub async fn tokens(signed: Signed) -> Answer<Json<ShownAll>> {
    let (desk, permit) = (Desk::of(&signed.app)?, permit(&signed)?);
    let stamp = permit.stamp(signed.moment.clone(), "pass-show");
    let work = move |tx: &mut storage::Tx<'_>| {
        let now = tx.now();
        let cards = cards::live_of(tx, permit.person(), now)?;
        shown::of(tx, &desk, &cards)
    };
    Ok(Json(signed.app.store().write(stamp, work).await?))
}

/// Give a pass back, or report it lost. Doing it twice changes nothing.
#[utoipa::path(post, path = "/api/v1/passes/{id}/revoke", operation_id = "passes_revoke",
    tag = "passes", params(("id" = String, Path)), responses((status = 200, body = PassOut)))]
pub async fn give_back(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Json<PassOut>> {
    Ok(Json(end(&signed, id).await?.into()))
}

pub(crate) async fn end(signed: &Signed, id: CardId) -> Answer<Card> {
    let permit = permit(signed)?;
    let stamp = permit.stamp(signed.moment.clone(), "pass-revoke");
    let work = move |tx: &mut storage::Tx<'_>| revoke::give_back(tx, &permit, id);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// That somebody read the pass.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PassRead)]
pub struct ReadOut {
    /// RFC 3339.
    at: String,
    /// Name of the gate.
    gate: String,
    /// `checked` by its code, or `looked` at photo or detail.
    what: &'static str,
}

/// Who read a pass of one's own, latest first. Nobody else can ask.
#[utoipa::path(get, path = "/api/v1/passes/{id}/reads", operation_id = "passes_reads",
    tag = "passes", params(("id" = String, Path)), responses((status = 200, body = Vec<ReadOut>)))]
pub async fn reads(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Json<Vec<ReadOut>>> {
    let told = own_reads(&signed, id).await?.into_iter().map(|(read, gate)| ReadOut {
        at: read.at().rfc3339(),
        gate,
        what: match read.what {
            What::Checked => "checked",
            What::Looked => "looked",
        },
    });
    Ok(Json(told.collect()))
}

pub(crate) async fn own_reads(signed: &Signed, id: CardId) -> Answer<Vec<(read::Read, String)>> {
    let (desk, permit) = (Desk::of(&signed.app)?, permit(signed)?);
    let work = move |db: &mut storage::Db<'_>| -> Result<_, storage::Error> {
        Ok(read::of(db, &desk, &permit, id))
    };
    Ok(signed.app.store().read(work).await??)
}
