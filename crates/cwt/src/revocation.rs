//! Passes taken back: one bit each, signed, packed, with an end of its own; and what changed since,
//! as a smaller list of the same kind.

use std::io::{Read as _, Write as _};

use ciborium::Value;
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use kernel::Timestamp;

use crate::{
    cbor::{self, Fault, Reader},
    claims::{Audience, Issuer, name, time},
    key::Signer,
    reason::Reason,
    sealed::{self, SealError, Sealed},
    table::KeyTable,
};

/// `[sequence, base or 0, places, zlib bytes]`, private use.
const BITS: i64 = -70_002;
/// How many places a bitmap may have: 8 MiB of bits.
pub const PLACES_MAX: u32 = 1 << 26;
/// A clock may differ from the issuer's by this, in seconds.
const SKEW_SECONDS: i64 = 60;

/// Which passes of one issuer have been taken back, as known at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocations {
    /// Whose passes.
    pub issuer: Issuer,
    /// The number of this list; only grows.
    pub sequence: u64,
    /// When the issuer drew it up.
    pub at: Timestamp,
    /// The issuer stands for it until then.
    pub expires: Timestamp,
    /// Bit `7 - index % 8` of byte `index / 8` (the first place is the highest bit).
    bits: Vec<u8>,
}

/// What changed from one list to a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The number of the list that it is added to.
    pub base: u64,
    /// The later list, but its bits are those that differ.
    changed: Revocations,
}

/// A signed list or delta was not taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    #[error("not a list of revoked passes: {0}")]
    Sealed(Reason),
    #[error("not a list of revoked passes")]
    Format,
    #[error("the list is no longer good, or comes from the future")]
    Time,
    #[error("the list is older than the one in use")]
    Older,
    #[error("the change belongs to another list than the one in use: fetch the whole list")]
    Base,
}

impl Revocations {
    /// A list for `places` passes, none of them revoked.
    pub fn new(
        issuer: Issuer,
        sequence: u64,
        at: Timestamp,
        expires: Timestamp,
        places: u32,
    ) -> Self {
        let bits = vec![0; bytes_for(places.min(PLACES_MAX))];
        Self { issuer, sequence, at, expires, bits }
    }

    /// How many places the list has, a multiple of 8.
    pub fn places(&self) -> u32 {
        u32::try_from(self.bits.len()).unwrap_or(u32::MAX).saturating_mul(8)
    }

    /// Marks a pass; the list grows when it must. False when the place lies beyond every list.
    pub fn set(&mut self, index: u32, is_revoked: bool) -> bool {
        if index >= PLACES_MAX {
            return false;
        }
        let (byte, bit) = place(index);
        if self.bits.len() <= byte {
            self.bits.resize(byte + 1, 0);
        }
        if let Some(slot) = self.bits.get_mut(byte) {
            *slot = if is_revoked { *slot | bit } else { *slot & !bit };
        }
        true
    }

    /// Whether the pass at this place was taken back. A place beyond the list's end was given out
    /// after the list was drawn up: not revoked as far as is known.
    pub fn is_revoked(&self, index: u32) -> bool {
        let (byte, bit) = place(index);
        self.bits.get(byte).is_some_and(|slot| slot & bit != 0)
    }

    /// How many passes are revoked.
    pub fn count(&self) -> u32 {
        self.bits.iter().map(|byte| byte.count_ones()).sum()
    }

    /// Signs the list with a key of its issuer.
    pub fn seal(&self, signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
        sealed::seal(written(self, 0), signer)
    }

    /// Opens a signed list: the same key table as for passes says whose it is.
    pub fn open(bytes: &[u8], keys: &KeyTable, now: Timestamp) -> Result<Self, ListError> {
        match opened(bytes, keys, now)? {
            (list, 0) => Ok(list),
            _ => Err(ListError::Format),
        }
    }

    /// Takes over a later list of the same issuer.
    pub fn replace(&mut self, newer: Self) -> Result<(), ListError> {
        if newer.issuer != self.issuer {
            return Err(ListError::Base);
        }
        if newer.sequence < self.sequence {
            return Err(ListError::Older);
        }
        *self = newer;
        Ok(())
    }

    /// Adds what changed since.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), ListError> {
        let Delta { base, changed } = delta;
        if changed.issuer != self.issuer || *base != self.sequence {
            return Err(ListError::Base);
        }
        if self.bits.len() < changed.bits.len() {
            self.bits.resize(changed.bits.len(), 0);
        }
        self.bits.iter_mut().zip(&changed.bits).for_each(|(bit, change)| *bit ^= change);
        (self.sequence, self.at, self.expires) = (changed.sequence, changed.at, changed.expires);
        Ok(())
    }
}

impl Delta {
    /// What leads from `old` to `new`, lists of one issuer. None for lists of two.
    pub fn between(old: &Revocations, new: &Revocations) -> Option<Self> {
        if old.issuer != new.issuer || old.sequence >= new.sequence {
            return None;
        }
        let length = old.bits.len().max(new.bits.len());
        let byte = |list: &Revocations, at: usize| list.bits.get(at).copied().unwrap_or(0);
        let bits = (0..length).map(|at| byte(old, at) ^ byte(new, at)).collect();
        Some(Self { base: old.sequence, changed: Revocations { bits, ..new.clone() } })
    }

    /// Whose list it changes.
    pub const fn issuer(&self) -> Issuer {
        self.changed.issuer
    }

    /// Signs it with a key of the issuer.
    pub fn seal(&self, signer: &dyn Signer) -> Result<Vec<u8>, SealError> {
        sealed::seal(written(&self.changed, self.base), signer)
    }

    /// Opens a signed delta.
    pub fn open(bytes: &[u8], keys: &KeyTable, now: Timestamp) -> Result<Self, ListError> {
        match opened(bytes, keys, now)? {
            (_, 0) => Err(ListError::Format),
            (changed, base) => Ok(Self { base, changed }),
        }
    }
}

fn bytes_for(places: u32) -> usize {
    usize::try_from(places.div_ceil(8)).unwrap_or(usize::MAX)
}

/// The byte of a place, and its bit.
fn place(index: u32) -> (usize, u8) {
    (usize::try_from(index / 8).unwrap_or(usize::MAX), 0x80 >> (index % 8))
}

/// The payload; `base` is 0 for a whole list, so a list that deltas start from is at least 1.
fn written(list: &Revocations, base: u64) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let packed = packer.write_all(&list.bits).and_then(|()| packer.finish()).unwrap_or_default();
    let bits =
        Value::Array(vec![list.sequence.into(), base.into(), list.places().into(), packed.into()]);
    cbor::encode(&Value::Map(vec![
        cbor::entry(name::ISSUER, list.issuer.as_str()),
        cbor::entry(name::AUDIENCE, Audience::LIST.as_str()),
        cbor::entry(name::EXPIRES, list.expires.seconds()),
        cbor::entry(name::ISSUED_AT, list.at.seconds()),
        cbor::entry(BITS, bits),
    ]))
}

fn opened(bytes: &[u8], keys: &KeyTable, now: Timestamp) -> Result<(Revocations, u64), ListError> {
    let sealed = Sealed::read(bytes).map_err(ListError::Sealed)?;
    let kid = sealed.kid.ok_or(ListError::Sealed(Reason::Key))?;
    let signed = keys
        .named(kid)
        .iter()
        .filter(|key| key.counts_at(now, SKEW_SECONDS))
        .filter(|key| sealed.algorithm == Some(key.key.algorithm()))
        .find(|key| sealed.is_signed_by(&key.key));
    let signer = signed.ok_or(ListError::Sealed(Reason::Signature))?;
    let (list, base) = read(sealed.payload).map_err(|_| ListError::Format)?;
    if list.issuer != signer.issuer {
        return Err(ListError::Sealed(Reason::Issuer));
    }
    let future = list.at > now.plus_seconds(SKEW_SECONDS);
    if future || now.plus_seconds(-SKEW_SECONDS) > list.expires {
        return Err(ListError::Time);
    }
    Ok((list, base))
}

fn read(payload: &[u8]) -> Result<(Revocations, u64), Fault> {
    let (mut issuer, mut audience, mut expires, mut at, mut packed) =
        (None, None, None, None, None);
    let mut reader = Reader::new(payload);
    reader.map(|reader, key| {
        match key {
            name::ISSUER => issuer = reader.text()?.parse().ok(),
            name::AUDIENCE => audience = Some(reader.text()?),
            name::EXPIRES => expires = Some(time(reader)?),
            name::ISSUED_AT => at = Some(time(reader)?),
            BITS => packed = Some(bits(reader)?),
            _ => return Err(Fault::Unexpected),
        }
        Ok(())
    })?;
    reader.end()?;
    let is_list = audience == Some(Audience::LIST.as_str());
    let (Some(issuer), Some(expires), Some(at), Some((sequence, base, bits)), true) =
        (issuer, expires, at, packed, is_list)
    else {
        return Err(Fault::Unexpected);
    };
    Ok((Revocations { issuer, sequence, at, expires, bits }, base))
}

/// Sequence, base, and the bits unpacked: never more than the list says it has.
fn bits(reader: &mut Reader<'_>) -> Result<(u64, u64, Vec<u8>), Fault> {
    if reader.array()? != 4 {
        return Err(Fault::Unexpected);
    }
    let (sequence, base) = (reader.unsigned()?, reader.unsigned()?);
    let places = u32::try_from(reader.unsigned()?).map_err(|_| Fault::Unexpected)?;
    if places > PLACES_MAX {
        return Err(Fault::Unexpected);
    }
    let length = bytes_for(places);
    let mut bits = Vec::with_capacity(length);
    let limit = u64::from(places.div_ceil(8)) + 1;
    let mut unpacker = ZlibDecoder::new(reader.bytes()?).take(limit);
    unpacker.read_to_end(&mut bits).map_err(|_| Fault::Malformed)?;
    if bits.len() == length { Ok((sequence, base, bits)) } else { Err(Fault::Malformed) }
}
