//! Signature algorithms, and public keys parsed once and kept ready.

use std::fmt;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ParsedPublicKey};
use sm2::dsa::{self, signature::Verifier as _};

/// How a pass is signed. A key has one algorithm; the pass's header never chooses.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 9053): what every browser can check. The default.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519 (RFC 8032, RFC 9053).
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// SM2 with SM3 (GB/T 32918.2), for deployments that must use national algorithms.
    #[serde(rename = "SM2")]
    Sm2,
}

/// The user id that SM2 hashes with the key when none was agreed on (GB/T 35276, section 10).
pub(crate) const SM2_USER_ID: &str = "1234567812345678";

impl Algorithm {
    pub const ALL: [Self; 3] = [Self::Es256, Self::EdDsa, Self::Sm2];

    /// The number in the header of a pass. COSE has none for SM2: -65537 is the first of those kept
    /// for private use (RFC 9053, section 11.1).
    pub const fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Sm2 => -65_537,
        }
    }

    /// The algorithm of a header's number.
    pub fn of_cose(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.cose() == number)
    }

    /// `ES256`, `EdDSA`, `SM2`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Sm2 => "SM2",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A public key: its bytes, and its parsed form, so that checking a signature parses nothing.
#[derive(Clone)]
pub struct PublicKey {
    algorithm: Algorithm,
    bytes: Vec<u8>,
    parsed: Parsed,
}

#[derive(Clone)]
enum Parsed {
    Es256(ParsedPublicKey),
    EdDsa(Box<ed25519_dalek::VerifyingKey>),
    Sm2(Box<dsa::VerifyingKey>),
}

/// The bytes are not a public key of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key of {0}: an uncompressed point of 65 bytes, 32 bytes for EdDSA")]
pub struct PublicKeyError(pub Algorithm);

impl PublicKey {
    /// From an uncompressed point (ES256, SM2: 65 bytes, first 4) or 32 bytes (EdDSA).
    pub fn new(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, PublicKeyError> {
        let wrong = PublicKeyError(algorithm);
        let length = if algorithm == Algorithm::EdDsa { 32 } else { 65 };
        if bytes.len() != length {
            return Err(wrong);
        }
        let parsed = match algorithm {
            Algorithm::Es256 => {
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes).map(Parsed::Es256).ok()
            }
            // A weak key would let one signature stand for any message.
            Algorithm::EdDsa => ed25519_dalek::VerifyingKey::try_from(bytes)
                .ok()
                .filter(|key| !key.is_weak())
                .map(|key| Parsed::EdDsa(Box::new(key))),
            Algorithm::Sm2 => dsa::VerifyingKey::from_sec1_bytes(SM2_USER_ID, bytes)
                .map(|key| Parsed::Sm2(Box::new(key)))
                .ok(),
        };
        Ok(Self { algorithm, bytes: bytes.to_vec(), parsed: parsed.ok_or(wrong)? })
    }

    /// A P-256 key from its compressed point (33 bytes), as a pass of mode C names it.
    pub(crate) fn of_holder(point: &[u8; 33]) -> Option<Self> {
        let parsed = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?;
        let (algorithm, parsed) = (Algorithm::Es256, Parsed::Es256(parsed));
        Some(Self { algorithm, bytes: point.to_vec(), parsed })
    }

    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// As given to [`PublicKey::new`].
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `signature` (64 bytes: r and s, or R and S) is this key's over `message`.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.parsed {
            Parsed::Es256(key) => key.verify_sig(message, signature).is_ok(),
            Parsed::EdDsa(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            Parsed::Sm2(key) => dsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        (self.algorithm, &self.bytes) == (other.algorithm, &other.bytes)
    }
}
impl Eq for PublicKey {}
impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {:02x?})", self.algorithm, self.bytes)
    }
}
