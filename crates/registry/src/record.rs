//! A person as one source knows them: what is sealed, and by what they are found.

use access::{Field, Vault, vault::Pseudonyms};
use kernel::{IdentityNumber, Phone};
use serde::{Deserialize, Serialize};
use storage::{Db, Error, params};
use zeroize::Zeroizing;

use crate::{
    Fault, RecordId, SourceNo,
    fact::{Fact, Mark, Places},
};

/// The personal part of a record in the vault.
pub(crate) const PERSONAL: Field = Field::new("registry-personal");

/// What is personal: sealed under the record's own key. Numbers may be masked with stars, as some
/// sources give them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Personal {
    /// The source's own number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub identity: String,
    /// `1990-05-13`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub birth: String,
    /// `male` or `female`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sex: String,
    /// Number plate of the vehicle.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub plate: String,
    /// Home registration and residence where they name no known area.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub home: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub residence: String,
}

impl Personal {
    /// The first character and a star.
    pub fn masked_name(&self) -> String {
        self.name.chars().next().map_or_else(String::new, |first| format!("{first}*"))
    }

    /// `138****2231`; a number that came masked stays so.
    pub fn masked_phone(&self) -> String {
        Phone::parse(&self.phone).map_or_else(|_| hide(&self.phone, 3, 4), |phone| phone.masked())
    }

    /// `330***…**2X`.
    pub fn masked_identity(&self) -> String {
        hide(&self.identity, 3, 2)
    }
}

/// All but the first and last characters as stars.
fn hide(text: &str, first: usize, last: usize) -> String {
    let count = text.chars().count();
    let shown = |at: usize| at < first || at + last >= count;
    text.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

/// Makes the keyed hashes of records.
#[derive(Clone)]
pub(crate) struct Marks {
    record: Pseudonyms,
    phone: Pseudonyms,
    identity: Pseudonyms,
    said: Pseudonyms,
    source: SourceNo,
}

impl Marks {
    pub fn new(vault: &Vault, source: SourceNo) -> Self {
        Self {
            record: vault.pseudonyms("registry-record"),
            phone: vault.pseudonyms("registry-phone"),
            identity: vault.pseudonyms("registry-identity"),
            said: vault.pseudonyms("registry-said"),
            source,
        }
    }

    /// Of the key by which the source knows a person.
    pub fn record(&self, key: &str) -> Mark {
        first_half(self.record.of(&format!("{}:{key}", self.source)))
    }

    pub fn phone(&self, phone: &str) -> Mark {
        first_half(self.phone.of(phone))
    }

    pub fn identity(&self, number: &str) -> Mark {
        first_half(self.identity.of(number))
    }

    /// Of a personal part as it is sealed.
    pub fn said(&self, text: &str) -> Mark {
        first_half(self.said.of(&format!("{}:{text}", self.source)))
    }
}

/// 128 bits are enough to tell people apart and half as much to keep.
pub(crate) fn first_half(hash: [u8; 32]) -> Mark {
    let mut mark = [0; 16];
    mark.copy_from_slice(&hash[..16]);
    mark
}

/// The keyed hash by which a phone is found.
pub fn phone_mark(vault: &Vault, phone: &Phone) -> Mark {
    first_half(vault.pseudonym("registry-phone", phone.reveal()))
}

/// The keyed hash by which an identity number is found.
pub fn identity_mark(vault: &Vault, number: &IdentityNumber) -> Mark {
    first_half(vault.pseudonym("registry-identity", number.reveal()))
}

/// The records with this phone.
///
/// # Errors
/// When the store fails.
pub fn by_phone(db: &mut Db<'_>, mark: Mark) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT id FROM registry_records WHERE phone = $1 ORDER BY id LIMIT 200";
    db.query(sql, params![mark], |row| row.get(0))
}

/// The records with this identity number.
///
/// # Errors
/// When the store fails.
pub fn by_identity(db: &mut Db<'_>, mark: Mark) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT id FROM registry_records WHERE identity = $1 ORDER BY id LIMIT 200";
    db.query(sql, params![mark], |row| row.get(0))
}

/// What a record's facts say; in the order of [`sort`].
///
/// # Errors
/// When the store fails.
pub fn facts(db: &mut Db<'_>, record: RecordId) -> Result<Vec<Fact>, Error> {
    let sql = "SELECT day, known, part, batch, job, home, residence, line, said
         FROM registry_facts WHERE record = $1 ORDER BY day, known, part";
    db.query(sql, params![record], |row| fact(row, 0))
}

/// Every fact of a source, by record; each record's in the order of [`sort`].
///
/// # Errors
/// Whatever `visit` answers, or when the store fails.
pub fn each(
    db: &mut Db<'_>,
    source: SourceNo,
    mut visit: impl FnMut(RecordId, Vec<Fact>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (first, last) = source.records();
    // In portions: an answer of millions of rows would lie in memory as a whole.
    let sql = "SELECT record, day, known, part, batch, job, home, residence, line, said
         FROM registry_facts
         WHERE (record, day, known, part) > ($1, $2, $3, $4) AND record <= $5
         ORDER BY record, day, known, part LIMIT $6";
    let (mut place, mut found): (Place, Vec<Fact>) = ((first, 0, 0, 0), Vec::new());
    loop {
        let (record, day, known, part) = place;
        let some = db.query(sql, params![record, day, known, part, last, PORTION], |row| {
            Ok((row.get::<RecordId>(0)?, fact(row, 1)?))
        })?;
        let count = some.len();
        for (record, fact) in some {
            if record != place.0 && !found.is_empty() {
                visit(place.0, std::mem::take(&mut found))?;
            }
            place = (record, fact.day, fact.known, fact.part);
            found.push(fact);
        }
        if count < PORTION {
            return if found.is_empty() { Ok(()) } else { visit(place.0, found) };
        }
    }
}

/// Facts that are read at a time.
const PORTION: usize = 20_000;

/// Where a fact stands: its key.
type Place = (RecordId, i64, i64, i64);

/// The keyed hashes of a source's records that are not erased.
///
/// # Errors
/// When the store fails.
pub(crate) fn marks(db: &mut Db<'_>, source: SourceNo) -> Result<Vec<(Mark, RecordId)>, Error> {
    let (mut place, last) = source.records();
    let sql =
        "SELECT mark, id FROM registry_records WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3";
    let mut all = Vec::new();
    loop {
        let some = db.query(sql, params![place, last, PORTION], |row| {
            Ok((row.get::<Option<Mark>>(0)?, row.get::<RecordId>(1)?))
        })?;
        let count = some.len();
        place = some.last().map_or(place, |(_, record)| *record);
        all.extend(some.into_iter().filter_map(|(mark, record)| Some((mark?, record))));
        if count < PORTION {
            return Ok(all);
        }
    }
}

pub(crate) fn fact(row: &storage::Row<'_>, first: usize) -> Result<Fact, Error> {
    Ok(Fact {
        day: row.get(first)?,
        known: row.get(first + 1)?,
        part: row.get(first + 2)?,
        batch: row.get(first + 3)?,
        job: row.get(first + 4)?,
        places: Places {
            home: row.get(first + 5)?,
            residence: row.get(first + 6)?,
            line: row.get(first + 7)?,
        },
        said: row.get(first + 8)?,
    })
}

/// The personal part as it holds on `day`, known at `known`; `None` when nothing is known then or
/// the record is erased. The caller answers for who may see it.
///
/// # Errors
/// When the store fails or what is sealed was altered.
pub fn personal(
    db: &mut Db<'_>,
    vault: &Vault,
    record: RecordId,
    day: i64,
    known: i64,
) -> Result<Option<Personal>, Fault> {
    let sql = "SELECT sealed FROM registry_facts
         WHERE record = $1 AND day <= $2 AND known <= $3 AND sealed IS NOT NULL
         ORDER BY day DESC, known DESC, part DESC LIMIT 1";
    let sealed = db.query_opt(sql, params![record, day, known], |row| row.get::<Vec<u8>>(0))?;
    let Some(sealed) = sealed else { return Ok(None) };
    match vault.open_bytes(db, record.cast(), PERSONAL, &sealed) {
        Ok(bytes) => opened(&bytes).map(Some),
        Err(access::vault::Error::NoSuchPerson) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Every personal part that was ever said of a record; nothing once it is erased.
///
/// # Errors
/// As [`personal`].
pub(crate) fn all_personals(
    db: &mut Db<'_>,
    vault: &Vault,
    record: RecordId,
) -> Result<Vec<Personal>, Fault> {
    let sql = "SELECT sealed FROM registry_facts WHERE record = $1 AND sealed IS NOT NULL
         ORDER BY day, known, part";
    let sealed = db.query(sql, params![record], |row| row.get::<Vec<u8>>(0))?;
    let sealed: Vec<(RecordId, Vec<u8>)> = sealed.into_iter().map(|it| (record, it)).collect();
    let opened_all = vault.open_many(db, PERSONAL, &sealed)?;
    opened_all.iter().map(|(_, bytes)| opened(bytes)).collect()
}

/// As [`personal`], of a whole list and as it holds last; those without are left out.
///
/// # Errors
/// As [`personal`].
pub fn personals(
    db: &mut Db<'_>,
    vault: &Vault,
    records: &[RecordId],
) -> Result<Vec<(RecordId, Personal)>, Fault> {
    let mut found = Vec::with_capacity(records.len());
    for record in records {
        let known = personal(db, vault, *record, i64::MAX, i64::MAX)?;
        found.extend(known.map(|personal| (*record, personal)));
    }
    Ok(found)
}

pub(crate) fn opened(bytes: &Zeroizing<Vec<u8>>) -> Result<Personal, Fault> {
    let read = serde_json::from_slice(bytes);
    read.map_err(|error| Error::Corrupt(format!("a record's personal part: {error}")).into())
}
