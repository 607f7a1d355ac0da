//! The master key, and who holds it.
//!
//! [`KeyProvider`] is small enough for a cipher machine or HSM to implement: it wraps and unwraps
//! keys and derives keys by label. [`MasterKey`] does so in memory, [`open_or_create`] reads one
//! from a file.

use std::{
    fs,
    io::Write as _,
    path::Path,
    sync::{Arc, OnceLock},
};

use hkdf::Hkdf;
use kernel::Moment;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::vault::cipher;

/// 256 bits that are wiped when dropped.
pub type Secret = Zeroizing<[u8; 32]>;

/// A failure of the key store or of a key.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeyError {
    #[error("master key file {0}: {1}")]
    File(String, String),
    #[error("master key file {0}: must hold 64 hexadecimal digits; restore it from its own backup")]
    Malformed(String),
    #[error("a sealed value does not open: it was made under another key or was altered")]
    DoesNotOpen,
    #[error("the key provider does not answer: {0}")]
    Unreachable(String),
}

/// Holds the master key and uses it on behalf of the vault.
pub trait KeyProvider: Send + Sync {
    /// Encrypts a person's key. `context` must be given again to unwrap; `nonce` is fresh.
    fn wrap(&self, context: &[u8], nonce: [u8; 24], key: &Secret) -> Result<Vec<u8>, KeyError>;
    fn unwrap(&self, context: &[u8], wrapped: &[u8]) -> Result<Secret, KeyError>;
    /// A key that depends on the master key and the label alone.
    fn derive(&self, label: &str) -> Result<Secret, KeyError>;
}

/// A master key in memory.
pub struct MasterKey {
    key: Secret,
    /// Derived from it when it is first needed.
    wrapping: OnceLock<Secret>,
}

impl MasterKey {
    pub fn new(key: [u8; 32]) -> Self {
        Self { key: Zeroizing::new(key), wrapping: OnceLock::new() }
    }

    fn wrapping(&self) -> Result<&Secret, KeyError> {
        if let Some(known) = self.wrapping.get() {
            return Ok(known);
        }
        let derived = self.derive("wrap")?;
        Ok(self.wrapping.get_or_init(|| derived))
    }
}

impl KeyProvider for MasterKey {
    fn wrap(&self, context: &[u8], nonce: [u8; 24], key: &Secret) -> Result<Vec<u8>, KeyError> {
        cipher::seal(self.wrapping()?, nonce, context, key.as_slice())
    }

    fn unwrap(&self, context: &[u8], wrapped: &[u8]) -> Result<Secret, KeyError> {
        let opened = cipher::open(self.wrapping()?, context, wrapped)?;
        let key = <[u8; 32]>::try_from(opened.as_slice()).map_err(|_| KeyError::DoesNotOpen)?;
        Ok(Zeroizing::new(key))
    }

    /// HKDF-SHA-256 (RFC 5869) without salt: the master key is uniformly random.
    fn derive(&self, label: &str) -> Result<Secret, KeyError> {
        let mut key = Secret::default();
        Hkdf::<Sha256>::new(None, self.key.as_slice())
            .expand_multi_info(&[b"yilu/access/", label.as_bytes()], key.as_mut_slice())
            .map_err(|_| KeyError::Unreachable("a derived key has 32 bytes".into()))?;
        Ok(key)
    }
}

/// The master key of a deployment, in a file only its owner may read (`data/keys/master.key`).
/// Makes one on first start.
///
/// # Errors
/// When the file cannot be read or written, or does not hold a key.
pub fn open_or_create(path: &Path, moment: &Moment) -> Result<Arc<dyn KeyProvider>, KeyError> {
    let failed =
        |error: std::io::Error| KeyError::File(path.display().to_string(), error.to_string());
    let key = match fs::read_to_string(path) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            from_hex(text.trim()).ok_or_else(|| KeyError::Malformed(path.display().to_string()))?
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let key = Zeroizing::new(moment.bytes::<32>());
            write_private(path, &key).map_err(failed)?;
            key
        }
        Err(error) => return Err(failed(error)),
    };
    Ok(Arc::new(MasterKey { key, wrapping: OnceLock::new() }))
}

/// Writes the key where only the owner may read it and waits for the disk: a key lost to a power
/// cut would lose everybody's fields. The name is linked last, so that it never stands for half a
/// key and never replaces one that another process made meanwhile.
fn write_private(path: &Path, key: &Secret) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    let mut text = Zeroizing::new(String::with_capacity(64));
    for nibble in key.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        text.extend(char::from_digit(nibble.into(), 16));
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    linked?;
    fs::File::open(folder)?.sync_all()
}

fn from_hex(text: &str) -> Option<Secret> {
    let mut key = Secret::default();
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (slot, position) in key.iter_mut().zip((0..64).step_by(2)) {
        *slot = u8::from_str_radix(text.get(position..position + 2)?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn the_key_file_is_made_once_read_again_and_readable_by_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/master.key");
        let moment = Moment::seeded(Timestamp::from_seconds(1), 1);
        let first = open_or_create(&path, &moment).unwrap().derive("a").unwrap();
        let again = open_or_create(&path, &moment).unwrap();
        assert_eq!(*first, *again.derive("a").unwrap());
        assert_ne!(*first, *again.derive("b").unwrap());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "short").unwrap();
        assert!(matches!(open_or_create(&path, &moment), Err(KeyError::Malformed(_))));
    }

    #[test]
    fn a_wrapped_key_opens_only_in_its_own_context() {
        let keys = MasterKey::new([7; 32]);
        let secret = Zeroizing::new([9; 32]);
        let wrapped = keys.wrap(b"one", [1; 24], &secret).unwrap();
        assert_eq!(*keys.unwrap(b"one", &wrapped).unwrap(), *secret);
        assert!(keys.unwrap(b"two", &wrapped).is_err());
        assert!(MasterKey::new([8; 32]).unwrap(b"one", &wrapped).is_err());
    }
}
