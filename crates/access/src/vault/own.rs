//! Keys of what is no person but must be as erasable as one: something known about a person that is
//! kept apart from the person's ordinary data, under a pseudonym with a key of its own.

use contracts::PersonId;
use kernel::Id;
use storage::{Tx, params};

use super::{Error, Vault};

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

    /// Destroys it: what was sealed under it is noise from now on, here and in every backup.
    ///
    /// # Errors
    /// When the store fails.
    pub fn destroy_own_key<T: ?Sized>(&self, tx: &mut Tx<'_>, owner: Id<T>) -> Result<(), Error> {
        let owner: PersonId = owner.cast();
        tx.execute("DELETE FROM access_keys WHERE person = $1", params![owner])?;
        Ok(())
    }
}
