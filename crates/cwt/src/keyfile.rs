//! Keys in a file: a JWK Set (RFC 7517) with a few members of our own, for the command line, for
//! tests and for other programs. A file without `d` and `root` holds nothing secret.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{AreaCode, Day, Moment, Timestamp};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    algorithm::{Algorithm, PublicKey},
    claims::Issuer,
    key::{Kid, Signer as _, SoftwareKey},
    rotation::{DayKey, DayKeys, RootKey},
    table::{KeyTable, TrustedKey},
};

/// A file of keys.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KeyFile {
    pub keys: Vec<Jwk>,
    /// `K_root`, base64url: whoever has it can make every changing code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// Keys of days, for a file that has no root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub day_keys: Vec<DayKeyEntry>,
}

/// One key. `kty`, `crv`, `x`, `y`, `d`, `alg`, `kid` as in RFC 7518 and 8037, all base64url
/// without padding; SM2 is written like P-256, with `crv` and `alg` `SM2`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Jwk {
    pub kty: String,
    pub crv: String,
    pub x: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The secret; absent in a file for those who only check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub d: Option<String>,
    pub alg: Algorithm,
    pub kid: Kid,
    /// Whose key it is.
    pub iss: Issuer,
    /// In force from then, seconds since 1970; always, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// In force until then, seconds since 1970; always, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// Where its issuer has a say; everywhere, when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<AreaCode>,
}

/// A key of one day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DayKeyEntry {
    pub iss: Issuer,
    pub area: AreaCode,
    pub day: Day,
    /// 32 bytes, base64url.
    pub k: String,
}

/// A file that is no file of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    #[error("key {0}: kty, crv and alg do not belong together, or x and y are no public key")]
    Public(Kid),
    #[error("key {0}: d is not its secret")]
    Secret(Kid),
    #[error("there is no key with a secret (d) in the file")]
    NoSecret,
    #[error("root or a key of a day is not 32 bytes in base64url")]
    Root,
}

impl KeyFile {
    /// A new key of a city, and a new root.
    pub fn draw(
        moment: &Moment,
        algorithm: Algorithm,
        issuer: Issuer,
        areas: Vec<AreaCode>,
    ) -> Self {
        let key = SoftwareKey::draw(moment, algorithm);
        let root = encode(&moment.bytes::<32>());
        Self {
            keys: vec![Jwk::secret(&key, issuer, areas)],
            root: Some(root),
            day_keys: Vec::new(),
        }
    }

    /// The keys for a gate.
    pub fn table(&self) -> Result<KeyTable, KeyFileError> {
        let keys = self.keys.iter().map(Jwk::trusted);
        Ok(KeyTable::new(keys.collect::<Result<Vec<_>, _>>()?))
    }

    /// The last key that has a secret, and its issuer: the newest one, in a file that grows.
    pub fn signer(&self) -> Result<(SoftwareKey, Issuer), KeyFileError> {
        let key = self.keys.iter().rfind(|key| key.d.is_some()).ok_or(KeyFileError::NoSecret)?;
        let secret = key.d.as_deref().and_then(bytes::<32>).map(Zeroizing::new);
        let secret = secret.ok_or(KeyFileError::Secret(key.kid))?;
        let signer = SoftwareKey::from_secret(key.kid, key.alg, &secret)
            .map_err(|_| KeyFileError::Secret(key.kid))?;
        if *signer.public() != key.public()? {
            return Err(KeyFileError::Secret(key.kid));
        }
        Ok((signer, key.iss))
    }

    /// The root of changing codes, if the file has it.
    pub fn root(&self) -> Result<Option<RootKey>, KeyFileError> {
        let root = self.root.as_deref().map(|text| bytes(text).ok_or(KeyFileError::Root));
        Ok(root.transpose()?.map(RootKey::from_bytes))
    }

    /// The keys of days for passes of `area` and the areas above it, around `now`.
    pub fn day_keys(&self, area: AreaCode, now: Timestamp) -> Result<DayKeys, KeyFileError> {
        let mut kept = DayKeys::default();
        for entry in &self.day_keys {
            let key = DayKey::from_bytes(bytes(&entry.k).ok_or(KeyFileError::Root)?);
            kept.insert(entry.iss, entry.area, entry.day, key);
        }
        let Some(root) = self.root()? else { return Ok(kept) };
        for day in [-1, 0, 1].map(|days| now.day().plus(days)) {
            for area in std::iter::once(area).chain(area.ancestors()) {
                for issuer in self.keys.iter().map(|key| key.iss) {
                    kept.insert(issuer, area, day, root.day_key(area, day));
                }
            }
        }
        Ok(kept)
    }

    /// The same without secrets.
    #[must_use]
    pub fn public(&self) -> Self {
        let keys = self.keys.iter().map(|key| Jwk { d: None, ..key.clone() }).collect();
        Self { keys, root: None, day_keys: Vec::new() }
    }
}

impl Jwk {
    /// With its secret.
    pub fn secret(key: &SoftwareKey, issuer: Issuer, areas: Vec<AreaCode>) -> Self {
        let d = Some(encode(key.to_secret().as_slice()));
        Self { d, ..Self::of(key.kid(), key.public(), issuer, areas) }
    }

    /// The public half of a key.
    pub fn of(kid: Kid, key: &PublicKey, issuer: Issuer, areas: Vec<AreaCode>) -> Self {
        let (kty, crv) = kind(key.algorithm());
        let (x, y) = match (key.algorithm(), key.as_bytes()) {
            (Algorithm::Es256 | Algorithm::Sm2, [_, point @ ..]) => {
                let (x, y) = point.split_at(point.len() / 2);
                (encode(x), Some(encode(y)))
            }
            (_, whole) => (encode(whole), None),
        };
        let (kty, crv, alg) = (kty.to_owned(), crv.to_owned(), key.algorithm());
        Self { kty, crv, x, y, d: None, alg, kid, iss: issuer, from: None, until: None, areas }
    }

    fn public(&self) -> Result<PublicKey, KeyFileError> {
        let wrong = KeyFileError::Public(self.kid);
        if (self.kty.as_str(), self.crv.as_str()) != kind(self.alg) {
            return Err(wrong);
        }
        let x = bytes::<32>(&self.x).ok_or(wrong.clone())?;
        let point = match (&self.y, self.alg) {
            (None, Algorithm::EdDsa) => x.to_vec(),
            (Some(y), Algorithm::Es256 | Algorithm::Sm2) => {
                let y = bytes::<32>(y).ok_or(wrong.clone())?;
                [&[4], x.as_slice(), y.as_slice()].concat()
            }
            _ => return Err(wrong),
        };
        PublicKey::new(self.alg, &point).map_err(|_| wrong)
    }

    fn trusted(&self) -> Result<TrustedKey, KeyFileError> {
        let seconds = |at: Option<i64>, otherwise| Timestamp::from_seconds(at.unwrap_or(otherwise));
        let everywhere = vec![AreaCode::NATION];
        Ok(TrustedKey {
            kid: self.kid,
            key: self.public()?,
            issuer: self.iss,
            from: seconds(self.from, 0),
            until: seconds(self.until, u32::MAX.into()),
            areas: if self.areas.is_empty() { everywhere } else { self.areas.clone() },
            guests: None,
        })
    }
}

const fn kind(algorithm: Algorithm) -> (&'static str, &'static str) {
    match algorithm {
        Algorithm::Es256 => ("EC", "P-256"),
        Algorithm::EdDsa => ("OKP", "Ed25519"),
        Algorithm::Sm2 => ("EC", "SM2"),
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment::seeded(Timestamp::from_seconds(1_795_219_200), 1)
    }

    #[test]
    fn a_file_survives_json_with_and_without_its_secrets() {
        for algorithm in Algorithm::ALL {
            let areas = vec!["3202".parse().unwrap()];
            let file = KeyFile::draw(&moment(), algorithm, "wx".parse().unwrap(), areas);
            let text = serde_json::to_string(&file).unwrap();
            let read: KeyFile = serde_json::from_str(&text).unwrap();
            assert_eq!(read.table(), file.table());
            let (signer, issuer) = read.signer().unwrap();
            assert_eq!((signer.kid(), issuer.as_str()), (file.keys[0].kid, "wx"));
            let public = serde_json::to_string(&file.public()).unwrap();
            assert!(!public.contains("\"d\"") && !public.contains("root"), "{public}");
            let public: KeyFile = serde_json::from_str(&public).unwrap();
            assert_eq!(public.table(), file.table());
            assert_eq!(public.signer().err(), Some(KeyFileError::NoSecret));
        }
    }

    #[test]
    fn a_key_that_does_not_fit_is_refused() {
        let issuer: Issuer = "wx".parse().unwrap();
        let file = KeyFile::draw(&moment(), Algorithm::Es256, issuer, Vec::new());
        let other = KeyFile::draw(&moment(), Algorithm::Sm2, issuer, Vec::new());
        let with = |change: &dyn Fn(&mut Jwk)| {
            let mut file = file.clone();
            change(&mut file.keys[0]);
            file
        };
        let kid = file.keys[0].kid;
        for wrong in [
            with(&|key| key.crv = "P-384".to_owned()),
            with(&|key| key.alg = Algorithm::EdDsa),
            with(&|key| key.y = None),
            with(&|key| key.x = other.keys[0].x.clone()),
        ] {
            assert_eq!(wrong.table(), Err(KeyFileError::Public(kid)));
        }
        let wrong = with(&|key| key.d = Some(encode(&[7; 32])));
        assert_eq!(wrong.signer().err(), Some(KeyFileError::Secret(kid)));
        let wrong = KeyFile { root: Some("short".to_owned()), ..file.clone() };
        assert_eq!(wrong.root().err(), Some(KeyFileError::Root));
    }
}
