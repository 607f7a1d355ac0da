//! Whoever was erased by law stays away: later rows of theirs are turned away, whatever source sends
//! them, until the worker asks to be told of again.
//!
//! What is kept are hashes keyed with the deployment's lookup key, of kinds that nothing else uses:
//! the identity number; phone and name together, as phones are given to others; and, for a source
//! that has numbers of its own, its number and the name together. Without the key they say nothing,
//! with it only whether a row that is at hand is about somebody who was erased. A row with neither
//! (a masked phone from another source) cannot be told and is taken in.

use std::collections::{BTreeSet, HashSet};

use access::{Field, Vault, vault::Pseudonyms};
use contracts::PersonId;
use storage::{Db, Error, Record, Tx, params};

use crate::{
    Desk, Fault, SourceNo,
    fact::Mark,
    map::Column,
    record::{Personal, first_half},
};

/// Ties the marks of one person together; drawn by lot, so that it leads nowhere.
pub(crate) type Erasure = [u8; 16];

/// Why a row is turned away: the key of the words after `registry-row-`.
pub(crate) const CODE: &str = "erased";

const IDENTITY: &str = "registry-suppressed-identity";
const PHONE: &str = "registry-suppressed-phone";
const NAME: &str = "registry-suppressed-name";
const NUMBER: &str = "registry-suppressed-number";
const BOTH: &str = "registry-suppressed";

/// Makes the marks of what a source says of somebody.
struct Marks {
    identity: Pseudonyms,
    phone: Pseudonyms,
    name: Pseudonyms,
    number: Pseudonyms,
    both: Pseudonyms,
}

impl Marks {
    fn new(vault: &Vault) -> Self {
        let [identity, phone, name, number, both] =
            [IDENTITY, PHONE, NAME, NUMBER, BOTH].map(|kind| vault.pseudonyms(kind));
        Self { identity, phone, name, number, both }
    }

    /// By which columns a row about this person is known.
    fn of(&self, source: SourceNo, personal: &Personal) -> Vec<(Column, Mark)> {
        let Personal { number, name, phone, identity, .. } = personal;
        let whole = |text: &str| !text.is_empty() && !text.contains('*');
        let mut marks = Vec::with_capacity(3);
        if whole(identity) {
            marks.push((Column::IdNumber, first_half(self.identity.of(identity))));
        }
        if !name.is_empty() {
            let name = self.name.of(name);
            if whole(phone) {
                marks.push((Column::Phone, self.together(self.phone.of(phone), name)));
            }
            if !number.is_empty() {
                let number = self.number.of(&format!("{source}:{number}"));
                marks.push((Column::Number, self.together(number, name)));
            }
        }
        marks
    }

    fn together(&self, one: [u8; 32], name: [u8; 32]) -> Mark {
        let digits = |hash: [u8; 32]| hash.map(|byte| format!("{byte:02x}")).concat();
        first_half(self.both.of(&format!("{}:{}", digits(one), digits(name))))
    }
}

/// Those of whom no row is taken, as they stand when a file is read.
pub(crate) struct Suppressed {
    marks: Marks,
    source: SourceNo,
    known: HashSet<Mark>,
}

impl Suppressed {
    pub fn load(db: &mut Db<'_>, vault: &Vault, source: SourceNo) -> Result<Self, Error> {
        let known =
            db.query("SELECT mark FROM registry_suppressions", params![], |row| row.get(0))?;
        Ok(Self { marks: Marks::new(vault), source, known: known.into_iter().collect() })
    }

    /// The column by which a row is known to be about somebody who was erased.
    pub fn column(&self, personal: &Personal) -> Option<Column> {
        if self.known.is_empty() {
            return None;
        }
        let marks = self.marks.of(self.source, personal);
        marks.into_iter().find(|(_, mark)| self.known.contains(mark)).map(|(column, _)| column)
    }

    /// How many marks there are; [`count`] says whether there are others by now.
    pub fn count(&self) -> usize {
        self.known.len()
    }
}

/// How many marks there are now.
pub(crate) fn count(db: &mut Db<'_>) -> Result<usize, Error> {
    db.query_one("SELECT COUNT(*) FROM registry_suppressions", params![], |row| row.get(0))
}

/// A new tie for the marks of one person.
pub(crate) fn erasure(tx: &Tx<'_>) -> Erasure {
    tx.moment().bytes()
}

/// What sources said of somebody is known again and turned away.
pub(crate) fn suppress(
    tx: &mut Tx<'_>,
    vault: &Vault,
    source: SourceNo,
    said: &[Personal],
    erasure: Erasure,
) -> Result<(), Error> {
    let marks = Marks::new(vault);
    let marks = said.iter().flat_map(|personal| marks.of(source, personal));
    let marks: BTreeSet<Mark> = marks.map(|(_, mark)| mark).collect();
    put(tx, marks, erasure)
}

/// The same of what the person's own account says.
pub(crate) fn suppress_account(
    tx: &mut Tx<'_>,
    vault: &Vault,
    person: PersonId,
    erasure: Erasure,
) -> Result<(), Fault> {
    let marks = of_account(tx, vault, person)?;
    Ok(put(tx, marks, erasure)?)
}

fn put(
    tx: &mut Tx<'_>,
    marks: impl IntoIterator<Item = Mark>,
    erasure: Erasure,
) -> Result<(), Error> {
    for mark in marks {
        // What was erased once before and is erased again is lifted as one.
        tx.execute(
            "UPDATE registry_suppressions SET erasure = $2 WHERE erasure IN
                 (SELECT erasure FROM registry_suppressions WHERE mark = $1)",
            params![mark, erasure],
        )?;
        tx.execute(
            "INSERT INTO registry_suppressions (mark, erasure) VALUES ($1, $2)
             ON CONFLICT (mark) DO NOTHING",
            params![mark, erasure],
        )?;
    }
    Ok(())
}

fn of_account(db: &mut Db<'_>, vault: &Vault, person: PersonId) -> Result<Vec<Mark>, Fault> {
    let mut found = Vec::new();
    let identity = vault.pseudonym_of(db, person, Field::IDENTITY, IDENTITY)?;
    found.extend(identity.map(first_half));
    let phone = vault.pseudonym_of(db, person, Field::PHONE, PHONE)?;
    let name = vault.pseudonym_of(db, person, Field::NAME, NAME)?;
    if let Some((phone, name)) = phone.zip(name) {
        found.push(Marks::new(vault).together(phone, name));
    }
    Ok(found)
}

fn erasures(db: &mut Db<'_>, desk: &Desk, person: PersonId) -> Result<BTreeSet<Erasure>, Fault> {
    let mut found = BTreeSet::new();
    for mark in of_account(db, &desk.vault, person)? {
        let sql = "SELECT erasure FROM registry_suppressions WHERE mark = $1";
        found.extend(db.query_opt(sql, params![mark], |row| row.get::<Erasure>(0))?);
    }
    Ok(found)
}

/// Whether rows about the holder of this account are turned away.
///
/// # Errors
/// When the store or the vault fails.
pub fn is_suppressed(db: &mut Db<'_>, desk: &Desk, person: PersonId) -> Result<bool, Fault> {
    Ok(!erasures(db, desk, person)?.is_empty())
}

/// The worker asks to be told of again: from the next file on rows about them are taken. What was
/// erased does not come back.
///
/// # Errors
/// [`Fault::Conflict`] when nothing of theirs is turned away.
pub fn lift(tx: &mut Tx<'_>, desk: &Desk, person: PersonId) -> Result<(), Fault> {
    let found = erasures(tx, desk, person)?;
    if found.is_empty() {
        return Err(Fault::Conflict("registry-not-suppressed"));
    }
    for erasure in found {
        tx.execute("DELETE FROM registry_suppressions WHERE erasure = $1", params![erasure])?;
        tx.record(Record {
            action: "registry.suppression-lift",
            subject_kind: "registry-erasure",
            subject: erasure,
            area: "",
            detail: serde_json::json!({}),
        })?;
    }
    Ok(())
}
