//! Argon2id (RFC 9106), kept as PHC strings.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
};
use kernel::Moment;

use super::strength::{Weak, check_strength};

/// Hashes passwords at a cost that the deployment chooses.
#[derive(Clone)]
pub struct Hasher {
    argon: Argon2<'static>,
    matches_nothing: String,
}

/// The cost is out of Argon2's range.
#[derive(Debug, Clone, thiserror::Error)]
#[error("password cost: {0}")]
pub struct HasherError(String);

/// A password that passed the rules, hashed.
#[derive(Clone)]
pub struct HashedPassword(String);

impl HashedPassword {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Hasher {
    /// OWASP's first choice: 19 MiB, 2 passes, 1 lane (Password Storage Cheat Sheet, 2024).
    ///
    /// # Errors
    /// Never with these values.
    pub fn owasp() -> Result<Self, HasherError> {
        Self::new(19 * 1_024, 2, 1)
    }

    /// A cost of one's own: memory in KiB (at least 8 a lane), passes, lanes.
    ///
    /// # Errors
    /// When Argon2 does not allow the values.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, HasherError> {
        let params = Params::new(memory_kib, passes, lanes, None)
            .map_err(|error| HasherError(error.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // Its answer is thrown away; it only has to cost the same.
        let matches_nothing = hash(&argon, &[0; 16], "nobody's password")?;
        Ok(Self { argon, matches_nothing })
    }

    /// Hashes a new password; takes tens of milliseconds. `about` are words that it must not be
    /// made of: the login name, the phone, the real name.
    ///
    /// # Errors
    /// [`Weak`] when the password breaks a rule.
    pub fn hash(
        &self,
        moment: &Moment,
        password: &str,
        about: &[&str],
    ) -> Result<HashedPassword, Weak> {
        check_strength(password, about)?;
        let salt = moment.bytes::<16>();
        hash(&self.argon, &salt, password).map(HashedPassword).map_err(|_| Weak::TooLong)
    }

    pub(super) fn matches_nothing(&self) -> &str {
        &self.matches_nothing
    }
}

fn hash(argon: &Argon2<'_>, salt: &[u8; 16], password: &str) -> Result<String, HasherError> {
    argon
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|error| HasherError(error.to_string()))
}

/// Compares in constant time, at the cost that the hash itself names.
pub(super) fn verify(phc: &str, password: &str) -> bool {
    PasswordHash::new(phc)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}
