//! Who signs: a trait, so that a module in hardware or a cipher machine can hold the key; and keys
//! in memory for everybody else.

use std::fmt;

use kernel::Moment;
use sm2::dsa::signature::Signer as _;
use zeroize::Zeroizing;

use crate::algorithm::{Algorithm, PublicKey, SM2_USER_ID};

/// Names a key in the header of a pass: two bytes, in text four hexadecimal figures.
///
/// Two cities may draw the same one: a table then tries each of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 2]);

/// The text is not four hexadecimal figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key id is four hexadecimal figures, such as 2611")]
pub struct KidError;

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}", u16::from_be_bytes(self.0))
    }
}
impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kid({self})")
    }
}
impl std::str::FromStr for Kid {
    type Err = KidError;
    fn from_str(text: &str) -> Result<Self, KidError> {
        if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(KidError);
        }
        let number = u16::from_str_radix(text, 16).map_err(|_| KidError)?;
        Ok(Self(number.to_be_bytes()))
    }
}
impl serde::Serialize for Kid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> serde::Deserialize<'de> for Kid {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Holds a signing key, wherever it lies.
pub trait Signer: Send + Sync {
    /// The name under which verifiers know the key.
    fn kid(&self) -> Kid;
    /// How it signs.
    fn algorithm(&self) -> Algorithm;
    /// The signature over `message`: 64 bytes, r and s (or R and S) one after the other.
    ///
    /// SM2 signs with the user id `1234567812345678` (GB/T 35276).
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError>;
}

/// The holder of the key did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the key {kid} did not sign: {why}")]
pub struct SignError {
    /// Which key.
    pub kid: Kid,
    /// In the words of whoever holds it.
    pub why: String,
}

/// A signing key in this program's memory, wiped when dropped. Signatures need no randomness (RFC
/// 6979, RFC 8032), so the same pass is signed alike each time.
#[derive(Clone)]
pub struct SoftwareKey {
    kid: Kid,
    secret: Secret,
    public: PublicKey,
}

#[derive(Clone)]
enum Secret {
    Es256(p256::ecdsa::SigningKey),
    EdDsa(ed25519_dalek::SigningKey),
    Sm2(Box<sm2::dsa::SigningKey>),
}

/// The 32 bytes are no secret key of the algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these 32 bytes are not a secret key of {0}")]
pub struct SecretError(pub Algorithm);

impl SoftwareKey {
    /// A new key; its name is drawn too.
    pub fn draw(moment: &Moment, algorithm: Algorithm) -> Self {
        let kid = Kid(moment.bytes());
        loop {
            // One in 2^32 draws is no key of P-256.
            if let Ok(key) = Self::from_secret(kid, algorithm, &moment.bytes()) {
                return key;
            }
        }
    }

    /// From the 32 secret bytes: the scalar, or the seed of Ed25519.
    pub fn from_secret(
        kid: Kid,
        algorithm: Algorithm,
        secret: &[u8; 32],
    ) -> Result<Self, SecretError> {
        let wrong = SecretError(algorithm);
        let (secret, public) = match algorithm {
            Algorithm::Es256 => {
                let key = p256::ecdsa::SigningKey::from_slice(secret).map_err(|_| wrong)?;
                let public = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
                (Secret::Es256(key), public)
            }
            Algorithm::EdDsa => {
                let key = ed25519_dalek::SigningKey::from_bytes(secret);
                let public = key.verifying_key().to_bytes().to_vec();
                (Secret::EdDsa(key), public)
            }
            Algorithm::Sm2 => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_USER_ID, secret);
                let key = key.map_err(|_| wrong)?;
                let public = key.verifying_key().to_sec1_bytes().to_vec();
                (Secret::Sm2(Box::new(key)), public)
            }
        };
        let public = PublicKey::new(algorithm, &public).map_err(|_| wrong)?;
        Ok(Self { kid, secret, public })
    }

    /// The public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The 32 secret bytes, for sealing.
    pub fn to_secret(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(match &self.secret {
            Secret::Es256(key) => key.to_bytes().into(),
            Secret::EdDsa(key) => key.to_bytes(),
            Secret::Sm2(key) => key.to_bytes().into(),
        })
    }
}

impl Signer for SoftwareKey {
    fn kid(&self) -> Kid {
        self.kid
    }
    fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignError> {
        let failed = |why: &dyn fmt::Display| SignError { kid: self.kid, why: why.to_string() };
        Ok(match &self.secret {
            Secret::Es256(key) => {
                let signed: p256::ecdsa::Signature =
                    key.try_sign(message).map_err(|error| failed(&error))?;
                signed.to_bytes().into()
            }
            Secret::EdDsa(key) => key.try_sign(message).map_err(|error| failed(&error))?.to_bytes(),
            Secret::Sm2(key) => {
                key.try_sign(message).map_err(|error| failed(&error))?.to_bytes().into()
            }
        })
    }
}

/// Shows the public half only.
impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({} {:?})", self.kid, self.public)
    }
}
