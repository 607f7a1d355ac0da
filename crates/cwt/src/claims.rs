//! What a pass says (RFC 8392): who issued it, where it counts, until when; nothing about a person.

use std::{fmt, str::FromStr};

use ciborium::Value;
use kernel::{AreaCode, Moment, Timestamp};

use crate::{
    cbor::{self, Fault, Reader},
    word::{Word, word},
};

/// Claim keys: 1 iss, 3 aud, 4 exp, 5 nbf, 6 iat, 7 cti of RFC 8392 and 8 cnf of RFC 8747.
pub(crate) mod name {
    pub const ISSUER: i64 = 1;
    pub const AUDIENCE: i64 = 3;
    pub const EXPIRES: i64 = 4;
    pub const NOT_BEFORE: i64 = 5;
    pub const ISSUED_AT: i64 = 6;
    pub const CTI: i64 = 7;
    pub const CONFIRMATION: i64 = 8;
    /// `[class, area]`, private use (RFC 8392, section 9.1: below -65536).
    pub const SCOPE: i64 = -70_001;
}

/// The city that issued a pass, by the short id it has in trust lists (`wx`, `3202`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(pub(crate) Word);
word!(Issuer);

/// What a pass is shown to. A gate accepts passes for its own audience only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Audience(pub(crate) Word);
word!(Audience);

impl Audience {
    /// Gates of compounds and buildings: gate passes, visitor passes.
    pub const GATE: Self = Self(Word::constant(*b"gate"));
    /// Check-in at a meeting or a centre: member codes.
    pub const MEET: Self = Self(Word::constant(*b"meet"));
    /// Merchants who take the warm card.
    pub const WARM: Self = Self(Word::constant(*b"warm"));
    /// Parking and barriers that read a tag on a vehicle.
    pub const TAG: Self = Self(Word::constant(*b"tag\0"));
    /// Whoever reads a certificate.
    pub const CERT: Self = Self(Word::constant(*b"cert"));
    /// Signed revocation lists; never a pass.
    pub(crate) const LIST: Self = Self(Word::constant(*b"list"));
    /// Signed key tables; never a pass.
    pub(crate) const KEYS: Self = Self(Word::constant(*b"keys"));

    /// Whether the word is kept for signed lists, so that no pass can be taken for one.
    pub fn is_reserved(self) -> bool {
        [Self::LIST, Self::KEYS].contains(&self)
    }
}

/// The class of a pass within its audience, 0 to 23. What each class means is the catalogue's.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "u8", into = "u8")]
pub struct Class(u8);

impl Class {
    /// The largest number that takes one byte in CBOR.
    pub const MAX: u8 = 23;

    /// For constants: a number that is not above [`Self::MAX`].
    pub(crate) const fn constant(number: u8) -> Self {
        Self(number)
    }

    pub const fn number(self) -> u8 {
        self.0
    }
}
impl TryFrom<u8> for Class {
    type Error = ClaimError;
    fn try_from(number: u8) -> Result<Self, ClaimError> {
        if number <= Self::MAX { Ok(Self(number)) } else { Err(ClaimError::Class) }
    }
}
impl From<Class> for u8 {
    fn from(class: Class) -> Self {
        class.0
    }
}

/// The id of one pass: 32 random bits, then the pass's place in the issuer's revocation bitmap.
///
/// Both halves are drawn anew each day, so that two days' scans cannot be linked by a gate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cti([u8; 8]);

impl Cti {
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }
    pub const fn as_bytes(&self) -> &[u8; 8] {
        &self.0
    }
    /// A new id with the place `index` in the revocation bitmap.
    pub fn draw(moment: &Moment, index: u32) -> Self {
        let random = u32::from_be_bytes(moment.bytes());
        Self((u64::from(random) << 32 | u64::from(index)).to_be_bytes())
    }
    /// The place in the issuer's revocation bitmap.
    pub const fn index(&self) -> u32 {
        let [.., e, f, g, h] = self.0;
        u32::from_be_bytes([e, f, g, h])
    }
}

/// 16 lower-case hexadecimal figures.
impl fmt::Display for Cti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}
impl fmt::Debug for Cti {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cti({self})")
    }
}
impl FromStr for Cti {
    type Err = ClaimError;
    fn from_str(text: &str) -> Result<Self, ClaimError> {
        if text.len() != 16 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ClaimError::Cti);
        }
        let number = u64::from_str_radix(text, 16).map_err(|_| ClaimError::Cti)?;
        Ok(Self(number.to_be_bytes()))
    }
}
impl serde::Serialize for Cti {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> serde::Deserialize<'de> for Cti {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Everything a pass says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The city that signed.
    pub issuer: Issuer,
    /// What the pass is shown to.
    pub audience: Audience,
    /// Good until then, to the second.
    pub expires: Timestamp,
    /// Good from then on, to the second; its day in Asia/Shanghai names the day key.
    pub not_before: Timestamp,
    /// The pass's id of the day.
    pub cti: Cti,
    /// Its class within the audience.
    pub class: Class,
    /// Where it counts: this area and everything inside it.
    pub area: AreaCode,
    /// The holder's own key: the compressed P-256 point (33 bytes) of a pass of mode C.
    pub holder: Option<[u8; 33]>,
}

/// A value that no pass can carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    #[error("an issuer is 1 to 4 of a to z and 0 to 9")]
    Issuer,
    #[error("an audience is 1 to 4 of a to z and 0 to 9, and neither `list` nor `keys`")]
    Audience,
    #[error("a class is a number from 0 to 23")]
    Class,
    #[error("a pass id is 16 hexadecimal figures")]
    Cti,
    #[error("a pass is good from a time before its end, both between 1970 and 2106")]
    Time,
}

impl Claims {
    /// The CBOR map, keys ascending.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, ClaimError> {
        if self.audience.is_reserved() {
            return Err(ClaimError::Audience);
        }
        let seconds = |at: Timestamp| u32::try_from(at.seconds()).map_err(|_| ClaimError::Time);
        let (expires, not_before) = (seconds(self.expires)?, seconds(self.not_before)?);
        if not_before >= expires {
            return Err(ClaimError::Time);
        }
        let scope = vec![self.class.0.into(), area_number(self.area).into()];
        let mut map = vec![
            cbor::entry(name::ISSUER, self.issuer.as_str()),
            cbor::entry(name::AUDIENCE, self.audience.as_str()),
            cbor::entry(name::EXPIRES, expires),
            cbor::entry(name::NOT_BEFORE, not_before),
            cbor::entry(name::CTI, self.cti.0.as_slice()),
        ];
        if let Some(point) = &self.holder {
            map.push(cbor::entry(name::CONFIRMATION, confirmation(point)));
        }
        map.push(cbor::entry(name::SCOPE, Value::Array(scope)));
        Ok(cbor::encode(&Value::Map(map)))
    }

    /// Reads a payload to its end. What is not well-formed is [`Fault::Malformed`]; what is, but is
    /// not what a pass says, [`Fault::Unexpected`].
    pub(crate) fn decode(payload: &[u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(payload);
        let mut found = Found::default();
        reader.map(|reader, key| found.take(key, reader))?;
        reader.end()?;
        found.claims().ok_or(Fault::Unexpected)
    }
}

/// Claims as they are met, in any order.
#[derive(Default)]
struct Found {
    issuer: Option<Issuer>,
    audience: Option<Audience>,
    expires: Option<Timestamp>,
    not_before: Option<Timestamp>,
    cti: Option<Cti>,
    scope: Option<(Class, AreaCode)>,
    holder: Option<[u8; 33]>,
}

impl Found {
    fn take(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<(), Fault> {
        match key {
            name::ISSUER => self.issuer = Some(Issuer(word_of(reader)?)),
            name::AUDIENCE => self.audience = Some(Audience(word_of(reader)?)),
            name::EXPIRES => self.expires = Some(time(reader)?),
            name::NOT_BEFORE => self.not_before = Some(time(reader)?),
            // Other issuers' libraries write it; nothing depends on it.
            name::ISSUED_AT => drop(time(reader)?),
            name::CTI => {
                let cti = reader.bytes()?.try_into().map_err(|_| Fault::Unexpected)?;
                self.cti = Some(Cti(cti));
            }
            name::CONFIRMATION => self.holder = Some(holder(reader)?),
            name::SCOPE => self.scope = Some(scope(reader)?),
            _ => return Err(Fault::Unexpected),
        }
        Ok(())
    }

    fn claims(self) -> Option<Claims> {
        let (class, area) = self.scope?;
        Some(Claims {
            issuer: self.issuer?,
            audience: self.audience?,
            expires: self.expires?,
            not_before: self.not_before?,
            cti: self.cti?,
            class,
            area,
            holder: self.holder,
        })
    }
}

fn word_of(reader: &mut Reader<'_>) -> Result<Word, Fault> {
    Word::parse(reader.text()?).ok_or(Fault::Unexpected)
}

/// Whole seconds since 1970-01-01T00:00:00Z, until 2106.
pub(crate) fn time(reader: &mut Reader<'_>) -> Result<Timestamp, Fault> {
    let seconds = u32::try_from(reader.unsigned()?).map_err(|_| Fault::Unexpected)?;
    Ok(Timestamp::from_seconds(seconds.into()))
}

fn scope(reader: &mut Reader<'_>) -> Result<(Class, AreaCode), Fault> {
    if reader.array()? != 2 {
        return Err(Fault::Unexpected);
    }
    let class = u8::try_from(reader.unsigned()?).map_err(|_| Fault::Unexpected)?;
    let class = Class::try_from(class).map_err(|_| Fault::Unexpected)?;
    Ok((class, area_of(reader.unsigned()?).ok_or(Fault::Unexpected)?))
}

/// `{1: {1: 2, -1: 1, -2: x, -3: odd}}`: a COSE_Key of P-256 with its point compressed (RFC 9053).
fn confirmation(point: &[u8; 33]) -> Value {
    let [sign, x @ ..] = point;
    let key = vec![
        cbor::entry(1, 2),
        cbor::entry(-1, 1),
        cbor::entry(-2, x.as_slice()),
        cbor::entry(-3, *sign == 3),
    ];
    Value::Map(vec![cbor::entry(1, Value::Map(key))])
}

fn holder(reader: &mut Reader<'_>) -> Result<[u8; 33], Fault> {
    let (mut kind, mut curve, mut x, mut odd) = (None, None, None, None);
    let mut keys = 0;
    reader.map(|reader, key| {
        keys += 1;
        if key != 1 {
            return Err(Fault::Unexpected);
        }
        reader.map(|reader, key| {
            match key {
                1 => kind = Some(reader.unsigned()?),
                -1 => curve = Some(reader.unsigned()?),
                -2 => x = Some(reader.bytes()?),
                -3 => odd = Some(reader.boolean()?),
                _ => return Err(Fault::Unexpected),
            }
            Ok(())
        })
    })?;
    let (Some(2), Some(1), Some(x), Some(odd), 1) = (kind, curve, x, odd, keys) else {
        return Err(Fault::Unexpected);
    };
    let x: [u8; 32] = x.try_into().map_err(|_| Fault::Unexpected)?;
    let mut point = [if odd { 3 } else { 2 }; 33];
    point[1..].copy_from_slice(&x);
    Ok(point)
}

/// An area's digits as a number; 0 is the whole country. No code begins with 0.
pub(crate) fn area_number(area: AreaCode) -> u64 {
    area.as_str().parse().unwrap_or(0)
}

/// The area of a number, if it is written without padding.
pub(crate) fn area_of(number: u64) -> Option<AreaCode> {
    if number == 0 {
        return Some(AreaCode::NATION);
    }
    AreaCode::parse(&number.to_string()).ok().filter(|area| area_number(*area) == number)
}
