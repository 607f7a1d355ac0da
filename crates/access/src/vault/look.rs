//! Looking at somebody's personal data: never without a permit, a purpose and a record.

use contracts::{PersonId, UnitId};
use kernel::{Id, Timestamp};
use storage::{Db, Record, Row, Tx, params};
use zeroize::Zeroizing;

use super::{Error, Field, Vault};
use crate::policy::{Action, Permit};

/// The name of look ids.
pub enum LookName {}
pub type LookId = Id<LookName>;

/// That somebody saw a field of a person's, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub id: LookId,
    pub at: Timestamp,
    /// Name of the [`Field`].
    pub field: String,
    pub looker: PersonId,
    pub role: String,
    pub unit: Option<UnitId>,
    pub purpose: String,
}

impl Vault {
    /// Shows the name or phone of the person whom the permit is about, and writes down that it was seen.
    /// `None` when the person never gave it; that is written down too.
    ///
    /// # Errors
    /// [`Error::WrongPermit`] unless the permit is `person-read-contact` for this person;
    /// [`Error::Purpose`] when no reason is given.
    pub fn reveal(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit,
        person: PersonId,
        field: Field,
        purpose: &str,
    ) -> Result<Option<Zeroizing<String>>, Error> {
        let shown = [Field::NAME, Field::PHONE].contains(&field);
        let covered = permit.action() == Action::PersonReadContact
            && permit.target().person == Some(person)
            && shown;
        if !covered {
            return Err(Error::WrongPermit);
        }
        let value = self.opened(tx, person, field)?;
        write_down(tx, permit, person, field, purpose)?;
        Ok(value)
    }
}

/// Writes down that somebody took something of a person's that is no sealed field: a file about
/// them. `thing` names it like a field.
///
/// # Errors
/// [`Error::WrongPermit`] unless the permit is about this person; [`Error::Purpose`] when no reason
/// is given.
pub fn looked(
    tx: &mut Tx<'_>,
    permit: &Permit,
    person: PersonId,
    thing: Field,
    purpose: &str,
) -> Result<(), Error> {
    if permit.target().person != Some(person) {
        return Err(Error::WrongPermit);
    }
    write_down(tx, permit, person, thing, purpose)
}

fn write_down(
    tx: &mut Tx<'_>,
    permit: &Permit,
    person: PersonId,
    field: Field,
    purpose: &str,
) -> Result<(), Error> {
    let purpose = purpose.trim();
    if !(4..=200).contains(&purpose.chars().count()) {
        return Err(Error::Purpose);
    }
    let (id, now) = (tx.id::<LookName>(), tx.now());
    let unit = permit.membership().map(|post| post.unit);
    tx.execute(
        "INSERT INTO access_looks (id, person, field, looker, role, unit, purpose, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, person, field.as_str(), permit.person(), permit.role(), unit, purpose, now],
    )?;
    tx.record(Record {
        action: "person.look",
        subject_kind: "person",
        subject: *person.as_bytes(),
        area: "",
        detail: serde_json::json!({
            "look": id,
            "field": field.as_str(),
            "looker": permit.person(),
            "role": permit.role(),
            "unit": unit,
        }),
    })
    .map_err(Error::from)
}

/// Who looked at what a pseudonym stands for, latest first. The caller answers for who may know.
///
/// # Errors
/// When the store fails.
pub fn looks_at<T: ?Sized>(
    db: &mut Db<'_>,
    owner: Id<T>,
    limit: usize,
) -> Result<Vec<Look>, storage::Error> {
    db.query(
        "SELECT id, at, field, looker, role, unit, purpose FROM access_looks
         WHERE person = $1 ORDER BY id DESC LIMIT $2",
        params![owner, limit],
        look,
    )
}

fn look(row: &Row<'_>) -> Result<Look, storage::Error> {
    Ok(Look {
        id: row.get(0)?,
        at: row.get(1)?,
        field: row.get(2)?,
        looker: row.get(3)?,
        role: row.get(4)?,
        unit: row.get(5)?,
        purpose: row.get(6)?,
    })
}

/// Who looked at a person, latest first; `before` is the last look of the page before.
///
/// # Errors
/// [`Error::WrongPermit`] unless the permit is `looks-read` of the reader's own looks.
pub fn looks_of(
    db: &mut Db<'_>,
    permit: &Permit,
    before: Option<LookId>,
    limit: usize,
) -> Result<Vec<Look>, Error> {
    let person = permit.person();
    if permit.action() != Action::LooksRead || permit.target().person != Some(person) {
        return Err(Error::WrongPermit);
    }
    let before = before.unwrap_or(LookId::from_bytes([0xff; 16]));
    let looks = db.query(
        "SELECT id, at, field, looker, role, unit, purpose FROM access_looks
         WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        params![person, before, limit],
        look,
    )?;
    Ok(looks)
}
