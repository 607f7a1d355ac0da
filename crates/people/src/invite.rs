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

#[cfg(test)]
mod tests {
    use access::{NewPerson, password::Hasher, people::create_person};
    use kernel::{Moment, Timestamp};
    use storage::{Stamp, testing::each_store};

    use super::*;

    #[test]
    fn an_invitation_works_once_until_it_is_over_or_replaced() {
        let all = [access::MIGRATIONS, crate::MIGRATIONS].concat();
        each_store(&all, |test| {
            let vault = Vault::open([7; 32]).unwrap();
            let noon: Timestamp = "2026-11-21T12:00:00+08:00".parse().unwrap();
            let moment = Moment::seeded(noon, 1);
            let hashed = Hasher::new(8, 1, 1).unwrap().hash(&moment, "一二三四五六七八九十百", &[]);
            let hashed = hashed.unwrap();
            let at = |days: i64| Stamp::system(moment.at(noon.plus_days(days)), "test");
            let store = &test.store;
            let give = || {
                let vault = vault.clone();
                store.write_blocking(at(0), move |tx| {
                    let person = create_person(tx, &vault, &NewPerson::default())?;
                    let first = invite(tx, &vault, person)?;
                    Ok::<_, access::vault::Error>((first, invite(tx, &vault, person)?))
                })
            };
            let (replaced, good) = give().unwrap();
            let (_, late) = give().unwrap();
            let take = |token: &str, days: i64| {
                let (vault, token, hashed) = (vault.clone(), token.to_owned(), hashed.clone());
                store.write_blocking(at(days), move |tx| accept(tx, &vault, &token, &hashed))
            };
            assert!(!take(&replaced, 1).unwrap(), "the newer one replaced it");
            assert!(take(&good, 1).unwrap());
            assert!(!take(&good, 1).unwrap(), "used");
            assert!(!take(&late, 3).unwrap(), "over");
            assert!(!take("nonsense", 1).unwrap());
        });
    }
}
