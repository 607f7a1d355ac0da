//! The few facts about a person that sign-in needs; everything else belongs to other domains.

use std::fmt;

use contracts::PersonId;
use kernel::{IdentityNumber, Phone};
use storage::{Record, Tx, params};

use crate::vault::{Error, Field, LookupKind, Vault};

/// How a person came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PersonKind {
    /// Signed in with a phone, or was registered as a worker.
    #[default]
    Worker,
    /// Was given a login by an administrator.
    Staff,
}

impl PersonKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Staff => "staff",
        }
    }
}
impl fmt::Display for PersonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A person to be made. Everything is optional: a phone is enough to sign in, and an imported
/// report may name nobody.
#[derive(Clone, Default)]
pub struct NewPerson {
    /// Made by the caller so that a retry makes the same person; `None` for a fresh id.
    pub id: Option<PersonId>,
    pub kind: PersonKind,
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub identity: Option<IdentityNumber>,
}

/// Makes a person with a key of their own.
///
/// # Errors
/// [`Error::Taken`] when somebody has the phone or identity number already.
pub fn create_person(
    tx: &mut Tx<'_>,
    vault: &Vault,
    person: &NewPerson,
) -> Result<PersonId, Error> {
    let id = person.id.unwrap_or_else(|| tx.id());
    let now = tx.now();
    tx.execute(
        "INSERT INTO access_persons (id, kind, created_at) VALUES ($1, $2, $3)",
        params![id, person.kind.as_str(), now],
    )?;
    vault.make_key(tx, id)?;
    if let Some(name) = &person.name {
        vault.seal_quietly(tx, id, Field::NAME, name.trim())?;
    }
    if let Some(phone) = &person.phone {
        vault.set_findable_quietly(tx, id, LookupKind::Phone, phone.reveal())?;
    }
    if let Some(number) = &person.identity {
        vault.set_findable_quietly(tx, id, LookupKind::Identity, number.reveal())?;
    }
    tx.record(Record {
        action: "person.create",
        subject_kind: "person",
        subject: *id.as_bytes(),
        area: "",
        detail: serde_json::json!({ "kind": person.kind.as_str() }),
    })?;
    Ok(id)
}

/// The person who has this phone; the first time, this makes one.
///
/// # Errors
/// When the store fails.
pub fn person_of_phone(tx: &mut Tx<'_>, vault: &Vault, phone: &Phone) -> Result<PersonId, Error> {
    if let Some(person) = vault.find_by_phone(tx, phone)? {
        return Ok(person);
    }
    let person = NewPerson { phone: Some(phone.clone()), ..NewPerson::default() };
    create_person(tx, vault, &person)
}
