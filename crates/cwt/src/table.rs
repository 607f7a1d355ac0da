//! Whose signatures count: the keys of one's own city and of cities that are trusted, signed as one
//! list by a key that stays offline.

use std::collections::BTreeMap;

use ciborium::Value;
use kernel::{AreaCode, Timestamp};

use crate::{
    algorithm::{Algorithm, PublicKey},
    cbor::{self, Fault, Reader},
    claims::{Audience, Class, Issuer, area_number, area_of, name, time},
    key::{Kid, Signer},
    sealed::{self, SealError, Sealed},
};

/// `[sequence, keys]`, private use.
const TABLE: i64 = -70_003;
/// How many keys a table may have.
const KEYS_MAX: u64 = 10_000;

/// A key in a table, and what it may sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// Its name in the header of passes.
    pub kid: Kid,
    /// The key itself.
    pub key: PublicKey,
    /// Whose key it is; passes must name the same issuer.
    pub issuer: Issuer,
    /// Passes are accepted from then on.
    pub from: Timestamp,
    /// And until then. For a rotation without a gap: the day the next key takes over, plus at least
    /// twice the longest life of a pass.
    pub until: Timestamp,
    /// Where this issuer has a say: passes for any of these areas, or areas inside them.
    pub areas: Vec<AreaCode>,
    /// Where passes of this issuer open although they are for its own areas.
    pub guests: Option<Guests>,
}

/// How passes of another city are taken here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guests {
    /// They open in these areas.
    pub areas: Vec<AreaCode>,
    /// As if they were passes of this class of our own.
    pub class: Class,
}

impl TrustedKey {
    /// Whether it counts at `now`, give or take `skew_seconds`.
    pub fn counts_at(&self, now: Timestamp, skew_seconds: i64) -> bool {
        self.from <= now.plus_seconds(skew_seconds) && now.plus_seconds(-skew_seconds) <= self.until
    }
}

/// The keys that a gate knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyTable {
    keys: BTreeMap<Kid, Vec<TrustedKey>>,
    sequence: u64,
}

/// A signed table was not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("not a key table")]
    Format,
    #[error("the key table is not signed with the key that its owner is known by")]
    Signature,
    #[error("the key table is no longer good, or not yet")]
    Time,
    #[error("the key table is older than the one in use")]
    Older,
}

impl KeyTable {
    /// A table from keys that need no signature because they never left this program.
    pub fn new(keys: impl IntoIterator<Item = TrustedKey>) -> Self {
        let mut table = Self::default();
        keys.into_iter().for_each(|key| table.insert(key));
        table
    }

    /// Adds a key. Several may have one name.
    pub fn insert(&mut self, key: TrustedKey) {
        self.keys.entry(key.kid).or_default().push(key);
    }

    /// Every key, by name.
    pub fn keys(&self) -> impl Iterator<Item = &TrustedKey> {
        self.keys.values().flatten()
    }

    /// The number of a signed table; 0 for one that was never signed.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Every key of that name, in force or not.
    pub fn named(&self, kid: Kid) -> &[TrustedKey] {
        self.keys.get(&kid).map_or(&[], Vec::as_slice)
    }

    /// Signs the table, as number `sequence` of its `owner`; sequences only grow.
    pub fn seal(
        &self,
        owner: Issuer,
        sequence: u64,
        from: Timestamp,
        expires: Timestamp,
        root: &dyn Signer,
    ) -> Result<Vec<u8>, SealError> {
        let keys = self.keys().map(written).collect();
        let map = vec![
            cbor::entry(name::ISSUER, owner.as_str()),
            cbor::entry(name::AUDIENCE, Audience::KEYS.as_str()),
            cbor::entry(name::EXPIRES, expires.seconds()),
            cbor::entry(name::NOT_BEFORE, from.seconds()),
            cbor::entry(TABLE, Value::Array(vec![sequence.into(), Value::Array(keys)])),
        ];
        sealed::seal(cbor::encode(&Value::Map(map)), root)
    }

    /// Opens a signed table of `owner`, whose root key is known from elsewhere.
    pub fn open(
        bytes: &[u8],
        owner: Issuer,
        root: &PublicKey,
        now: Timestamp,
    ) -> Result<Self, TableError> {
        let sealed = Sealed::read(bytes).map_err(|_| TableError::Format)?;
        if sealed.algorithm != Some(root.algorithm()) || !sealed.is_signed_by(root) {
            return Err(TableError::Signature);
        }
        let read = Read::payload(sealed.payload).map_err(|_| TableError::Format)?;
        if read.owner != owner.as_str() {
            return Err(TableError::Signature);
        }
        if now < read.from || now > read.expires {
            return Err(TableError::Time);
        }
        Ok(Self { sequence: read.sequence, ..Self::new(read.keys) })
    }

    /// Takes over a newer table; an older one, replayed, is refused.
    pub fn replace(&mut self, newer: Self) -> Result<(), TableError> {
        if newer.sequence < self.sequence {
            return Err(TableError::Older);
        }
        *self = newer;
        Ok(())
    }
}

fn written(key: &TrustedKey) -> Value {
    let areas = |areas: &[AreaCode]| {
        Value::Array(areas.iter().map(|area| area_number(*area).into()).collect())
    };
    let (guest_areas, guest_class) = match &key.guests {
        Some(guests) => (guests.areas.as_slice(), guests.class.number()),
        None => (&[][..], 0),
    };
    Value::Array(vec![
        key.kid.0.as_slice().into(),
        key.key.algorithm().cose().into(),
        key.key.as_bytes().into(),
        key.issuer.as_str().into(),
        key.from.seconds().into(),
        key.until.seconds().into(),
        areas(&key.areas),
        areas(guest_areas),
        guest_class.into(),
    ])
}

/// The payload of a signed table.
struct Read<'a> {
    owner: &'a str,
    from: Timestamp,
    expires: Timestamp,
    sequence: u64,
    keys: Vec<TrustedKey>,
}

impl<'a> Read<'a> {
    fn payload(payload: &'a [u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(payload);
        let (mut owner, mut audience, mut from, mut expires, mut table) =
            (None, None, None, None, None);
        reader.map(|reader, key| {
            match key {
                name::ISSUER => owner = Some(reader.text()?),
                name::AUDIENCE => audience = Some(reader.text()?),
                name::NOT_BEFORE => from = Some(time(reader)?),
                name::EXPIRES => expires = Some(time(reader)?),
                TABLE => table = Some(sequence_and_keys(reader)?),
                _ => return Err(Fault::Unexpected),
            }
            Ok(())
        })?;
        reader.end()?;
        let is_table = audience == Some(Audience::KEYS.as_str());
        let (Some(owner), Some(from), Some(expires), Some((sequence, keys)), true) =
            (owner, from, expires, table, is_table)
        else {
            return Err(Fault::Unexpected);
        };
        Ok(Self { owner, from, expires, sequence, keys })
    }
}

fn sequence_and_keys(reader: &mut Reader<'_>) -> Result<(u64, Vec<TrustedKey>), Fault> {
    if reader.array()? != 2 {
        return Err(Fault::Unexpected);
    }
    let sequence = reader.unsigned()?;
    let keys = items(reader, key_of)?;
    Ok((sequence, keys))
}

fn key_of(reader: &mut Reader<'_>) -> Result<TrustedKey, Fault> {
    if reader.array()? != 9 {
        return Err(Fault::Unexpected);
    }
    let kid = Kid(reader.bytes()?.try_into().map_err(|_| Fault::Unexpected)?);
    let algorithm = Algorithm::of_cose(reader.integer()?).ok_or(Fault::Unexpected)?;
    let key = PublicKey::new(algorithm, reader.bytes()?).map_err(|_| Fault::Unexpected)?;
    let issuer = reader.text()?.parse().map_err(|_| Fault::Unexpected)?;
    let (from, until) = (time(reader)?, time(reader)?);
    let areas = items(reader, area)?;
    let guest_areas = items(reader, area)?;
    let class = u8::try_from(reader.unsigned()?).map_err(|_| Fault::Unexpected)?;
    let class = Class::try_from(class).map_err(|_| Fault::Unexpected)?;
    let guests = (!guest_areas.is_empty()).then_some(Guests { areas: guest_areas, class });
    Ok(TrustedKey { kid, key, issuer, from, until, areas, guests })
}

fn area(reader: &mut Reader<'_>) -> Result<AreaCode, Fault> {
    area_of(reader.unsigned()?).ok_or(Fault::Unexpected)
}

fn items<T>(
    reader: &mut Reader<'_>,
    mut each: impl FnMut(&mut Reader<'_>) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let count = reader.array()?;
    if count > KEYS_MAX {
        return Err(Fault::Unexpected);
    }
    (0..count).map(|_| each(reader)).collect()
}
