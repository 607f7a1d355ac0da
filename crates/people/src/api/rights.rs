//! What one agreed to, and having one's data deleted.

use access::code::Requested;
use axum::{Json, http::StatusCode};
use contracts::{PersonId, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Signed};

use super::SentBody;
use crate::{
    own::{self, purpose, sentence},
    pages::too_soon,
    port::Consent,
};

/// Something that the reader agreed to and has not taken back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Consent)]
pub(super) struct ConsentBody {
    /// Code of the purpose.
    purpose: String,
    /// The same as a sentence, in the language of the request.
    text: String,
    /// What it is about, such as a case's number.
    about: String,
    #[schema(value_type = Option<String>, format = "uuid")]
    to: Option<UnitId>,
    /// RFC 3339, Asia/Shanghai.
    #[schema(format = DateTime)]
    since: String,
    /// The page's form that takes it back.
    withdraw_at: String,
    /// What that form sends, in its order.
    withdraw_fields: Vec<SentField>,
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConsentField)]
struct SentField {
    name: String,
    value: String,
}

/// Every consent given, by purpose.
#[utoipa::path(get, path = "/api/v1/me/consents", operation_id = "my_consents", tag = "people",
    responses((status = 200, body = Vec<ConsentBody>)))]
pub(super) async fn consents(signed: Signed) -> Answer<Json<Vec<ConsentBody>>> {
    let given = own::consents(&signed).await?;
    Ok(Json(given.into_iter().map(|consent| body(&signed, consent)).collect()))
}

fn body(signed: &Signed, consent: Consent) -> ConsentBody {
    let text = purpose(signed, &consent);
    let fields = consent.withdrawal.fields.into_iter();
    ConsentBody {
        purpose: consent.purpose.to_owned(),
        text,
        about: consent.about,
        to: consent.to,
        since: consent.since.rfc3339(),
        withdraw_at: consent.withdrawal.action,
        withdraw_fields: fields
            .map(|(name, value)| SentField { name: name.to_owned(), value })
            .collect(),
    }
}

/// What there is to know before one's data is deleted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErasureBefore)]
pub(super) struct BeforeBody {
    /// Whether it can be done here and now.
    possible: bool,
    /// Why not: `people-erase-office` or `people-erase-no-phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// What would be lost, or go on without its person.
    warnings: Vec<WarningBody>,
}

/// Something that would be lost, or go on without its person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ErasureWarning)]
struct WarningBody {
    code: String,
    /// Points, or how many there are.
    n: i64,
    /// Numbers of what it is about.
    list: Vec<String>,
    /// The same as a sentence, in the language of the request.
    text: String,
}

/// What would be lost with one's data, and whether it can be deleted now.
#[utoipa::path(get, path = "/api/v1/me/erasure", operation_id = "erasure_before", tag = "people",
    responses((status = 200, body = BeforeBody)))]
pub(super) async fn before(signed: Signed) -> Answer<Json<BeforeBody>> {
    let known = own::known(&signed).await?;
    let reason = if !known.offices.is_empty() {
        Some("people-erase-office")
    } else if known.phone.is_none() {
        Some("people-erase-no-phone")
    } else {
        None
    };
    let warnings = known.warnings.iter().map(|warning| WarningBody {
        code: warning.code.to_owned(),
        n: warning.n,
        list: warning.list.clone(),
        text: sentence(&signed, warning),
    });
    Ok(Json(BeforeBody { possible: reason.is_none(), reason, warnings: warnings.collect() }))
}

/// Sends a code to the own phone that serves to delete one's data and for nothing else.
#[utoipa::path(post, path = "/api/v1/me/erasure/code", operation_id = "erasure_code",
    tag = "people", responses((status = 202, body = SentBody)))]
pub(super) async fn code(signed: Signed) -> Answer<(StatusCode, Json<SentBody>)> {
    match own::request_code(&signed).await? {
        Requested::Sent { life_seconds } => {
            Ok((StatusCode::ACCEPTED, Json(SentBody { life_seconds })))
        }
        Requested::RetryAfter(seconds) => Err(too_soon(seconds)),
    }
}

/// The code, and that one wants it.
#[derive(Deserialize, ToSchema)]
#[schema(as = ErasureGiven)]
pub(super) struct EraseBody {
    #[schema(example = "482913")]
    code: String,
    /// Must be true: it cannot be undone.
    #[serde(default)]
    agree: bool,
}

/// It is done. Nothing of it names the person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Erased)]
pub(super) struct ErasedBody {
    /// The id that is nobody's from now on.
    #[schema(value_type = String, format = "uuid")]
    receipt: PersonId,
    /// RFC 3339, Asia/Shanghai.
    #[schema(format = DateTime)]
    at: String,
}

/// Deletes the reader's data at once and for good, and ends every session, this one too: sent again,
/// it is answered 401.
#[utoipa::path(post, path = "/api/v1/me/erasure", operation_id = "erase_me", tag = "people",
    request_body = EraseBody, responses((status = 200, body = ErasedBody)))]
pub(super) async fn erase(signed: Signed, body: ApiJson<EraseBody>) -> Answer<Json<ErasedBody>> {
    let EraseBody { code, agree } = body.value;
    let erased = own::erase(&signed, code, agree).await?;
    Ok(Json(ErasedBody { receipt: erased.receipt, at: erased.at.rfc3339() }))
}
