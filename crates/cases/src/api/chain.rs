//! Filing for a worker, the worker's yes to it, and who looks after whom.

use std::sync::Arc;

use access::Vault;
use axum::{Json, http::StatusCode, response::IntoResponse as _};
use contracts::{CaseId, PersonId, UnitId};
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Problem, Signed};

use super::{
    cases::{ReportIn, read},
    model::CaseOut,
    once::{Failed, kept, write},
};
use crate::{
    case::Case,
    chain::{
        contacts::{self, Contact, ContactId, NewContact},
        filing::{self, FileError, Filing, NewFiling},
        store as filings,
    },
    pages::shared::{Names, desk, refuse},
    store,
};

/// How many of the newest are listed.
const LISTED: usize = 200;

impl From<FileError> for Failed {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Report(error) => error.into(),
            FileError::Act(error) => error.into(),
        }
    }
}

/// A report filed for somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingIn {
    /// The worker's mobile number.
    phone: String,
    /// A contact member keeps it and begins the chain.
    #[serde(default)]
    keep: bool,
    report: ReportIn,
}

/// Where a filing stands. Of the case that it became its filer sees number, state and deadline.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FilingOut {
    id: String,
    title: String,
    /// `waiting`, `claimed`, `declined` or `lapsed`.
    standing: &'static str,
    filed_at: String,
    expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_by: Option<String>,
}

impl FilingOut {
    fn of(filing: &Filing, case: Option<&Case>) -> Self {
        Self {
            id: filing.id.to_string(),
            title: filing.title.clone(),
            standing: filing.standing.as_str(),
            filed_at: filing.filed_at.rfc3339(),
            expires_at: filing.expires_at.rfc3339(),
            number: case.map(|case| case.number.clone()),
            state: case.map(|case| case.state.to_string()),
            promised_by: case.map(|case| case.promised_by.rfc3339()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Filings {
    items: Vec<FilingOut>,
}

/// File a report for the worker with this phone. It is no case before the worker's yes.
#[utoipa::path(post, path = "/api/v1/filings", tag = "filings", request_body = FilingIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = FilingOut)))]
pub(super) async fn file(signed: Signed, key: IdempotencyKey, body: ApiJson<FilingIn>) -> Answer {
    let desk = desk(&signed.app)?;
    let mut report = read(&signed, &body.value.report)?;
    report.own_units = Vec::new();
    let phone = refuse::phone(&body.value.phone)?;
    let (id, new) = (report.id, NewFiling { report, phone, keeps: body.value.keep });
    let (vault, actor, from) =
        (Arc::clone(signed.app.vault()), signed.actor.clone(), refuse::address(&signed));
    let work = move |tx: &mut Tx<'_>| {
        // Too many codes asked for: it is kept, and another can be asked for later.
        let _sent = filing::file(tx, &desk, &vault, &actor, new, from)?;
        let filing = filings::filing(tx, id)?.ok_or(crate::act::ActError::NotFound)?;
        kept(StatusCode::CREATED, &FilingOut::of(&filing, None))
    };
    write(&signed, key, body.digest, "case-file", work).await
}

/// What one filed for others, the newest first.
#[utoipa::path(get, path = "/api/v1/filings", tag = "filings",
    responses((status = 200, body = Filings)))]
pub(super) async fn filed(signed: Signed) -> Answer {
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        let filed = filings::filings_by(db, person, LISTED)?;
        let one = |filing: Filing| Ok(FilingOut::of(&filing, store::find(db, filing.id)?.as_ref()));
        filed.into_iter().map(one).collect::<Result<Vec<_>, storage::Error>>()
    });
    Ok(Json(Filings { items: read.await? }).into_response())
}

/// The code that the worker read out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeIn {
    code: String,
}

/// The worker's yes by code. 422 on `code` when it is wrong, late or tried too often.
#[utoipa::path(post, path = "/api/v1/filings/{id}/confirm", operation_id = "filings_confirm", tag = "filings",
    request_body = CodeIn, params(("id" = String, Path)),
    responses((status = 200, body = FilingOut)))]
pub(super) async fn confirm(
    signed: Signed,
    PathId(id): PathId<CaseId>,
    body: ApiJson<CodeIn>,
) -> Answer {
    let desk = desk(&signed.app)?;
    let (vault, actor) = (Arc::clone(signed.app.vault()), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-file");
    let work = move |tx: &mut Tx<'_>| {
        let made = filing::confirm(tx, &desk, &vault, &actor, id, &body.value.code)?;
        Ok::<_, FileError>((made, filings::filing(tx, id)?))
    };
    let (Some(made), Some(filing)) = signed.app.store().write(stamp, work).await? else {
        return Err(Problem::invalid().field("code", "filed-code-wrong"));
    };
    Ok(Json(FilingOut::of(&filing, Some(&made.case))).into_response())
}

/// Seconds for which a code works.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SentOut {
    life_seconds: i64,
}

/// Send the worker another code.
#[utoipa::path(post, path = "/api/v1/filings/{id}/send-code", tag = "filings",
    params(("id" = String, Path)), responses((status = 202, body = SentOut)))]
pub(super) async fn send_code(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let (vault, actor, from) =
        (Arc::clone(signed.app.vault()), signed.actor.clone(), refuse::address(&signed));
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-file");
    let work = move |tx: &mut Tx<'_>| filing::send_again(tx, &vault, &actor, id, from);
    let life_seconds = refuse::sent(signed.app.store().write(stamp, work).await?)?;
    Ok((StatusCode::ACCEPTED, Json(SentOut { life_seconds })).into_response())
}

/// What others filed for oneself and waits for one's yes.
#[utoipa::path(get, path = "/api/v1/filings/mine", tag = "filings",
    responses((status = 200, body = Filings)))]
pub(super) async fn waiting(signed: Signed) -> Answer {
    let (vault, person, now) =
        (Arc::clone(signed.app.vault()), signed.actor.person, signed.moment.now());
    let read = signed.app.store().read(move |db| filing::waiting_for(db, &vault, person, now));
    let items = read.await?.iter().map(|filing| FilingOut::of(filing, None)).collect();
    Ok(Json(Filings { items }).into_response())
}

/// Yes, it is mine: it becomes a case now.
#[utoipa::path(post, path = "/api/v1/filings/{id}/agree", operation_id = "filings_agree", tag = "filings",
    params(("id" = String, Path)), responses((status = 200, body = CaseOut)))]
pub(super) async fn agree(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (vault, actor, consulted) =
        (Arc::clone(signed.app.vault()), signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-report");
    let work = move |tx: &mut Tx<'_>| filing::agree(tx, &consulted, &vault, &actor, id);
    let made = signed.app.store().write(stamp, work).await?;
    Ok(Json(CaseOut::of(Names::new(&signed, &desk), id, &made.case)).into_response())
}

/// No, it is not mine: what was written down is wiped.
#[utoipa::path(post, path = "/api/v1/filings/{id}/decline", tag = "filings",
    params(("id" = String, Path)), responses((status = 204)))]
pub(super) async fn decline(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let (vault, actor) = (Arc::clone(signed.app.vault()), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-decline");
    let work = move |tx: &mut Tx<'_>| filing::decline(tx, &vault, &actor, id);
    signed.app.store().write(stamp, work).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A contact between a worker and a contact member.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ContactOut {
    id: String,
    /// The member's public name of service.
    name: String,
    branch: String,
    since: String,
    /// The worker's phone, masked; for the branch only.
    #[serde(skip_serializing_if = "Option::is_none")]
    worker_phone: Option<String>,
}

impl ContactOut {
    fn of(names: Names<'_>, contact: &Contact, worker_phone: Option<String>) -> Self {
        Self {
            id: contact.id.to_string(),
            name: contact.name.clone(),
            branch: names.unit(contact.branch),
            since: contact.from.rfc3339(),
            worker_phone,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Contacts {
    items: Vec<ContactOut>,
}

/// One's contact member now; 404 when there is none.
#[utoipa::path(get, path = "/api/v1/contact-member", tag = "filings",
    responses((status = 200, body = ContactOut)))]
pub(super) async fn member(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let person = signed.actor.person;
    let found = signed.app.store().read(move |db| contacts::contact_of(db, person)).await?;
    let contact = found.ok_or_else(Problem::not_found)?;
    let out = ContactOut::of(Names::new(&signed, &desk), &contact, None);
    Ok(Json(out).into_response())
}

/// One does not want this contact member.
#[utoipa::path(post, path = "/api/v1/contact-member/refuse", tag = "filings",
    responses((status = 204)))]
pub(super) async fn refuse_member(signed: Signed) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "contact-refuse");
    let work = move |tx: &mut Tx<'_>| {
        let found = contacts::contact_of(tx, actor.person)?.ok_or_else(Problem::not_found)?;
        contacts::refuse(tx, &actor, found.id).map_err(Problem::from)
    };
    signed.app.store().write(stamp, work).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A contact to be arranged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactIn {
    #[schema(value_type = String)]
    branch: UnitId,
    /// Somebody with the post `member` in the branch.
    #[schema(value_type = String)]
    member: PersonId,
    /// What the worker sees.
    name: String,
    /// The worker's mobile number.
    phone: String,
}

/// Who looks after whom in one's branches.
#[utoipa::path(get, path = "/api/v1/contacts", tag = "filings",
    responses((status = 200, body = Contacts)))]
pub(super) async fn contacts(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let units = contacts::branches_of(&desk, &signed.actor);
    let vault = Arc::clone(signed.app.vault());
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for unit in units {
            for contact in filings::contacts_in(db, unit, LISTED)? {
                let phone = Vault::masked(&vault, db, contact.worker)?.phone;
                found.push((contact, phone));
            }
        }
        Ok::<_, access::vault::Error>(found)
    });
    let names = Names::new(&signed, &desk);
    let found = read.await?.into_iter();
    let items = found.map(|(contact, phone)| ContactOut::of(names, &contact, phone)).collect();
    Ok(Json(Contacts { items }).into_response())
}

/// Give a worker a contact member.
#[utoipa::path(post, path = "/api/v1/contacts", tag = "filings", request_body = ContactIn,
    responses((status = 201, body = ContactOut)))]
pub(super) async fn arrange(signed: Signed, body: ApiJson<ContactIn>) -> Answer {
    let desk = desk(&signed.app)?;
    let ContactIn { branch, member, name, phone } = body.value;
    let new = NewContact { branch, member, name, phone: refuse::phone(&phone)? };
    let (vault, actor, consulted) =
        (Arc::clone(signed.app.vault()), signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "contact-arrange");
    let work = move |tx: &mut Tx<'_>| contacts::arrange(tx, &consulted, &vault, &actor, new);
    let contact = signed.app.store().write(stamp, work).await?;
    let out = ContactOut::of(Names::new(&signed, &desk), &contact, None);
    Ok((StatusCode::CREATED, Json(out)).into_response())
}

/// End a contact.
#[utoipa::path(post, path = "/api/v1/contacts/{id}/end", operation_id = "contacts_end", tag = "filings",
    params(("id" = String, Path)), responses((status = 204)))]
pub(super) async fn end(signed: Signed, PathId(id): PathId<ContactId>) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "contact-arrange");
    let work = move |tx: &mut Tx<'_>| contacts::end(tx, &actor, id);
    signed.app.store().write(stamp, work).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
