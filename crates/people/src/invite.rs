//! Invitations: an address that works once, by which staff choose their password.

use access::{
    Vault,
    password::{HashedPassword, set_password},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::PersonId;
use storage::{Db, Error, Tx};

use crate::store;

/// Days for which an invitation works.
pub const LIFE_DAYS: i64 = 3;

/// Makes an invitation; answers the secret part of its address. The caller answers for who may.
///
/// # Errors
/// When the store fails.
pub fn invite(tx: &mut Tx<'_>, vault: &Vault, person: PersonId) -> Result<String, Error> {
    let token = URL_SAFE_NO_PAD.encode(tx.moment().bytes::<32>());
    let expires_at = tx.now().plus_days(LIFE_DAYS);
    store::keep_invitation(tx, hash(vault, &token), person, expires_at)?;
    Ok(token)
}

/// Whom the invitation is for, while it works.
///
/// # Errors
/// When the store fails.
pub fn invited(
    db: &mut Db<'_>,
    vault: &Vault,
    token: &str,
    now: kernel::Timestamp,
) -> Result<Option<PersonId>, Error> {
    store::invited(db, hash(vault, token), now)
}

/// Takes the password chosen with an invitation; false when the invitation does not work (any
/// more). Sessions begun with an earlier password end.
///
/// # Errors
/// When the store fails.
pub fn accept(
    tx: &mut Tx<'_>,
    vault: &Vault,
    token: &str,
    password: &HashedPassword,
) -> Result<bool, Error> {
    let (hash, now) = (hash(vault, token), tx.now());
    let Some(person) = store::invited(tx, hash, now)? else { return Ok(false) };
    if !store::use_invitation(tx, hash)? {
        return Ok(false);
    }
    set_password(tx, person, password, None)?;
    Ok(true)
}

fn hash(vault: &Vault, token: &str) -> [u8; 32] {
    vault.pseudonym("invitation", token)
}
