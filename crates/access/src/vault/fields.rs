//! Sealing and opening single fields.

use contracts::PersonId;
use storage::{Db, Record, Tx, params};
use zeroize::Zeroizing;

use super::{Error, Field, Vault, cipher, context, text};
use crate::policy::{Action, Permit};

impl Vault {
    /// Seals one field of a person, in place of what was there. Phone, identity number and login
    /// name have their own functions, which make them findable too.
    ///
    /// # Errors
    /// [`Error::NoSuchPerson`] when there is no such person any more.
    pub fn seal(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        field: Field,
        value: &str,
    ) -> Result<(), Error> {
        self.seal_quietly(tx, person, field, value)?;
        tx.record(Record {
            action: "person.change",
            subject_kind: "person",
            subject: *person.as_bytes(),
            area: "",
            detail: serde_json::json!({ "field": field.as_str() }),
        })?;
        Ok(())
    }

    pub(crate) fn seal_quietly(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        field: Field,
        value: &str,
    ) -> Result<(), Error> {
        let sealed = self.seal_bytes(tx, person, field, value.as_bytes())?;
        let now = tx.now();
        tx.execute(
            "INSERT INTO access_fields (person, field, sealed, changed_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (person, field) DO UPDATE SET sealed = $3, changed_at = $4",
            params![person, field.as_str(), sealed, now],
        )?;
        Ok(())
    }

    /// Seals bytes under a person's key for a domain to keep in its own table (a free text, a
    /// place): they are lost with the person's key like everything else of theirs.
    ///
    /// # Errors
    /// [`Error::NoSuchPerson`] when there is no such person any more.
    pub fn seal_bytes(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        field: Field,
        bytes: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let key = self.key(tx, person)?;
        Ok(cipher::seal(&key, tx.moment().bytes(), &context(person, field), bytes)?)
    }

    /// Opens what [`Vault::seal_bytes`] sealed. The caller answers for who may see it.
    ///
    /// # Errors
    /// [`Error::NoSuchPerson`] after erasure; [`Error::Key`] when the bytes were altered.
    pub fn open_bytes(
        &self,
        db: &mut Db<'_>,
        person: PersonId,
        field: Field,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let key = self.key(db, person)?;
        Ok(cipher::open(&key, &context(person, field), sealed)?)
    }

    /// A person reads a field of their own; that is no look and is not logged.
    ///
    /// # Errors
    /// [`Error::WrongPermit`] unless the permit is `profile-read` of the reader's own profile.
    pub fn own(
        &self,
        db: &mut Db<'_>,
        permit: &Permit,
        field: Field,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let person = permit.person();
        if permit.action() != Action::ProfileRead || permit.target().person != Some(person) {
            return Err(Error::WrongPermit);
        }
        self.opened(db, person, field)
    }

    pub(crate) fn opened(
        &self,
        db: &mut Db<'_>,
        person: PersonId,
        field: Field,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let sealed = db.query_opt(
            "SELECT sealed FROM access_fields WHERE person = $1 AND field = $2",
            params![person, field.as_str()],
            |row| row.get::<Vec<u8>>(0),
        )?;
        let Some(sealed) = sealed else { return Ok(None) };
        let key = self.key(db, person)?;
        Ok(Some(text(cipher::open(&key, &context(person, field), &sealed)?)?))
    }
}
