//! Signing in without a network: an organizer's device keeps what it read and hands it in later as
//! one sheet, signed with a key of its own. Handing it in twice counts once; a code that was used
//! anywhere else is refused.
//!
//! The sheet's signature is HMAC-SHA256 over `yilu sheet 1`, the device, the gathering, and for each
//! scan its id, the second at which it was read, and the pass's text: one a line.

use access::Actor;
use base16ct::lower::encode_string as hex;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{AreaCode, Timestamp};
use serde_json::json;
use sha2::Sha256;
use storage::{Error, Record, Tx};
use subtle::ConstantTimeEq as _;

use crate::{
    Desk, DeviceId, Fault, GatheringId, ScanId,
    act::{self, Held},
    fact::Way,
    rules::Refusal,
    signin::{self, SignedIn},
    store::door,
};

/// Scans in one sheet.
pub const SCANS_MAX: usize = 500;
/// Seconds by which a device's clock may be ahead of ours.
const AHEAD_SECONDS: i64 = 120;
const CONTEXT: &str = "gatherings device";

/// A device with its key, told once.
#[derive(Debug, Clone)]
pub struct Enrolled {
    pub id: DeviceId,
    pub key: [u8; 32],
}

/// One pass that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// Made by the device, so that handing it in twice counts once.
    pub id: ScanId,
    pub at: Timestamp,
    /// The pass as it was shown.
    pub text: String,
}

/// What a device hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub device: DeviceId,
    pub gathering: GatheringId,
    pub scans: Vec<Scan>,
    /// In lower-case hexadecimal figures.
    pub signature: String,
}

/// What became of a scan; the names are stable.
pub type Outcome = &'static str;

/// Enrols a device for the gatherings of the actor's unit.
///
/// # Errors
/// [`Fault::Denied`] for whoever keeps none.
pub fn enrol(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
) -> Result<Enrolled, Fault> {
    let held = act::as_keeper(tx, desk, actor, id)?;
    let unit = held.unit().ok_or(Fault::NotFound)?;
    let (id, key) = (tx.id(), tx.moment().bytes::<32>());
    let sealed = desk.vault.seal_for_store(tx.moment(), CONTEXT, &STANDARD.encode(key));
    let sealed = sealed.map_err(|error| Error::Refused(error.to_string()))?;
    let (area, made_at) = (held.gathering.area, tx.now());
    let device = door::Device { id, unit, area, sealed, made_at, ended_at: None };
    door::insert_device(tx, &device, actor.person)?;
    record(tx, "gathering.device", id, area, json!({ "unit": unit }))?;
    Ok(Enrolled { id, key })
}

/// A device that was lost signs nobody in any more.
///
/// # Errors
/// [`Fault::NotFound`] for another unit's.
pub fn end(tx: &mut Tx<'_>, actor: &Actor, id: DeviceId) -> Result<(), Fault> {
    let device = door::device(tx, id)?.ok_or(Fault::NotFound)?;
    if !actor.memberships.iter().any(|post| post.unit == device.unit) {
        return Err(Fault::NotFound);
    }
    door::end_device(tx, id)?;
    Ok(record(tx, "gathering.device-ended", id, device.area, json!({ "unit": device.unit }))?)
}

/// Takes a sheet in; says what became of each scan.
///
/// # Errors
/// [`Fault::Refused`] with [`Refusal::WrongCode`] when the signature is not the device's: then
/// nothing of it counts.
pub fn hand_in(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    sheet: &Sheet,
) -> Result<Vec<(ScanId, Outcome)>, Fault> {
    let mut held = act::as_keeper(tx, desk, actor, sheet.gathering)?;
    if sheet.scans.len() > SCANS_MAX {
        return Err(Fault::invalid("scans", "gathering-too-many-scans"));
    }
    check(tx, desk, &held, sheet)?;
    let mut told = Vec::new();
    for scan in &sheet.scans {
        let outcome = take(tx, desk, &mut held, scan)?;
        told.push((scan.id, outcome));
    }
    Ok(told)
}

/// The device is known, of the unit that keeps the gathering, and signed this very sheet.
fn check(tx: &mut Tx<'_>, desk: &Desk, held: &Held, sheet: &Sheet) -> Result<(), Fault> {
    let device = door::device(tx, sheet.device)?.ok_or(Refusal::WrongCode)?;
    let own = Some(device.unit) == held.unit() && device.ended_at.is_none();
    let corrupt = |why: String| Error::Corrupt(format!("device {}: {why}", sheet.device));
    let key = desk.vault.open_for_store(CONTEXT, &device.sealed);
    let key = key.map_err(|error| corrupt(error.to_string()))?;
    let key = STANDARD.decode(key.as_bytes()).map_err(|error| corrupt(error.to_string()))?;
    let right = sign(&key, sheet.device, sheet.gathering, &sheet.scans);
    let same: bool = right.as_bytes().ct_eq(sheet.signature.as_bytes()).into();
    if own && same { Ok(()) } else { Err(Refusal::WrongCode.into()) }
}

/// The signature of a sheet, as a device makes it.
pub fn sign(key: &[u8], device: DeviceId, gathering: GatheringId, scans: &[Scan]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(format!("yilu sheet 1\n{device}\n{gathering}\n").as_bytes());
    for scan in scans {
        mac.update(format!("{} {} {}\n", scan.id, scan.at.seconds(), scan.text).as_bytes());
    }
    hex(&mac.finalize().into_bytes())
}

/// One scan: an answer for each, and none undoes the others.
fn take(tx: &mut Tx<'_>, desk: &Desk, held: &mut Held, scan: &Scan) -> Result<Outcome, Fault> {
    if door::scan(tx, scan.id)?.is_some() {
        return Ok("known");
    }
    let ahead = scan.at > tx.now().plus_seconds(AHEAD_SECONDS);
    let outcome = if ahead {
        "not-yet"
    } else {
        match signin::pass(tx, desk, held, &scan.text, scan.at.min(tx.now()), Way::Device) {
            Ok(SignedIn::New) => "taken",
            Ok(SignedIn::Known) => "known",
            Err(Fault::Refused(refusal)) => refusal.code(),
            Err(fault) => return Err(fault),
        }
    };
    door::keep_scan(tx, scan.id, held.id, outcome)?;
    Ok(outcome)
}

fn record(
    tx: &mut Tx<'_>,
    action: &str,
    id: DeviceId,
    area: AreaCode,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let (subject, area) = (*id.as_bytes(), area.as_str());
    tx.record(Record { action, subject_kind: "gathering-device", subject, area, detail })
}
