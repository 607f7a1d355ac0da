//! Everything a gate needs to decide alone for a day: keys, keys of the days, revocations, offers.

use base16ct::lower::encode_string as hex;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cwt::{DayKey, Delta, Issuer, KeyTable, Revocations};
use kernel::{AreaCode, Day, Level, Timestamp};
use serde::Serialize;
use storage::{Db, Error, Tx};
use utoipa::ToSchema;

use crate::{
    desk::Desk,
    gate::{Device, Gate},
    keyring::{self, Ring},
    store::{gates, offers, tokens},
    trust,
};

/// Hours for which the issuer stands for a revocation list.
const LIST_HOURS: i64 = 72;
/// Seconds within which a static pass is not taken again at the same gate.
const AGAIN_SECONDS: i64 = 30;

/// What a gate's page keeps. Times are seconds since 1970, areas are codes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GateHandbook)]
pub struct Handbook {
    /// The server's time; the gate's clock is corrected by it.
    pub server_seconds: i64,
    /// This city's short name.
    #[schema(value_type = String)]
    pub issuer: Issuer,
    pub name: String,
    pub area: String,
    pub audience: String,
    /// Class numbers that may enter, with what each must show.
    pub proofs: Vec<ClassProof>,
    pub keys: Vec<HandbookKey>,
    /// Keys of yesterday, today and tomorrow for this gate's area and those around it, and for trusted
    /// cities that handed theirs over.
    pub days: Vec<HandbookDay>,
    /// The signed revocation list in base64 (COSE_Sign1; zlib inside).
    pub revocations: String,
    /// Age of the list, in seconds, above which what is let in is flagged.
    pub list_seconds: i64,
    pub again_seconds: i64,
    pub upload_hours: u32,
    pub offers: Vec<HandbookOffer>,
}

/// A class that may enter.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassProof {
    pub class: u32,
    /// `rotating` or `picture`.
    pub proof: &'static str,
    pub name_zh: String,
    pub name_en: String,
}

/// A key of the table.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandbookKey {
    /// Four hexadecimal figures.
    pub kid: String,
    /// COSE number of the algorithm.
    pub alg: i64,
    /// The public key in hexadecimal figures.
    pub public: String,
    pub issuer: String,
    pub areas: Vec<String>,
    /// Areas where a guest's passes open, and the class they count as.
    pub guests: Vec<String>,
    pub guest_class: u8,
    pub from: i64,
    pub until: i64,
}

/// A key of a day: whoever has it can check changing codes, but sign nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandbookDay {
    pub issuer: String,
    pub area: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    pub key: String,
}

/// What this merchant offers.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandbookOffer {
    #[schema(value_type = String, format = "uuid")]
    pub id: crate::card::OfferId,
    pub title: String,
    pub times: i64,
    pub period: &'static str,
}

/// Writes the handbook of a gate, and notes that its device was seen.
///
/// # Errors
/// When the store fails.
pub fn write(
    tx: &mut Tx<'_>,
    desk: &Desk,
    gate: &Gate,
    device: &Device,
) -> Result<Handbook, Error> {
    let now = tx.now();
    let ring = keyring::ready(tx, desk)?;
    gates::seen(tx, device.id)?;
    let rules = desk.rules()?;
    let list = revocations(tx, desk, &ring, now)?;
    let revocations = sealed(list.seal(ring.signer()))?;
    let table = keyring::table(tx, desk, now)?;
    let offers = offers::of_gate(tx, gate.id, now.day())?;
    Ok(Handbook {
        server_seconds: now.seconds(),
        issuer: ring.issuer,
        name: gate.name.clone(),
        area: gate.area.to_string(),
        audience: gate.audience.clone(),
        proofs: proofs(desk, gate),
        keys: keys(&table),
        days: days(tx, desk, &ring, gate.area, now)?,
        revocations,
        list_seconds: i64::from(rules.list_hours) * 3_600,
        again_seconds: AGAIN_SECONDS,
        upload_hours: rules.upload_hours,
        offers: offers
            .into_iter()
            .map(|offer| HandbookOffer {
                id: offer.id,
                title: offer.title,
                times: offer.times,
                period: offer.period.as_str(),
            })
            .collect(),
    })
}

/// The signed revocation list as it stands, or what changed since the list number `since`: base64
/// of a delta, the same number when nothing changed, the whole list when the old one is too old.
///
/// # Errors
/// When the store fails.
pub fn changes(db: &mut Db<'_>, desk: &Desk, since: u64, now: Timestamp) -> Result<Changes, Error> {
    let ring = keyring::find(db, desk, now)?;
    let ring = ring.ok_or_else(|| Error::Refused("no pass was ever issued".into()))?;
    let list = revocations(db, desk, &ring, now)?;
    let old = old_list(db, desk, &ring, since, now)?;
    let delta = old.and_then(|old| Delta::between(&old, &list));
    let sequence = list.sequence;
    Ok(match delta {
        Some(delta) => {
            Changes { sequence, whole: false, signed: sealed(delta.seal(ring.signer()))? }
        }
        None => Changes { sequence, whole: true, signed: sealed(list.seal(ring.signer()))? },
    })
}

fn sealed<E: std::fmt::Display>(signed: Result<Vec<u8>, E>) -> Result<String, Error> {
    let signed = signed.map_err(|error| Error::Refused(error.to_string()))?;
    Ok(STANDARD.encode(signed))
}

/// What changed in the revocation list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RevocationChanges)]
pub struct Changes {
    /// The number of the list as it now stands.
    pub sequence: u64,
    /// Whether `signed` is a whole list; else it is what changed since the one named.
    pub whole: bool,
    /// COSE_Sign1 in base64.
    pub signed: String,
}

/// The list as it stands. Its number is one more than the last place in the order of revocations.
fn revocations(
    db: &mut Db<'_>,
    desk: &Desk,
    ring: &Ring,
    now: Timestamp,
) -> Result<Revocations, Error> {
    let last = tokens::sequence(db)?;
    list_until(db, desk, ring, last, now)
}

/// The list with this number, if deltas may still start from it.
fn old_list(
    db: &mut Db<'_>,
    desk: &Desk,
    ring: &Ring,
    number: u64,
    now: Timestamp,
) -> Result<Option<Revocations>, Error> {
    let Some(last) = number.checked_sub(1).and_then(|last| i64::try_from(last).ok()) else {
        return Ok(None);
    };
    // Places were freed since: what was revoked then cannot be told any more.
    if last < tokens::floor(db)? {
        return Ok(None);
    }
    list_until(db, desk, ring, last, now).map(Some)
}

fn list_until(
    db: &mut Db<'_>,
    desk: &Desk,
    ring: &Ring,
    last: i64,
    now: Timestamp,
) -> Result<Revocations, Error> {
    let number = u64::try_from(last).unwrap_or(0) + 1;
    let slots = desk.rules()?.slots;
    let mut list = Revocations::new(ring.issuer, number, now, now.plus_hours(LIST_HOURS), slots);
    for (_, slot) in tokens::revoked(db, 0)?.into_iter().filter(|(place, _)| *place <= last) {
        list.set(slot, true);
    }
    Ok(list)
}

fn proofs(desk: &Desk, gate: &Gate) -> Vec<ClassProof> {
    let Some(rules) = desk.catalogue.passes() else { return Vec::new() };
    let fits = |class: u32| gate.classes.is_empty() || gate.classes.contains(&class);
    let mut found = Vec::new();
    for kind in &rules.kinds {
        if kind.audience.to_string() != gate.audience || !fits(kind.class) {
            continue;
        }
        let proof = |class: u32, proof: &'static str| ClassProof {
            class,
            proof,
            name_zh: kind.name.zh.clone(),
            name_en: kind.name.en.clone(),
        };
        found.push(proof(kind.class, "rotating"));
        found.extend(kind.paper.map(|class| proof(class, "picture")));
    }
    found
}

fn keys(table: &KeyTable) -> Vec<HandbookKey> {
    let codes = |areas: &[AreaCode]| areas.iter().map(ToString::to_string).collect();
    let told = |key: &cwt::TrustedKey| HandbookKey {
        kid: key.kid.to_string(),
        alg: key.key.algorithm().cose(),
        public: hex(key.key.as_bytes()),
        issuer: key.issuer.to_string(),
        areas: codes(&key.areas),
        guests: key.guests.as_ref().map_or_else(Vec::new, |guests| codes(&guests.areas)),
        guest_class: key.guests.as_ref().map_or(0, |guests| guests.class.number()),
        from: key.from.seconds(),
        until: key.until.seconds(),
    };
    table.keys().map(told).collect()
}

/// The areas whose passes open at a gate: its own and those around it, up to the city.
pub(crate) fn around(city: AreaCode, gate: AreaCode) -> Vec<AreaCode> {
    let outer = gate.ancestors().filter(|area| city.contains(area));
    std::iter::once(gate).chain(outer).filter(|area| area.level() != Level::Nation).collect()
}

/// The keys of days that a gate in this area gets: ours, and those that trusted cities handed over.
///
/// # Errors
/// When the store fails.
pub fn days(
    db: &mut Db<'_>,
    desk: &Desk,
    ring: &Ring,
    gate: AreaCode,
    now: Timestamp,
) -> Result<Vec<HandbookDay>, Error> {
    let today = now.day();
    let told = |issuer: Issuer, area: AreaCode, day: Day, key: &DayKey| HandbookDay {
        issuer: issuer.to_string(),
        area: area.to_string(),
        day: day.to_string(),
        key: hex(key.as_bytes()),
    };
    let mut found = Vec::new();
    for area in around(desk.city(), gate) {
        for day in [today.plus(-1), today, today.plus(1)] {
            found.push(told(ring.issuer, area, day, &ring.root.day_key(area, day)));
        }
    }
    let others = trust::day_keys(db, desk, now)?;
    found.extend(others.iter().map(|(issuer, area, day, key)| told(*issuer, *area, *day, key)));
    Ok(found)
}
