//! Report, read, follow, prove.

use std::collections::BTreeMap;

use access::{Action, Target};
use axum::{Json, http::StatusCode, response::IntoResponse as _};
use contracts::CaseId;
use kernel::{AreaCode, geo::Wgs84};
use serde::{Deserialize, Serialize};
use storage::{Tx, journal};
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, Message, PathId, Problem, Signed};

use super::{
    model::{CaseOut, EntryOut, PhotoJson, PlaceJson, ReporterOut},
    once::{Failed, audience, kept, write_in_group},
    photos,
};
use crate::{
    Desk, act,
    case::Case,
    chain::begin,
    contact,
    entry::{Channel, Entry},
    merge,
    pages::{
        shared::{Audience, Names, desk, history},
        worker::{draft::own_units, like::join},
    },
    report::{Report, ReportError},
    store,
};

/// A report.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportIn {
    /// A UUIDv7 of the sender's making; sent twice, it makes one case.
    #[schema(value_type = Option<String>)]
    id: Option<CaseId>,
    /// A code of `GET /api/v1/matters`.
    matter: String,
    /// A street or a community, as in `GET /api/v1/areas`.
    area: String,
    #[serde(default)]
    title: String,
    text: String,
    /// Values of the matter's declared fields by key; money in fen.
    #[serde(default)]
    fields: BTreeMap<String, String>,
    place: Option<PlaceJson>,
    #[serde(default)]
    address: String,
    #[serde(default)]
    photos: Vec<PhotoJson>,
    /// Through one's contact member instead of straight to the owner.
    #[serde(default)]
    through_contact: bool,
    /// What to do when somebody has reported the same: `auto` joins it where there is no doubt, an
    /// id of `GET /api/v1/cases/like` joins that one; without it the report stands by itself.
    #[serde(default)]
    join: String,
}

/// Report something. Repeating the request with the same `Idempotency-Key` or `id` makes one case.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = ReportIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = CaseOut), (status = 200, body = CaseOut, description = "It was reported before")))]
pub(super) async fn report(signed: Signed, key: IdempotencyKey, body: ApiJson<ReportIn>) -> Answer {
    let permit = signed.permit(Action::CaseReport, &Target::none())?;
    let desk = desk(&signed.app)?;
    photos::check(&signed, &body.value.photos).await?;
    let report = read(&signed, &body.value)?;
    let join = join(&body.value.join);
    let visit = signed.visit.clone();
    let (id, through) = (report.id, body.value.through_contact);
    let work = move |tx: &mut Tx<'_>| {
        let report = report.clone();
        let receipt = if through {
            begin::report_through(tx, &desk, &permit, report)
        } else {
            merge::join::report(tx, &desk, &permit, report, join)
        };
        let receipt = receipt.map_err(named)?;
        let status = if receipt.repeated { StatusCode::OK } else { StatusCode::CREATED };
        let names = Names::new(&visit, &desk);
        kept(status, &CaseOut::of(names, id, &receipt.case))
    };
    write_in_group(&signed, key, body.digest, "report", work).await
}

pub(super) fn read(signed: &Signed, sent: &ReportIn) -> Answer<Report> {
    let place = match sent.place {
        None => None,
        Some(PlaceJson { lat, lon }) => {
            let place = Wgs84::new(lat, lon);
            let wrong = || Problem::invalid().field("place", Message::key("place-wrong"));
            Some(place.ok().filter(|place| place.in_china()).ok_or_else(wrong)?)
        }
    };
    let sent = sent.clone();
    Ok(Report {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        matter: sent.matter,
        area: AreaCode::parse(&sent.area).unwrap_or(AreaCode::NATION),
        title: sent.title,
        text: sent.text,
        fields: sent.fields.into_iter().collect(),
        place,
        address: sent.address,
        photos: sent.photos.into_iter().map(Into::into).collect(),
        channel: Channel::Api,
        own_units: own_units(&signed.actor),
    })
}

/// A declared field is called `fields.key` here, and `field-key` in the form.
fn named(error: ReportError) -> Failed {
    let ReportError::Invalid(mut faults) = error else { return error.into() };
    for fault in &mut faults {
        if let Some(key) = fault.field.strip_prefix("field-") {
            fault.field = format!("fields.{key}");
        }
    }
    ReportError::Invalid(faults).into()
}

/// A case, for its reporter and for staff who may read it.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases",
    params(("id" = String, Path)), responses((status = 200, body = CaseOut)))]
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (case, _) = find(&signed, id).await?;
    let audience = audience(&case, &signed.actor);
    let mut out = CaseOut::of(Names::new(&signed, &desk), id, &case);
    if audience == Audience::Staff {
        out.reporter = reporter(&signed, &desk, &case).await?;
    }
    Ok(Json(out).into_response())
}

/// The reporter's masks, for whoever policy lets read contacts: a firm by the worker's yes.
async fn reporter(signed: &Signed, desk: &Desk, case: &Case) -> Answer<Option<ReporterOut>> {
    let (Some(person), Ok(_)) = (case.reporter, contact::permit(desk, &signed.actor, case)) else {
        return Ok(None);
    };
    let vault = std::sync::Arc::clone(signed.app.vault());
    let masked = signed.app.store().read(move |db| vault.masked(db, person)).await?;
    Ok(Some(ReporterOut { name: masked.name, phone: masked.phone }))
}

/// A history.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Entries {
    items: Vec<EntryOut>,
}

/// What happened to a case, oldest first, as far as the reader may know it.
#[utoipa::path(get, path = "/api/v1/cases/{id}/entries", tag = "cases",
    params(("id" = String, Path)), responses((status = 200, body = Entries)))]
pub(super) async fn entries(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (case, entries) = find(&signed, id).await?;
    let audience = audience(&case, &signed.actor);
    let names = Names::new(&signed, &desk);
    let shown = entries.iter().filter(|entry| history::is_shown(names, audience, entry));
    let items = shown.map(|entry| EntryOut::of(names, audience, entry)).collect();
    Ok(Json(Entries { items }).into_response())
}

/// Proof that the report is in the journal: see the README of `credential`. 409 with the code
/// `receipt-waits` until the log is sealed again, a minute at most.
#[utoipa::path(get, path = "/api/v1/cases/{id}/receipt", tag = "cases",
    params(("id" = String, Path)), responses((status = 200, body = serde_json::Value)))]
pub(super) async fn receipt(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    find(&signed, id).await?;
    let read = signed
        .app
        .store()
        .read(move |db| journal::receipt(db, *id.as_bytes(), crate::pages::worker::REPORTED));
    let waits = || Problem::conflict("receipt-waits").retry_after(60);
    Ok(Json(read.await?.ok_or_else(waits)?).into_response())
}

/// What may not be read is not there.
pub(super) async fn find(signed: &Signed, id: CaseId) -> Answer<(Case, Vec<Entry>)> {
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let Some(case) = store::find(db, id)? else { return Ok(None) };
        let target = act::target(db, id, &case)?;
        if !act::may_read(&actor, &target) {
            return Ok(None);
        }
        Ok::<_, storage::Error>(Some((case, store::entries(db, id)?)))
    });
    read.await?.ok_or_else(Problem::not_found)
}
