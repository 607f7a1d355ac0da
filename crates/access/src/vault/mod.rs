//! Personal data: sealed under a key per person, found by keyed hash, shown masked, revealed only
//! with a purpose and a record, and gone when its key is gone.

pub(crate) mod cipher;
mod erase;
mod field;
mod fields;
mod look;
mod lookup;
mod mask;
mod own;

use std::sync::Arc;

use contracts::PersonId;
use kernel::Moment;
use storage::{Db, Tx, params};
use zeroize::Zeroizing;

use crate::key::{KeyError, KeyProvider, MasterKey, Secret};

pub use field::Field;
pub use look::{Look, LookId, looked, looks_at, looks_of};
pub use lookup::{LookupKind, Pseudonyms};
pub use mask::Masked;
pub use own::{Opened, SealedApart};

/// A failure to keep or show personal data.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] storage::Error),
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is no such person, or the key was destroyed.
    #[error("this person is not known or has been erased")]
    NoSuchPerson,
    /// Another person is known by this phone, identity number or login name.
    #[error("{0}: belongs to somebody else; sign in with it or give another")]
    Taken(LookupKind),
    #[error("purpose: say why you need to see this, in 4 to 200 characters")]
    Purpose,
    /// The permit was given for something else or for somebody else.
    #[error("this permit does not cover the personal data asked for")]
    WrongPermit,
}

/// Seals, finds and reveals personal data. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    provider: Arc<dyn KeyProvider>,
    lookup: Secret,
    store: Secret,
    code: Secret,
}

impl Vault {
    /// A vault whose master key is in memory.
    ///
    /// # Errors
    /// Never in practice; see [`Vault::with_provider`].
    pub fn open(master: [u8; 32]) -> Result<Self, KeyError> {
        Self::with_provider(Arc::new(MasterKey::new(master)))
    }

    /// A vault whose master key somebody else holds: a file ([`crate::key::open_or_create`]) or a
    /// cipher machine.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn with_provider(provider: Arc<dyn KeyProvider>) -> Result<Self, KeyError> {
        Ok(Self(Arc::new(Keys {
            lookup: provider.derive("lookup")?,
            store: provider.derive("store")?,
            code: provider.derive("code")?,
            provider,
        })))
    }

    /// Seals text that must wait in the store and belongs to no person's key, such as a message
    /// in the outbox. `context` must be given again to open it.
    ///
    /// # Errors
    /// When the cipher refuses (a text longer than 256 GiB).
    pub fn seal_for_store(
        &self,
        moment: &Moment,
        context: &str,
        text: &str,
    ) -> Result<Vec<u8>, KeyError> {
        cipher::seal(&self.0.store, moment.bytes(), context.as_bytes(), text.as_bytes())
    }

    /// Opens what [`Vault::seal_for_store`] sealed.
    ///
    /// # Errors
    /// [`KeyError::DoesNotOpen`] under another key or context.
    pub fn open_for_store(
        &self,
        context: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, KeyError> {
        text(cipher::open(&self.0.store, context.as_bytes(), sealed)?)
    }

    /// Makes the key of a new person.
    pub(crate) fn make_key(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
        let key = Zeroizing::new(tx.moment().bytes::<32>());
        let wrapped = self.0.provider.wrap(person.as_bytes(), tx.moment().bytes(), &key)?;
        let now = tx.now();
        tx.execute(
            "INSERT INTO access_keys (person, wrapped, created_at) VALUES ($1, $2, $3)",
            params![person, wrapped, now],
        )?;
        Ok(())
    }

    fn key(&self, db: &mut Db<'_>, person: PersonId) -> Result<Secret, Error> {
        let wrapped = db
            .query_opt(
                "SELECT wrapped FROM access_keys WHERE person = $1",
                params![person],
                |row| row.get::<Vec<u8>>(0),
            )?
            .ok_or(Error::NoSuchPerson)?;
        self.unwrap(person, &wrapped)
    }

    fn unwrap(&self, person: PersonId, wrapped: &[u8]) -> Result<Secret, Error> {
        Ok(self.0.provider.unwrap(person.as_bytes(), wrapped)?)
    }
}

/// What a sealed field is bound to, so that it cannot be moved to another person or field.
fn context(person: PersonId, field: Field) -> Vec<u8> {
    [person.as_bytes().as_slice(), field.as_str().as_bytes()].concat()
}

fn text(bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, KeyError> {
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::DoesNotOpen)?;
    Ok(Zeroizing::new(text.to_owned()))
}
