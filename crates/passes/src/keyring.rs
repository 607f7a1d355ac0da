//! The keys that sign tokens, kept sealed; how one takes over from another without a gap.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use cwt::{Algorithm, Issuer, KeyTable, Kid, PublicKey, RootKey, SoftwareKey, TrustedKey};
use kernel::{AreaCode, Timestamp};
use serde_json::json;
use storage::{
    Db, Error, Record, Tx,
    jobs::{Handler, Job, schedule},
};
use zeroize::Zeroizing;

use crate::{
    desk::Desk,
    store::keys::{self as store, KeptKey},
};

/// The kind of the job that lets the next key take over.
pub const KEYS_JOB: &str = "passes-keys";
/// Days for which a key is believed after its last signature at the least: twice the longest life of
/// a phone's token, which is a day, or two when tomorrow's is given out today.
const BELIEVED_DAYS: i64 = 4;
const TOKEN: &str = "token";
const ROOT: &str = "root";

/// The keys that count now.
pub struct Ring {
    pub issuer: Issuer,
    area: AreaCode,
    kept: Vec<KeptKey>,
    signing: SoftwareKey,
    pub root: RootKey,
}

impl Ring {
    /// The key that signs now.
    pub const fn signer(&self) -> &SoftwareKey {
        &self.signing
    }

    /// The city's own part of a gate's key table, the next key included.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when a kept key is none.
    pub fn own_keys(&self) -> Result<Vec<TrustedKey>, Error> {
        let trusted = |key: &KeptKey| {
            Ok(TrustedKey {
                kid: kid(key.kid),
                key: public(key)?,
                issuer: self.issuer,
                // A token for tomorrow may be signed with the key that signs tomorrow.
                from: key.signs_from.plus_days(-1),
                until: key.known_until,
                areas: vec![self.area],
                guests: None,
            })
        };
        self.kept.iter().map(trusted).collect()
    }
}

/// The keys; `None` before the first pass was issued.
///
/// # Errors
/// When the store fails, or the keys were sealed under another master key.
pub fn find(db: &mut Db<'_>, desk: &Desk, now: Timestamp) -> Result<Option<Ring>, Error> {
    let kept = store::known(db, TOKEN, now)?;
    let current = kept.iter().rfind(|key| key.signs_from <= now && now < key.signs_until);
    let root = store::secret(db, ROOT)?;
    let (Some(current), Some(root)) = (current, root) else { return Ok(None) };
    Ok(Some(Ring {
        issuer: desk.issuer()?,
        area: desk.city(),
        signing: open_key(desk, current)?,
        root: RootKey::from_bytes(*open(desk, "passes root", &root)?),
        kept,
    }))
}

/// The keys; makes the first ones.
///
/// # Errors
/// When the store fails, or the keys were sealed under another master key.
pub fn ready(tx: &mut Tx<'_>, desk: &Desk) -> Result<Ring, Error> {
    let now = tx.now();
    if let Some(ring) = find(tx, desk, now)? {
        return Ok(ring);
    }
    tx.lock(b"passes.keys")?;
    if store::secret(tx, ROOT)?.is_none() {
        let secret = Zeroizing::new(tx.moment().bytes::<32>());
        let sealed = seal(tx, desk, "passes root", &secret)?;
        store::keep_secret(tx, ROOT, &sealed)?;
    }
    if find(tx, desk, now)?.is_none() {
        add(tx, desk, Algorithm::Es256, now)?;
    }
    find(tx, desk, now)?.ok_or_else(|| Error::Corrupt("no key signs passes".into()))
}

/// Announces the next key, which takes over after `key_overlap_days`; until then gates learn it.
///
/// # Errors
/// When the store fails.
pub fn rotate(tx: &mut Tx<'_>, desk: &Desk, algorithm: Algorithm) -> Result<Kid, Error> {
    ready(tx, desk)?;
    tx.lock(b"passes.keys")?;
    let now = tx.now();
    let known = store::known(tx, TOKEN, now)?;
    // Never later than the last key's end, or nothing would sign between.
    let last = known.iter().map(|key| key.signs_until).max().unwrap_or(now);
    let overlap = i64::from(desk.rules()?.key_overlap_days);
    let takes_over = now.plus_days(overlap).min(last).max(now);
    for key in known {
        if key.signs_until > takes_over {
            store::end(tx, key.kid, takes_over, takes_over.plus_days(believed_days(desk)?))?;
        }
    }
    add(tx, desk, algorithm, takes_over)
}

/// After a key was stolen: none that signs now is believed any more, and a new one signs at once.
/// Riders' phones fetch new tokens when they are next online.
///
/// # Errors
/// When the store fails.
pub fn replace(tx: &mut Tx<'_>, desk: &Desk, algorithm: Algorithm) -> Result<Kid, Error> {
    ready(tx, desk)?;
    tx.lock(b"passes.keys")?;
    let now = tx.now();
    for key in store::known(tx, TOKEN, now)? {
        store::end(tx, key.kid, now, now)?;
    }
    crate::store::tokens::withdraw_all(tx)?;
    add(tx, desk, algorithm, now)
}

/// The handler of the clock job: rotates when the last key's end is as near as the overlap.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, _: &Job| {
        let desk = desk();
        if desk.catalogue.passes().is_some() {
            rotate_if_due(tx, &desk)?;
        }
        Ok(())
    };
    Handler { kind: KEYS_JOB, run: std::sync::Arc::new(run) }
}

fn rotate_if_due(tx: &mut Tx<'_>, desk: &Desk) -> Result<(), Error> {
    let now = tx.now();
    let last = store::known(tx, TOKEN, now)?.into_iter().map(|key| key.signs_until).max();
    let Some(last) = last else { return Ok(()) };
    let ahead = now.plus_days(desk.rules()?.key_overlap_days.into());
    if last <= ahead {
        rotate(tx, desk, Algorithm::Es256)?;
    }
    arrange(tx)
}

/// Sees to it that the clock looks at the keys tomorrow.
fn arrange(tx: &mut Tx<'_>) -> Result<(), Error> {
    let at = tx.now().day().plus(1).at(2, 0);
    schedule(tx, KEYS_JOB, KEYS_JOB, at, "")
}

/// The same with what desks have printed.
fn believed_days(desk: &Desk) -> Result<i64, Error> {
    let paper = desk.rules()?.kinds.iter().map(|kind| i64::from(kind.paper_days)).max();
    Ok(BELIEVED_DAYS.max(paper.unwrap_or(0)))
}

/// Adds a key that signs from `from`.
fn add(tx: &mut Tx<'_>, desk: &Desk, algorithm: Algorithm, from: Timestamp) -> Result<Kid, Error> {
    let days = i64::from(desk.rules()?.key_days);
    let key = loop {
        let drawn = SoftwareKey::draw(tx.moment(), algorithm);
        if !store::is_taken(tx, number(cwt::Signer::kid(&drawn)))? {
            break drawn;
        }
    };
    let kid = cwt::Signer::kid(&key);
    let sealed = seal(tx, desk, &context(number(kid)), &key.to_secret())?;
    let until = from.plus_days(days);
    let kept = KeptKey {
        kid: number(kid),
        alg: algorithm.name().to_owned(),
        public: key.public().as_bytes().to_vec(),
        sealed,
        signs_from: from,
        signs_until: until,
        known_until: until.plus_days(believed_days(desk)?),
    };
    store::insert(tx, TOKEN, &kept)?;
    let mut subject = [0; 16];
    subject[..2].copy_from_slice(&kid.0);
    tx.record(Record {
        action: "pass.key",
        subject_kind: "pass-key",
        subject,
        area: desk.city().as_str(),
        detail: json!({ "kid": kid.to_string(), "alg": algorithm.name(), "from": from.rfc3339() }),
    })?;
    arrange(tx)?;
    Ok(kid)
}

/// The table for gates: our own keys and those of trusted cities.
///
/// # Errors
/// When the store fails.
pub fn table(db: &mut Db<'_>, desk: &Desk, now: Timestamp) -> Result<KeyTable, Error> {
    let own = find(db, desk, now)?.map(|ring| ring.own_keys()).transpose()?.unwrap_or_default();
    let others = crate::trust::keys(db, desk, now)?;
    Ok(KeyTable::new(own.into_iter().chain(others)))
}

/// The key that signs lists for other cities; made when first needed.
pub(crate) fn root_signer(tx: &mut Tx<'_>, desk: &Desk) -> Result<SoftwareKey, Error> {
    tx.lock(b"passes.keys")?;
    let now = tx.now();
    if let Some(kept) = store::known(tx, ROOT, now)?.into_iter().next_back() {
        return open_key(desk, &kept);
    }
    let key = SoftwareKey::draw(tx.moment(), Algorithm::Es256);
    let kid = number(cwt::Signer::kid(&key));
    let sealed = seal(tx, desk, &context(kid), &key.to_secret())?;
    let kept = KeptKey {
        kid,
        alg: Algorithm::Es256.name().to_owned(),
        public: key.public().as_bytes().to_vec(),
        sealed,
        signs_from: now,
        signs_until: now.plus_days(3_650),
        known_until: now.plus_days(3_650),
    };
    store::insert(tx, ROOT, &kept)?;
    Ok(key)
}

fn context(kid: u16) -> String {
    format!("passes key {kid:04x}")
}

fn kid(number: u16) -> Kid {
    Kid(number.to_be_bytes())
}

fn number(kid: Kid) -> u16 {
    u16::from_be_bytes(kid.0)
}

fn algorithm(key: &KeptKey) -> Result<Algorithm, Error> {
    let known = Algorithm::ALL.into_iter().find(|known| known.name() == key.alg);
    known.ok_or_else(|| Error::Corrupt(format!("key {:04x} signs by {}", key.kid, key.alg)))
}

fn public(key: &KeptKey) -> Result<PublicKey, Error> {
    PublicKey::new(algorithm(key)?, &key.public)
        .map_err(|error| Error::Corrupt(format!("key {:04x}: {error}", key.kid)))
}

fn open_key(desk: &Desk, key: &KeptKey) -> Result<SoftwareKey, Error> {
    let secret = open(desk, &context(key.kid), &key.sealed)?;
    SoftwareKey::from_secret(kid(key.kid), algorithm(key)?, &secret)
        .map_err(|error| Error::Corrupt(format!("key {:04x}: {error}", key.kid)))
}

pub(crate) fn seal(
    tx: &Tx<'_>,
    desk: &Desk,
    context: &str,
    secret: &Zeroizing<[u8; 32]>,
) -> Result<Vec<u8>, Error> {
    let text = Zeroizing::new(STANDARD.encode(secret.as_slice()));
    desk.vault
        .seal_for_store(tx.moment(), context, &text)
        .map_err(|error| Error::Refused(error.to_string()))
}

pub(crate) fn open(
    desk: &Desk,
    context: &str,
    sealed: &[u8],
) -> Result<Zeroizing<[u8; 32]>, Error> {
    let corrupt = |why: String| Error::Corrupt(format!("{context}: {why}"));
    let text = desk.vault.open_for_store(context, sealed).map_err(|it| corrupt(it.to_string()))?;
    let bytes = STANDARD.decode(text.as_bytes()).map_err(|error| corrupt(error.to_string()))?;
    let bytes = Zeroizing::new(bytes);
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| corrupt("its length".into()))?;
    Ok(Zeroizing::new(key))
}
