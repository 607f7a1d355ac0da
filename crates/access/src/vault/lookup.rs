//! Finding a person by a number without storing the number: HMAC-SHA-256 under a key derived from
//! the master key, so that a stolen table cannot be tried against all eleven-digit numbers.

use std::fmt;

use contracts::PersonId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::{IdentityNumber, Phone};
use sha2::Sha256;
use storage::{Db, Record, Tx, params};
use zeroize::Zeroizing;

use super::{Error, Field, Vault};
use crate::key::Secret;

/// By what a person can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookupKind {
    Phone,
    Identity,
    Login,
}

impl LookupKind {
    pub const fn as_str(self) -> &'static str {
        self.field().as_str()
    }
    const fn field(self) -> Field {
        match self {
            Self::Phone => Field::PHONE,
            Self::Identity => Field::IDENTITY,
            Self::Login => Field::LOGIN,
        }
    }
}

impl fmt::Display for LookupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Vault {
    /// Gives a person a phone, in place of the one before.
    ///
    /// # Errors
    /// [`Error::Taken`] when somebody else has it.
    pub fn set_phone(&self, tx: &mut Tx<'_>, person: PersonId, phone: &Phone) -> Result<(), Error> {
        self.set_findable(tx, person, LookupKind::Phone, phone.reveal())
    }

    /// Gives a person an identity number, in place of the one before.
    ///
    /// # Errors
    /// [`Error::Taken`] when somebody else has it.
    pub fn set_identity(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        number: &IdentityNumber,
    ) -> Result<(), Error> {
        self.set_findable(tx, person, LookupKind::Identity, number.reveal())
    }

    /// Gives a person a login name; letters are lowered.
    ///
    /// # Errors
    /// [`Error::Taken`] when somebody else has it.
    pub fn set_login(&self, tx: &mut Tx<'_>, person: PersonId, login: &str) -> Result<(), Error> {
        self.set_findable(tx, person, LookupKind::Login, &login.trim().to_lowercase())
    }

    pub fn find_by_phone(
        &self,
        db: &mut Db<'_>,
        phone: &Phone,
    ) -> Result<Option<PersonId>, storage::Error> {
        self.find(db, LookupKind::Phone, phone.reveal())
    }

    pub fn find_by_identity(
        &self,
        db: &mut Db<'_>,
        number: &IdentityNumber,
    ) -> Result<Option<PersonId>, storage::Error> {
        self.find(db, LookupKind::Identity, number.reveal())
    }

    pub fn find_by_login(
        &self,
        db: &mut Db<'_>,
        login: &str,
    ) -> Result<Option<PersonId>, storage::Error> {
        self.find(db, LookupKind::Login, &login.trim().to_lowercase())
    }

    /// A keyed hash that stands for `text` where the text itself must not be kept: a phone or an
    /// address in a rate limit.
    pub fn pseudonym(&self, kind: &str, text: &str) -> [u8; 32] {
        keyed_hash(&self.0.lookup, &[kind.as_bytes(), text.as_bytes()])
    }

    /// [`Vault::pseudonym`] of many texts of one kind: what is common to them is done once.
    pub fn pseudonyms(&self, kind: &str) -> Pseudonyms {
        let mut mac = keyed(&self.0.lookup);
        part(&mut mac, kind.as_bytes());
        Pseudonyms(mac)
    }

    /// The same of a person's own phone, so that what was left for a phone finds whoever has it.
    /// `None` when they have none.
    ///
    /// # Errors
    /// When the store fails or the person was erased.
    pub fn pseudonym_of_phone(
        &self,
        db: &mut Db<'_>,
        person: PersonId,
        kind: &str,
    ) -> Result<Option<[u8; 32]>, Error> {
        self.pseudonym_of(db, person, Field::PHONE, kind)
    }

    /// The same of any field of a person's own: it can be compared with what somebody else said,
    /// and not read.
    ///
    /// # Errors
    /// When the store fails or the person was erased.
    pub fn pseudonym_of(
        &self,
        db: &mut Db<'_>,
        person: PersonId,
        field: Field,
        kind: &str,
    ) -> Result<Option<[u8; 32]>, Error> {
        let text = self.opened(db, person, field)?;
        Ok(text.map(|text| self.pseudonym(kind, &text)))
    }

    /// The keyed hash of a short secret (a code), bound to what it belongs to.
    pub(crate) fn code_hash(&self, owner: &[u8], code: &str) -> [u8; 32] {
        keyed_hash(&self.0.code, &[owner, code.as_bytes()])
    }

    fn find(
        &self,
        db: &mut Db<'_>,
        kind: LookupKind,
        text: &str,
    ) -> Result<Option<PersonId>, storage::Error> {
        let hash = self.pseudonym(kind.as_str(), text);
        // A backup of before an erasure brings back the row, and not the key: it finds nobody.
        db.query_opt(
            "SELECT l.person FROM access_lookups l JOIN access_keys k ON k.person = l.person
             WHERE l.kind = $1 AND l.hash = $2",
            params![kind.as_str(), hash],
            |row| row.get(0),
        )
    }

    fn set_findable(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        kind: LookupKind,
        text: &str,
    ) -> Result<(), Error> {
        self.set_findable_quietly(tx, person, kind, text)?;
        tx.record(Record {
            action: "person.change",
            subject_kind: "person",
            subject: *person.as_bytes(),
            area: "",
            detail: serde_json::json!({ "field": kind.as_str() }),
        })?;
        Ok(())
    }

    pub(crate) fn set_findable_quietly(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        kind: LookupKind,
        text: &str,
    ) -> Result<(), Error> {
        self.seal_quietly(tx, person, kind.field(), text)?;
        let hash = self.pseudonym(kind.as_str(), text);
        tx.execute(
            "DELETE FROM access_lookups WHERE person = $1 AND kind = $2 AND hash <> $3",
            params![person, kind.as_str(), hash],
        )?;
        tx.execute(
            "INSERT INTO access_lookups (kind, hash, person) VALUES ($1, $2, $3)
             ON CONFLICT (kind, hash) DO UPDATE SET person = excluded.person
                 WHERE access_lookups.person NOT IN
                     (SELECT person FROM access_keys WHERE person = access_lookups.person)",
            params![kind.as_str(), hash, person],
        )?;
        match self.find(tx, kind, text)? {
            Some(holder) if holder == person => Ok(()),
            _ => Err(Error::Taken(kind)),
        }
    }
}

/// Keyed hashes of one kind.
#[derive(Clone)]
pub struct Pseudonyms(Hmac<Sha256>);

impl Pseudonyms {
    /// What [`Vault::pseudonym`] answers for this kind and text.
    pub fn of(&self, text: &str) -> [u8; 32] {
        let mut mac = self.0.clone();
        part(&mut mac, text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA-256 (RFC 2104) over the parts, each preceded by its length so that parts cannot run
/// into each other.
fn keyed_hash(key: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed(key);
    for bytes in parts {
        part(&mut mac, bytes);
    }
    mac.finalize().into_bytes().into()
}

fn keyed(key: &Secret) -> Hmac<Sha256> {
    // A key shorter than the hash's block is padded with zeros.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key.as_slice());
    Hmac::<Sha256>::new((&*block).into())
}

fn part(mac: &mut Hmac<Sha256>, bytes: &[u8]) {
    mac.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    mac.update(bytes);
}
