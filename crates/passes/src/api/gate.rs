//! A gate's device. It shows the secret it got when it was enrolled, as a bearer token.

use axum::{
    Json,
    http::{HeaderMap, header},
    response::Response,
};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use storage::Stamp;
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, Problem, Visit};

use crate::{
    Desk, GateId, OfferId,
    card::EntryId,
    gate::{self, Device, Gate},
    handbook::{self, Changes, Handbook},
    scan::{self, Scan, Uploaded},
};

/// Tries of a one-time code from one address within an hour.
const ENROLMENTS_PER_HOUR: i64 = 30;

/// A one-time code.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GateEnrolment)]
#[serde(deny_unknown_fields)]
pub struct EnrolIn {
    /// Eight letters, typed anyhow.
    code: String,
}

/// The device is the gate's from now on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GateDevice)]
pub struct EnrolOut {
    #[schema(value_type = String, format = "uuid")]
    gate: GateId,
    name: String,
    /// The bearer token of every later request; told once.
    secret: String,
}

/// What came of a try.
enum Tried {
    Enrolled(Box<Gate>, String),
    Wrong,
    RetryAfter(i64),
}

/// Enrol a device by the one-time code that the gate's manager made.
#[utoipa::path(post, path = "/api/v1/gates/enrol", operation_id = "gates_enrol", tag = "gates",
    request_body = EnrolIn, responses((status = 200, body = EnrolOut)))]
pub async fn enrol(visit: Visit, body: ApiJson<EnrolIn>) -> Answer<Json<EnrolOut>> {
    let vault = visit.app.vault().clone();
    let from = visit.client_ip.0.map_or_else(String::new, |address| address.to_string());
    let stamp = Stamp::system(visit.moment.clone(), "gate-enrol");
    let code = body.value.code;
    // A wrong try is counted: it is an answer, not an error that would undo the count.
    let work = move |tx: &mut storage::Tx<'_>| -> Result<_, gate::GateError> {
        let key = vault.pseudonym("enrol address", &from);
        let rate = access::rate::hit(tx, key, ENROLMENTS_PER_HOUR, 3_600)?;
        if let access::rate::Rate::RetryAfter(wait) = rate {
            return Ok(Tried::RetryAfter(wait));
        }
        match gate::enrol(tx, &code) {
            Ok((gate, secret)) => Ok(Tried::Enrolled(Box::new(gate), secret)),
            Err(gate::GateError::Code) => Ok(Tried::Wrong),
            Err(error) => Err(error),
        }
    };
    match visit.app.store().write(stamp, work).await? {
        Tried::Enrolled(gate, secret) => {
            Ok(Json(EnrolOut { gate: gate.id, name: gate.name, secret }))
        }
        Tried::Wrong => Err(Problem::invalid().field("code", Message::key("gate-code-wrong"))),
        Tried::RetryAfter(wait) => Err(Problem::too_many(u64::try_from(wait).unwrap_or(60))),
    }
}

/// The gate whose device asks.
///
/// # Errors
/// 401 for anybody else.
async fn device(visit: &Visit, headers: &HeaderMap) -> Answer<(Gate, Device)> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = value.and_then(|value| value.split_once(' ')).map(|(_, token)| token.trim());
    let secret = secret.ok_or_else(Problem::sign_in)?.to_owned();
    let found = visit.app.store().read(move |db| gate::of_device(db, &secret)).await?;
    found.ok_or_else(Problem::sign_in)
}

fn stamp(visit: &Visit, purpose: &str) -> Stamp {
    Stamp { role: "gate".into(), ..Stamp::system(visit.moment.clone(), purpose) }
}

/// Everything the gate needs to decide alone for a day.
#[utoipa::path(post, path = "/api/v1/gates/handbook", operation_id = "gates_handbook",
    tag = "gates", security(("bearer" = [])), responses((status = 200, body = Handbook)))]
pub async fn handbook(visit: Visit, headers: HeaderMap) -> Answer<Json<Handbook>> {
    let (gate, device) = device(&visit, &headers).await?;
    let desk = Desk::of(&visit.app)?;
    let work = move |tx: &mut storage::Tx<'_>| handbook::write(tx, &desk, &gate, &device);
    Ok(Json(visit.app.store().write(stamp(&visit, "gate-handbook"), work).await?))
}

/// What changed in the revocation list since the one that the gate has.
#[utoipa::path(get, path = "/api/v1/gates/revocations", operation_id = "gates_revocations",
    tag = "gates", security(("bearer" = [])),
    params(("since" = u64, Query, description = "Number of the gate's list; 0 for none")),
    responses((status = 200, body = Changes)))]
pub async fn revocations(visit: Visit, headers: HeaderMap) -> Answer<Json<Changes>> {
    device(&visit, &headers).await?;
    let since = visit.query.get("since").and_then(|text| text.parse().ok()).unwrap_or(0);
    let (desk, now) = (Desk::of(&visit.app)?, visit.moment.now());
    let read = move |db: &mut storage::Db<'_>| handbook::changes(db, &desk, since, now);
    Ok(Json(visit.app.store().read(read).await?))
}

/// One scan.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GateScan)]
#[serde(deny_unknown_fields)]
pub struct ScanIn {
    /// Made by the device: uploading a scan twice counts it once.
    #[schema(value_type = String, format = "uuid")]
    id: EntryId,
    /// Seconds since 1970.
    at: i64,
    /// `accept`, or the code of a refusal.
    verdict: String,
    /// `code`, `paper` or `typed`.
    way: String,
    #[serde(default)]
    class: u32,
    #[serde(default)]
    issuer: String,
    /// 16 hexadecimal figures, when the token was read.
    cti: Option<String>,
    slot: Option<u32>,
    step: Option<u32>,
    #[schema(value_type = Option<String>, format = "uuid")]
    offer: Option<OfferId>,
}

/// What became of the scans.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GateScansTaken)]
pub struct ScansOut {
    taken: usize,
    known: usize,
    /// Older than entries are kept for, or from the future.
    dropped: usize,
    /// Codes that another gate had let in too.
    replays: usize,
    /// Redemptions over their limit; never charged to the holder.
    over: usize,
}

/// Upload what happened while the gate was offline, at most 500 scans at once.
#[utoipa::path(post, path = "/api/v1/gates/scans", operation_id = "gates_scans", tag = "gates",
    security(("bearer" = [])), request_body = Vec<ScanIn>,
    responses((status = 200, body = ScansOut)))]
pub async fn scans(
    visit: Visit,
    headers: HeaderMap,
    body: ApiJson<Vec<ScanIn>>,
) -> Answer<Json<ScansOut>> {
    let (gate, _) = device(&visit, &headers).await?;
    let desk = Desk::of(&visit.app)?;
    let scans: Vec<Scan> = body.value.into_iter().map(read).collect();
    let work = move |tx: &mut storage::Tx<'_>| scan::upload(tx, &desk, &gate, &scans);
    let told = visit.app.store().write(stamp(&visit, "gate-scans"), work).await?;
    let Uploaded { taken, known, dropped, replays, over } = told;
    Ok(Json(ScansOut { taken, known, dropped, replays, over }))
}

fn read(scan: ScanIn) -> Scan {
    Scan {
        id: scan.id,
        at: Timestamp::from_seconds(scan.at),
        verdict: scan.verdict,
        way: scan.way,
        class: scan.class,
        issuer: scan.issuer,
        cti: scan.cti.as_deref().and_then(scan::cti_of),
        slot: scan.slot,
        step: scan.step,
        offer: scan.offer,
    }
}

/// A pass that the guard has before them.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GateLook)]
#[serde(deny_unknown_fields)]
pub struct LookIn {
    /// Made by the device.
    #[schema(value_type = String, format = "uuid")]
    id: EntryId,
    cti: Option<String>,
    slot: Option<u32>,
}

/// What a guard may see: never a name or a telephone number.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GateLooked)]
pub struct LookOut {
    kind: String,
    /// Five letters that also stand on the holder's phone.
    short: String,
    /// What the holder stated, such as a number plate.
    detail: Option<String>,
    /// Whether the holder agreed to show a photo: ask `/api/v1/gates/photo`.
    photo: bool,
    revoked: bool,
    /// Whether the pass was in two places of late: with one code, or faster than anybody rides.
    doubled: bool,
}

/// Look at a pass that was just read. Its holder sees that this gate did.
#[utoipa::path(post, path = "/api/v1/gates/looks", operation_id = "gates_look", tag = "gates",
    security(("bearer" = [])), request_body = LookIn, responses((status = 200, body = LookOut)))]
pub async fn look(
    visit: Visit,
    headers: HeaderMap,
    body: ApiJson<LookIn>,
) -> Answer<Json<LookOut>> {
    let seen = looked(&visit, &headers, body.value).await?;
    Ok(Json(LookOut {
        kind: seen.kind,
        short: seen.short,
        detail: seen.detail,
        photo: seen.photo.is_some(),
        revoked: seen.revoked,
        doubled: seen.doubled,
    }))
}

/// The photo that the holder agreed to show.
#[utoipa::path(post, path = "/api/v1/gates/photo", operation_id = "gates_photo", tag = "gates",
    security(("bearer" = [])), request_body = LookIn,
    responses((status = 200, content_type = "image/jpeg")))]
pub async fn photo(visit: Visit, headers: HeaderMap, body: ApiJson<LookIn>) -> Answer<Response> {
    let seen = looked(&visit, &headers, body.value).await?;
    let name = seen.photo.ok_or_else(Problem::not_found)?;
    web::photos::serve(&visit.app, &name).await
}

async fn looked(visit: &Visit, headers: &HeaderMap, asked: LookIn) -> Answer<scan::Looked> {
    let (gate, _) = device(visit, headers).await?;
    let desk = Desk::of(&visit.app)?;
    let cti = asked.cti.as_deref().and_then(scan::cti_of);
    let work =
        move |tx: &mut storage::Tx<'_>| scan::look(tx, &desk, &gate, asked.id, cti, asked.slot);
    let seen = visit.app.store().write(stamp(visit, "gate-look"), work).await?;
    seen.ok_or_else(Problem::not_found)
}
