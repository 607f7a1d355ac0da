//! The log's signing key and its public half, in the text form of signed notes (C2SP signed-note):
//! `name+keyid+base64(0x01 || public key)`. Ed25519 (RFC 8032), checked strictly.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::{hash::Hash, text};

/// The algorithm byte of an Ed25519 key in a signed note.
const ED25519: u8 = 1;

/// Tells keys of one name apart: the first four bytes of `SHA-256(name || '\n' || 0x01 || key)`.
pub(crate) type KeyId = [u8; 4];

/// The secret key with which a log signs its checkpoints.
#[derive(Clone)]
pub struct LogKey {
    secret: SigningKey,
    public: VerifierKey,
}

/// The public key of a log and the log's name, which is the origin line of its checkpoints.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    key: VerifyingKey,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error(
        "the log's name is empty or has a space, a control character or a plus sign: use a form like city.example/yilu"
    )]
    Name,
    #[error("not a verifier key: expected name+keyid+base64, all in one line")]
    Form,
    #[error("the key's algorithm is not Ed25519 (0x01): use a key made by this log")]
    Algorithm,
    #[error("the 32 bytes are not an Ed25519 public key")]
    Point,
    #[error("the key id does not belong to this name and key: copy the line again")]
    Id,
}

impl LogKey {
    /// `name` is the log's name for ever: by convention a URL without a scheme
    /// (`city.example/yilu`). `seed` is the secret: 32 random bytes.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, KeyError> {
        let secret = SigningKey::from_bytes(&seed);
        let public = VerifierKey::new(name, secret.verifying_key())?;
        Ok(Self { secret, public })
    }

    pub const fn public(&self) -> &VerifierKey {
        &self.public
    }

    pub(crate) fn sign(&self, message: &str) -> [u8; 64] {
        self.secret.sign(message.as_bytes()).to_bytes()
    }
}

/// Shows the public half only.
impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.public)
    }
}

impl VerifierKey {
    fn new(name: &str, key: VerifyingKey) -> Result<Self, KeyError> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '+';
        if name.is_empty() || name.contains(forbidden) {
            return Err(KeyError::Name);
        }
        Ok(Self { name: name.to_owned(), key })
    }

    /// The log's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn id(&self) -> KeyId {
        let name = self.name.as_bytes();
        let hash = Hash::of(&[name, b"\n", &[ED25519], self.key.as_bytes()]);
        let [a, b, c, d, ..] = *hash.as_bytes();
        [a, b, c, d]
    }

    pub(crate) fn accepts(&self, message: &str, signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = text::encode([&[ED25519], self.key.as_bytes().as_slice()].concat());
        write!(f, "{}+{:08x}+{key}", self.name, u32::from_be_bytes(self.id()))
    }
}
impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for VerifierKey {
    type Err = KeyError;
    fn from_str(line: &str) -> Result<Self, KeyError> {
        let mut parts = line.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        let bytes = text::decode(key).ok_or(KeyError::Form)?;
        let (algorithm, point) = bytes.split_first().ok_or(KeyError::Form)?;
        if *algorithm != ED25519 {
            return Err(KeyError::Algorithm);
        }
        let point = VerifyingKey::try_from(point).map_err(|_| KeyError::Point)?;
        let key = Self::new(name, point)?;
        let same_id = format!("{:08x}", u32::from_be_bytes(key.id())) == id;
        if same_id { Ok(key) } else { Err(KeyError::Id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_key_survives_text_and_never_shows_the_secret() {
        let key = LogKey::from_seed("city.example/yilu", [7; 32]).unwrap();
        assert_eq!(key.public().to_string().parse(), Ok(key.public().clone()));
        assert!(!format!("{key:?}").contains(&text::encode([7; 32])));
        for name in ["", "a b", "a+b", "a\nb", "a\u{3000}b"] {
            assert_eq!(LogKey::from_seed(name, [7; 32]).unwrap_err(), KeyError::Name, "{name:?}");
        }
    }

    /// The key of Go's public checksum database, whose id was computed by others.
    #[test]
    fn a_key_of_another_implementation_is_read_and_a_changed_one_is_not() {
        let line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
        assert_eq!(line.parse::<VerifierKey>().map(|key| key.to_string()), Ok(line.to_owned()));
        for at in 0..line.len() {
            for bit in 0..8 {
                let mut bytes = line.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                let read = String::from_utf8(bytes).ok().map(|line| line.parse::<VerifierKey>());
                assert!(!matches!(read, Some(Ok(_))), "byte {at}, bit {bit}");
            }
        }
    }
}
