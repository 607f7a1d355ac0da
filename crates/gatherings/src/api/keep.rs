//! What whoever keeps a gathering can do.

use axum::{Json, http::StatusCode};
use base16ct::lower::encode_string as hex;
use contracts::UnitId;
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::{GatheringOut, kept, write};
use crate::{
    DecisionId, Desk, DeviceId, Fault, GatheringId, ScanId,
    call::{self as calling, NewGathering},
    decide::{self, NewDecision},
    device::{self, Scan, Sheet},
    fact::{Base, Sitting},
    prepare::{self, NewMotion},
    signin::{self, SignedIn},
    store,
};

/// One of the times at which it is held.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = NewSitting)]
#[serde(deny_unknown_fields)]
pub(crate) struct SittingIn {
    /// RFC 3339.
    #[schema(example = "2026-12-09T09:30:00+08:00")]
    from: String,
    #[schema(example = "2026-12-09T11:00:00+08:00")]
    until: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    online: bool,
}

fn sittings(sent: Vec<SittingIn>) -> Result<Vec<Sitting>, Fault> {
    let at = |text: &str| -> Result<Timestamp, Fault> {
        text.parse().map_err(|_| Fault::invalid("sittings", "gathering-time-wrong"))
    };
    let read = |sent: SittingIn| {
        let (from, until) = (at(&sent.from)?, at(&sent.until)?);
        Ok(Sitting { from, until, place: sent.place, online: sent.online })
    };
    sent.into_iter().map(read).collect()
}

/// A gathering to be called.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = NewGathering)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallIn {
    /// A UUIDv7 of the sender's making; sent twice, it calls one.
    #[schema(value_type = Option<String>)]
    id: Option<GatheringId>,
    kind: String,
    area: String,
    title: String,
    sittings: Vec<SittingIn>,
    places: Option<u32>,
}

/// Call a gathering for the own unit.
#[utoipa::path(post, path = "/api/v1/gatherings", operation_id = "gatherings_call",
    tag = "gatherings", request_body = CallIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = GatheringOut)))]
pub(crate) async fn call(signed: Signed, key: IdempotencyKey, body: ApiJson<CallIn>) -> Answer {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let sent = body.value;
    let new = NewGathering {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        kind: sent.kind,
        area: AreaCode::parse(&sent.area).map_err(|_| Fault::invalid("area", "area-unknown"))?,
        title: sent.title,
        sittings: sittings(sent.sittings)?,
        places: sent.places,
        series: None,
    };
    let work = move |tx: &mut Tx<'_>| {
        let id = calling::call(tx, &desk, &by, &new)?;
        out(tx, &desk, id, StatusCode::CREATED)
    };
    write(&signed, key, body.digest, "gathering-call", work).await
}

fn out(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: GatheringId,
    status: StatusCode,
) -> Result<storage::idempotency::Answer, Fault> {
    let gathering = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let least = i64::from(desk.catalogue.gatherings().votes_min);
    kept(status, &GatheringOut::of(id, &gathering, &[], least))
}

/// What the organizer does.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = GatheringKeeping)]
#[serde(deny_unknown_fields, tag = "act", rename_all = "kebab-case")]
pub(crate) enum KeepIn {
    Paper {
        title: String,
        text: String,
    },
    Item {
        text: String,
    },
    Motion {
        text: String,
        secret: bool,
        majority_percent: u32,
        /// Whether all who are entitled are the base, not only those who came.
        of_entitled: bool,
    },
    Minutes {
        text: String,
    },
    Decision {
        #[schema(value_type = Option<String>)]
        id: Option<DecisionId>,
        text: String,
        #[schema(value_type = String)]
        owner: UnitId,
        /// Others who do it with the owner, each with a task of its own.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        with: Vec<UnitId>,
        #[schema(example = "2026-12-21")]
        due_on: String,
    },
    Move {
        sittings: Vec<SittingIn>,
    },
    Off {
        reason: String,
    },
}

/// Papers, points, motions, minutes, decisions, other sittings, the end.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/keeping", operation_id = "gatherings_keep",
    tag = "gatherings", request_body = KeepIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = GatheringOut)))]
pub(crate) async fn act(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
    key: IdempotencyKey,
    body: ApiJson<KeepIn>,
) -> Answer {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let sent = body.value;
    let work = move |tx: &mut Tx<'_>| {
        match sent {
            KeepIn::Paper { title, text } => prepare::paper(tx, &desk, &by, id, &title, &text)?,
            KeepIn::Item { text } => prepare::item(tx, &desk, &by, id, &text)?,
            KeepIn::Motion { text, secret, majority_percent, of_entitled } => {
                let of = if of_entitled { Base::Entitled } else { Base::Present };
                let new = NewMotion { text, secret, majority_percent, of };
                prepare::motion(tx, &desk, &by, id, &new)?;
            }
            KeepIn::Minutes { text } => decide::minutes(tx, &desk, &by, id, &text)?,
            KeepIn::Decision { id: decision, text, owner, with, due_on } => {
                let wrong = |_| Fault::invalid("due_on", "gathering-day-wrong");
                let due_on: Day = due_on.parse().map_err(wrong)?;
                let decision = decision.unwrap_or_else(|| tx.id());
                let new = NewDecision { id: decision, text, owner, with, due_on };
                decide::decide(tx, &desk, &by, id, &new)?;
            }
            KeepIn::Move { sittings: sent } => {
                calling::shift(tx, &desk, &by, id, &sittings(sent)?)?;
            }
            KeepIn::Off { reason } => calling::off(tx, &desk, &by, id, &reason)?,
        }
        out(tx, &desk, id, StatusCode::OK)
    };
    write(&signed, key, body.digest, "gathering-keep", work).await
}

/// A pass that was just read.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = GatheringPass)]
#[serde(deny_unknown_fields)]
pub(crate) struct PassIn {
    /// What the code said, as it stands.
    text: String,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringSignedIn)]
pub(crate) struct PassOut {
    /// False when this person was signed in at this sitting before.
    new: bool,
}

/// Sign somebody in by the changing code of a pass.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/passes", operation_id = "gatherings_pass",
    tag = "gatherings", request_body = PassIn, params(("id" = String, Path)),
    responses((status = 200, body = PassOut)))]
pub(crate) async fn pass(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
    body: ApiJson<PassIn>,
) -> Answer<Json<PassOut>> {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-door");
    let work = move |tx: &mut Tx<'_>| signin::by_pass(tx, &desk, &by, id, &body.value.text);
    let signed_in = signed.app.store().write(stamp, work).await?;
    Ok(Json(PassOut { new: signed_in == SignedIn::New }))
}

/// A device with its key, told once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringDevice)]
pub(crate) struct DeviceOut {
    id: String,
    /// 32 bytes in hexadecimal figures: the key of its sheets' HMAC-SHA256.
    key: String,
}

/// Enrol a device that signs people in without a network.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/devices", operation_id = "gatherings_enrol",
    tag = "gatherings", params(("id" = String, Path)),
    responses((status = 201, body = DeviceOut)))]
pub(crate) async fn enrol(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
) -> Answer<(StatusCode, Json<DeviceOut>)> {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-device");
    let work = move |tx: &mut Tx<'_>| device::enrol(tx, &desk, &by, id);
    let made = signed.app.store().write(stamp, work).await?;
    let told = DeviceOut { id: made.id.to_string(), key: hex(&made.key) };
    Ok((StatusCode::CREATED, Json(told)))
}

/// What a device read without a network.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = GatheringSheet)]
#[serde(deny_unknown_fields)]
pub(crate) struct SheetIn {
    #[schema(value_type = String)]
    device: DeviceId,
    scans: Vec<ScanIn>,
    /// HMAC-SHA256 in lower-case hexadecimal figures over `yilu sheet 1`, the device, the
    /// gathering, and for each scan `id seconds text`: one a line, each with its newline.
    signature: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = GatheringScan)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScanIn {
    /// A UUIDv7 of the device's making; handed in twice, it counts once.
    #[schema(value_type = String)]
    id: ScanId,
    /// When it was read, in seconds since 1970.
    at: i64,
    text: String,
}

/// What became of each scan, in their order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatheringSheetTaken)]
pub(crate) struct SheetOut {
    /// `taken`, `known`, `not-yet`, or the code of a refusal such as `gathering-used-code`.
    outcomes: Vec<String>,
}

/// Hand in what a device read without a network.
#[utoipa::path(post, path = "/api/v1/gatherings/{id}/sheets", operation_id = "gatherings_sheet",
    tag = "gatherings", request_body = SheetIn, params(("id" = String, Path)),
    responses((status = 200, body = SheetOut)))]
pub(crate) async fn sheet(
    signed: Signed,
    PathId(id): PathId<GatheringId>,
    body: ApiJson<SheetIn>,
) -> Answer<Json<SheetOut>> {
    let (desk, by) = (Desk::of(&signed.app)?, signed.actor.clone());
    let SheetIn { device, scans, signature } = body.value;
    let scans = scans.into_iter().map(|scan| {
        let at = Timestamp::from_seconds(scan.at);
        Scan { id: scan.id, at, text: scan.text }
    });
    let sheet = Sheet { device, gathering: id, scans: scans.collect(), signature };
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-sheet");
    let work = move |tx: &mut Tx<'_>| device::hand_in(tx, &desk, &by, &sheet);
    let told = signed.app.store().write(stamp, work).await?;
    let outcomes = told.into_iter().map(|(_, outcome)| outcome.to_owned()).collect();
    Ok(Json(SheetOut { outcomes }))
}
