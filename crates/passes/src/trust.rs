//! Cities whose passes open here: each signs a list of its keys, and somebody imports it. The keys
//! of its days are another file, and a secret: without them only its printed passes can be checked.

use base16ct::lower::encode_string as hex;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cwt::{
    Algorithm, DayKey, Issuer, KeyTable, PublicKey, Signer as _, TrustedKey,
    claims::Class,
    table::{Guests, TableError},
};
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{Db, Error, Record, Tx};
use zeroize::Zeroizing;

use crate::{
    desk::Desk,
    keyring,
    store::trust::{self as store, Trusted},
};

/// Days for which an exported list is good: another city imports it anew before.
const LIST_DAYS: i64 = 120;
/// Days for which keys of days are handed over at the most.
pub const CODES_MAX: u32 = 120;

/// A list as cities hand it to each other, in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustList {
    /// The issuer's short name.
    pub issuer: Issuer,
    /// The root key's algorithm.
    pub alg: Algorithm,
    /// The root's public key in base64. Whoever imports a city for the first time compares its
    /// fingerprint over another channel.
    pub root: String,
    /// The signed list in base64.
    pub list: String,
    /// RFC 3339.
    pub until: String,
}

impl TrustList {
    /// What another city compares by telephone before it trusts this list's root.
    ///
    /// # Errors
    /// [`TrustError::Format`] when the root is no base64.
    pub fn fingerprint(&self) -> Result<String, TrustError> {
        Ok(print_of(&STANDARD.decode(&self.root).map_err(|_| TrustError::Format)?))
    }
}

/// Keys of days as one city hands them to another, in JSON. Whoever has them can make a stolen
/// picture of a pass change, so the file is carried as a key is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// The issuer's short name.
    pub issuer: Issuer,
    /// The area of the passes: the whole city.
    pub area: String,
    pub days: Vec<CodesOfDay>,
}

/// The key of one day.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodesOfDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Base64.
    pub key: String,
}

/// A city on the list, for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub city: String,
    /// The list is good until then.
    pub until: Timestamp,
    /// Its last key is believed until then: a newer list is to be imported before.
    pub keys_until: Option<Timestamp>,
    /// The last day whose changing codes can be checked.
    pub codes_until: Option<Day>,
}

/// Why a list was not taken over.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("the file is no trust list: export it anew")]
    Format,
    #[error("the list is signed by another root than the one known: {0}")]
    OtherRoot(String),
    #[error("the fingerprint does not match: the list has {0}")]
    Fingerprint(String),
    #[error("this is our own list")]
    Own,
    #[error("{0} is not on the list: import its list of keys first")]
    Unlisted(Issuer),
    #[error("the file holds keys of days for an area in which {0} has no say")]
    Area(Issuer),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Store(#[from] Error),
}

/// This city's list for others, signed by its root key.
///
/// # Errors
/// When the store fails.
pub fn export(tx: &mut Tx<'_>, desk: &Desk) -> Result<TrustList, Error> {
    let ring = keyring::ready(tx, desk)?;
    let root = keyring::root_signer(tx, desk)?;
    let (now, until) = (tx.now(), tx.now().plus_days(LIST_DAYS));
    let sequence = u64::try_from(now.seconds()).unwrap_or(0);
    let sealed = KeyTable::new(ring.own_keys()?)
        .seal(ring.issuer, sequence, now, until, &root)
        .map_err(|error| Error::Refused(error.to_string()))?;
    Ok(TrustList {
        issuer: ring.issuer,
        alg: root.algorithm(),
        root: STANDARD.encode(root.public().as_bytes()),
        list: STANDARD.encode(sealed),
        until: until.rfc3339(),
    })
}

/// Takes over another city's list. The first time `fingerprint` must be the one that the city told
/// by telephone; later its root key must still be the same.
///
/// # Errors
/// When the list is not signed by that root, is over, or is older than the one in use.
pub fn import(
    tx: &mut Tx<'_>,
    desk: &Desk,
    given: &TrustList,
    fingerprint: &str,
    class: u8,
) -> Result<usize, TrustError> {
    if given.issuer == desk.issuer()? {
        return Err(TrustError::Own);
    }
    let bytes = |text: &str| STANDARD.decode(text).map_err(|_| TrustError::Format);
    let (root, list) = (bytes(&given.root)?, bytes(&given.list)?);
    let city = given.issuer.to_string();
    match store::root(tx, &city)? {
        Some(known) if known == stored_root(given.alg, &root) => {}
        Some(_) => return Err(TrustError::OtherRoot(print_of(&root))),
        None if fingerprint.trim().eq_ignore_ascii_case(&print_of(&root)) => {}
        None => return Err(TrustError::Fingerprint(print_of(&root))),
    }
    Class::try_from(class).map_err(|_| TrustError::Format)?;
    let now = tx.now();
    let key = PublicKey::new(given.alg, &root).map_err(|_| TrustError::Format)?;
    let table = KeyTable::open(&list, given.issuer, &key, now)?;
    let known = of_city(tx, now, &city)?.map_or(0, |known| known.sequence());
    if table.sequence() < known {
        return Err(TableError::Older.into());
    }
    let until: Timestamp = given.until.parse().map_err(|_| TrustError::Format)?;
    let mut kept_list = vec![class];
    kept_list.extend(&list);
    let kept = Trusted {
        city,
        list: kept_list,
        root: stored_root(given.alg, &root),
        imported_at: now,
        until,
    };
    store::put(tx, &kept)?;
    let detail =
        json!({ "city": kept.city, "root": print_of(&root), "sequence": table.sequence() });
    record(tx, desk, "pass.trust", given.issuer, &detail)?;
    Ok(table.keys().count())
}

fn record(
    tx: &mut Tx<'_>,
    desk: &Desk,
    action: &str,
    city: Issuer,
    detail: &serde_json::Value,
) -> Result<(), Error> {
    let mut subject = [0; 16];
    subject.iter_mut().zip(city.as_str().bytes()).for_each(|(slot, byte)| *slot = byte);
    let (area, detail) = (desk.city(), detail.clone());
    tx.record(Record { action, subject_kind: "city", subject, area: area.as_str(), detail })
}

/// The keys of this city's days, from yesterday on, for another city's gates.
///
/// # Errors
/// When the store fails.
pub fn export_codes(tx: &mut Tx<'_>, desk: &Desk, days: u32) -> Result<Codes, Error> {
    let ring = keyring::ready(tx, desk)?;
    let (today, area) = (tx.now().day(), desk.city());
    let ahead = i32::try_from(days.clamp(1, CODES_MAX)).unwrap_or(1);
    let days = (-1..ahead).map(|number| {
        let day = today.plus(number);
        let key = STANDARD.encode(ring.root.day_key(area, day).as_bytes());
        CodesOfDay { day: day.to_string(), key }
    });
    let codes = Codes { issuer: ring.issuer, area: area.to_string(), days: days.collect() };
    record(tx, desk, "pass.codes-export", ring.issuer, &json!({ "days": ahead }))?;
    Ok(codes)
}

/// Takes over the keys of another city's days; answers how many. Those of days gone by are left.
///
/// # Errors
/// When the city is not on the list, or has no say in the area.
pub fn import_codes(tx: &mut Tx<'_>, desk: &Desk, given: &Codes) -> Result<usize, TrustError> {
    let now = tx.now();
    let city = given.issuer.to_string();
    let table = of_city(tx, now, &city)?.ok_or(TrustError::Unlisted(given.issuer))?;
    let area = AreaCode::parse(&given.area).map_err(|_| TrustError::Format)?;
    let mut areas = table.keys().flat_map(|key| &key.areas);
    if !areas.any(|own| own.contains(&area)) {
        return Err(TrustError::Area(given.issuer));
    }
    let today = now.day();
    let last = today.plus(i32::try_from(CODES_MAX).unwrap_or(0));
    let mut taken = 0;
    for one in &given.days {
        let day: Day = one.day.parse().map_err(|_| TrustError::Format)?;
        let key = Zeroizing::new(STANDARD.decode(&one.key).map_err(|_| TrustError::Format)?);
        let key = <[u8; 32]>::try_from(key.as_slice()).map_err(|_| TrustError::Format)?;
        if day < today.plus(-1) || day > last {
            continue;
        }
        let context = codes_context(&city, &area, day);
        let sealed = keyring::seal(tx, desk, &context, &Zeroizing::new(key))?;
        store::put_day(tx, &city, &area, day, &sealed)?;
        taken += 1;
    }
    record(tx, desk, "pass.codes", given.issuer, &json!({ "days": taken }))?;
    Ok(taken)
}

fn codes_context(city: &str, area: &AreaCode, day: Day) -> String {
    format!("passes codes {city} {area} {day}")
}

/// The keys of trusted cities' days, from yesterday to tomorrow.
///
/// # Errors
/// When the store fails, or they were sealed under another master key.
pub fn day_keys(
    db: &mut Db<'_>,
    desk: &Desk,
    now: Timestamp,
) -> Result<Vec<(Issuer, AreaCode, Day, DayKey)>, Error> {
    let span = (now.day().plus(-1), now.day().plus(1));
    let mut found = Vec::new();
    for trusted in store::all(db, now)? {
        let Ok(issuer) = trusted.city.parse::<Issuer>() else { continue };
        if open(&trusted, now).is_none() {
            continue;
        }
        for (area, day, sealed) in store::days(db, &trusted.city, span)? {
            let key = keyring::open(desk, &codes_context(&trusted.city, &area, day), &sealed)?;
            found.push((issuer, area, day, DayKey::from_bytes(*key)));
        }
    }
    Ok(found)
}

/// The cities on the list, by name.
///
/// # Errors
/// When the store fails.
pub fn listed(db: &mut Db<'_>, now: Timestamp) -> Result<Vec<Listed>, Error> {
    let mut found = Vec::new();
    for trusted in store::all(db, now)? {
        let keys_until =
            open(&trusted, now).and_then(|(table, _)| table.keys().map(|key| key.until).max());
        let codes_until = store::last_day(db, &trusted.city)?;
        let (city, until) = (trusted.city, trusted.until);
        found.push(Listed { city, until, keys_until, codes_until });
    }
    Ok(found)
}

/// A city's passes open here no more.
///
/// # Errors
/// When the store fails.
pub fn remove(tx: &mut Tx<'_>, city: &str) -> Result<bool, Error> {
    store::remove(tx, city)
}

/// The keys of trusted cities, as guests in the whole of this one.
///
/// # Errors
/// When the store fails.
pub fn keys(db: &mut Db<'_>, desk: &Desk, now: Timestamp) -> Result<Vec<TrustedKey>, Error> {
    let mut found = Vec::new();
    for trusted in store::all(db, now)? {
        let Some((table, class)) = open(&trusted, now) else {
            tracing::warn!(city = trusted.city, "a trust list is no longer good");
            continue;
        };
        found.extend(table.keys().map(|key| TrustedKey {
            guests: Some(Guests { areas: vec![desk.city()], class }),
            ..key.clone()
        }));
    }
    Ok(found)
}

fn of_city(db: &mut Db<'_>, now: Timestamp, city: &str) -> Result<Option<KeyTable>, Error> {
    let found = store::all(db, now)?.into_iter().find(|one| one.city == city);
    Ok(found.and_then(|trusted| open(&trusted, now)).map(|(table, _)| table))
}

fn open(trusted: &Trusted, now: Timestamp) -> Option<(KeyTable, Class)> {
    let (class, list) = trusted.list.split_first()?;
    let (alg, root) = trusted.root.split_first()?;
    let alg = Algorithm::ALL.get(usize::from(*alg))?;
    let root = PublicKey::new(*alg, root).ok()?;
    let table = KeyTable::open(list, trusted.city.parse().ok()?, &root, now).ok()?;
    Some((table, Class::try_from(*class).ok()?))
}

/// The algorithm's place, then the key.
fn stored_root(alg: Algorithm, root: &[u8]) -> Vec<u8> {
    let place = Algorithm::ALL.iter().position(|known| *known == alg).unwrap_or(0);
    let mut bytes = vec![u8::try_from(place).unwrap_or(0)];
    bytes.extend(root);
    bytes
}

/// The first 16 bytes of SHA-256 over the root key, in hexadecimal figures.
pub fn print_of(root: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex(&Sha256::digest(root)[..16])
}
