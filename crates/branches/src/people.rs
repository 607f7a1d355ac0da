//! Who a pseudonym is: sealed under a key of its own, found by keyed hash.

use access::{Field, vault};
use contracts::PersonId;
use storage::{Db, Tx, params};

use crate::{Desk, Fault, MemberId};

/// The key domain of Party membership, apart from a person's ordinary fields.
const MEMBERSHIP: Field = Field::new("membership");
/// Evidence and what a claim says of a home branch elsewhere.
const DETAILS: Field = Field::new("membership-details");

fn hash(desk: &Desk, person: PersonId) -> [u8; 32] {
    desk.vault.pseudonym("membership", &person.to_string())
}

/// The pseudonym of a person, if they have one here.
///
/// # Errors
/// When the store fails.
pub fn find(
    db: &mut Db<'_>,
    desk: &Desk,
    person: PersonId,
) -> Result<Option<MemberId>, storage::Error> {
    let sql = "SELECT id FROM branches_people WHERE person_hash = $1";
    db.query_opt(sql, params![hash(desk, person)], |row| row.get(0))
}

/// The pseudonym of a person; the first time, this makes one.
///
/// # Errors
/// When the store or the vault fails.
pub fn pseudonym(tx: &mut Tx<'_>, desk: &Desk, person: PersonId) -> Result<MemberId, Fault> {
    if let Some(known) = find(tx, desk, person)? {
        return Ok(known);
    }
    let (id, now): (MemberId, _) = (tx.id(), tx.now());
    desk.vault.make_own_key(tx, id)?;
    let sealed = desk.vault.seal_bytes(tx, id.cast(), MEMBERSHIP, person.as_bytes())?;
    tx.execute(
        "INSERT INTO branches_people (id, person_hash, sealed, made_at) VALUES ($1, $2, $3, $4)",
        params![id, hash(desk, person), sealed, now],
    )?;
    Ok(id)
}

/// Who it is; `None` once the key is destroyed. The caller answers for who may know.
///
/// # Errors
/// When the store fails or the sealed bytes were altered.
pub fn person(db: &mut Db<'_>, desk: &Desk, id: MemberId) -> Result<Option<PersonId>, Fault> {
    let sealed =
        db.query_opt("SELECT sealed FROM branches_people WHERE id = $1", params![id], |row| {
            row.get::<Vec<u8>>(0)
        })?;
    let Some(sealed) = sealed else { return Ok(None) };
    match desk.vault.open_bytes(db, id.cast(), MEMBERSHIP, &sealed) {
        Ok(bytes) => {
            let bytes = <[u8; 16]>::try_from(bytes.as_slice());
            let altered = |_| storage::Error::Corrupt("a pseudonym names no person".into());
            Ok(Some(PersonId::from_bytes(bytes.map_err(altered)?)))
        }
        Err(vault::Error::NoSuchPerson) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Seals a text of somebody's under the pseudonym's key; nothing for an empty one.
pub(crate) fn seal(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: MemberId,
    text: &str,
) -> Result<Option<Vec<u8>>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(desk.vault.seal_bytes(tx, id.cast(), DETAILS, text.as_bytes())?))
}

/// Opens what [`seal`] sealed; empty where there is nothing or the key is destroyed.
pub(crate) fn open(
    db: &mut Db<'_>,
    desk: &Desk,
    id: MemberId,
    sealed: Option<&[u8]>,
) -> Result<String, Fault> {
    let Some(sealed) = sealed else { return Ok(String::new()) };
    match desk.vault.open_bytes(db, id.cast(), DETAILS, sealed) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(vault::Error::NoSuchPerson) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

/// A person is erased: the tie goes, the figures stay.
///
/// # Errors
/// When the store fails.
pub fn forget(tx: &mut Tx<'_>, desk: &Desk, person: PersonId) -> Result<Option<MemberId>, Fault> {
    let Some(id) = find(tx, desk, person)? else { return Ok(None) };
    desk.vault.destroy_own_key(tx, id)?;
    // The hash goes too: by it the row could be told from others as long as the master key lives.
    let noise = tx.moment().bytes::<32>();
    tx.execute("UPDATE branches_people SET person_hash = $2 WHERE id = $1", params![id, noise])?;
    Ok(Some(id))
}
