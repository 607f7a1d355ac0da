//! Keys of what is no person but must be as erasable as one: something known about a person that is
//! kept apart from the person's ordinary data, under a pseudonym with a key of its own.

use std::collections::HashMap;

use contracts::PersonId;
use kernel::{Id, Rng};
use storage::{Db, Tx, Value, params};
use zeroize::Zeroizing;

use super::{Error, Field, Vault, cipher, context};

/// A pseudonym, and what was sealed under its key.
pub type Opened<T> = (Id<T>, Zeroizing<Vec<u8>>);

/// Keys that are asked for in one statement.
const KEYS_AT_ONCE: usize = 500;

/// A pseudonym's new key, wrapped, and what was sealed under it.
#[derive(Debug)]
pub struct SealedApart {
    pub wrapped: Vec<u8>,
    pub sealed: Vec<u8>,
}

impl Vault {
    /// Makes a key for a pseudonym. From then on [`Vault::seal_bytes`] and [`Vault::open_bytes`]
    /// take the pseudonym in the place of a person. The key lies where persons' keys lie, so
    /// ordinary backups leave it out.
    ///
    /// # Errors
    /// When the store or the key provider fails, or the pseudonym has a key already.
    pub fn make_own_key<T: ?Sized>(&self, tx: &mut Tx<'_>, owner: Id<T>) -> Result<(), Error> {
        self.make_key(tx, owner.cast())
    }

    /// Destroys it: what was sealed under it is noise from now on, here and in every backup. Who
    /// looked at it is nobody's business any more either.
    ///
    /// # Errors
    /// When the store fails.
    pub fn destroy_own_key<T: ?Sized>(&self, tx: &mut Tx<'_>, owner: Id<T>) -> Result<(), Error> {
        let owner: PersonId = owner.cast();
        tx.execute("DELETE FROM access_keys WHERE person = $1", params![owner])?;
        tx.execute("DELETE FROM access_looks WHERE person = $1", params![owner])?;
        Ok(())
    }

    /// Makes a key for a pseudonym and seals bytes under it, without the store, so that it can be
    /// done for many on all cores. [`Vault::put_own_keys`] then keeps the keys.
    ///
    /// # Errors
    /// When the key provider or the cipher fails.
    pub fn seal_apart<T: ?Sized>(
        &self,
        rng: &mut dyn Rng,
        owner: Id<T>,
        field: Field,
        bytes: &[u8],
    ) -> Result<SealedApart, Error> {
        let owner: PersonId = owner.cast();
        let mut chance = Zeroizing::new([0; 80]);
        rng.fill(&mut *chance);
        let (mut key, mut nonces) = (Zeroizing::new([0; 32]), [[0; 24]; 2]);
        key.copy_from_slice(&chance[..32]);
        nonces[0].copy_from_slice(&chance[32..56]);
        nonces[1].copy_from_slice(&chance[56..]);
        let wrapped = self.0.provider.wrap(owner.as_bytes(), nonces[0], &key)?;
        let sealed = cipher::seal(&key, nonces[1], &context(owner, field), bytes)?;
        Ok(SealedApart { wrapped, sealed })
    }

    /// Keeps the keys of many new pseudonyms.
    ///
    /// # Errors
    /// When the store fails or one of them has a key already.
    pub fn put_own_keys<T: ?Sized>(
        &self,
        tx: &mut Tx<'_>,
        keys: impl Iterator<Item = (Id<T>, Vec<u8>)>,
    ) -> Result<(), Error> {
        let now = tx.now();
        let rows = keys.flat_map(|(owner, key)| [owner.into(), key.into(), Value::from(now)]);
        tx.bulk("access_keys", &["person", "wrapped", "created_at"], rows.collect())?;
        Ok(())
    }

    /// Opens bytes of many pseudonyms, each sealed by [`Vault::seal_bytes`] or
    /// [`Vault::seal_apart`]; those whose key is destroyed are left out. The caller answers for who
    /// may see it.
    ///
    /// # Errors
    /// When the store fails or something sealed was altered.
    pub fn open_many<T: ?Sized>(
        &self,
        db: &mut Db<'_>,
        field: Field,
        sealed: &[(Id<T>, Vec<u8>)],
    ) -> Result<Vec<Opened<T>>, Error> {
        let mut opened = Vec::with_capacity(sealed.len());
        for some in sealed.chunks(KEYS_AT_ONCE) {
            let owners: Vec<Id<T>> = some.iter().map(|(owner, _)| *owner).collect();
            let keys = wrapped(db, &owners)?;
            for (owner, bytes) in some {
                let owner = *owner;
                let Some(wrapped) = keys.get(owner.as_bytes()) else { continue };
                let key = self.unwrap(owner.cast(), wrapped)?;
                opened.push((owner, cipher::open(&key, &context(owner.cast(), field), bytes)?));
            }
        }
        Ok(opened)
    }
}

/// The wrapped keys of those that have one.
fn wrapped<T: ?Sized>(
    db: &mut Db<'_>,
    owners: &[Id<T>],
) -> Result<HashMap<[u8; 16], Vec<u8>>, Error> {
    let places: Vec<String> = (1..=owners.len()).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    let sql = format!("SELECT person, wrapped FROM access_keys WHERE person IN ({places})");
    let owners: Vec<Value> = owners.iter().map(|owner| (*owner).into()).collect();
    let keys = db.query(&sql, &owners, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(keys.into_iter().collect())
}
