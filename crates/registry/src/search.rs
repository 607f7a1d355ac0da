//! Finding people by phone or identity number: by keyed hash, within reach, with a purpose, and
//! written down.

use access::{Action, Actor, Field, Permit, vault::looked};
use kernel::{Day, IdentityNumber, Phone};
use storage::{Db, Error, Tx};

use crate::{
    Desk, Fault, RecordId, SourceNo,
    fact::{self, Fact, State},
    record::{self, Personal},
    source::{self, Source},
};

/// What a look at somebody's record is called in the list of looks.
pub const LOOK: Field = Field::new("registry-record");

/// By what somebody is looked for.
#[derive(Debug, Clone)]
pub enum Wanted {
    Phone(Phone),
    Identity(IdentityNumber),
}

impl Wanted {
    /// Reads what was typed: an identity number or a phone.
    ///
    /// # Errors
    /// [`Fault::Invalid`] of `wanted` when it is neither.
    pub fn read(typed: &str, today: Day) -> Result<Self, Fault> {
        if let Ok(number) = IdentityNumber::parse(typed, today) {
            return Ok(Self::Identity(number));
        }
        let wrong = |_| Fault::invalid("wanted", "registry-wanted-wrong");
        Phone::parse(typed).map(Self::Phone).map_err(wrong)
    }
}

/// A record as it is shown to somebody who may see it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub record: RecordId,
    pub source: Source,
    pub personal: Personal,
    pub facts: Vec<Fact>,
    /// As it holds today.
    pub state: State,
}

/// The records with a phone or an identity number, whoever may see them.
///
/// # Errors
/// When the store fails.
pub fn matching(db: &mut Db<'_>, desk: &Desk, wanted: &Wanted) -> Result<Vec<RecordId>, Error> {
    match wanted {
        Wanted::Phone(phone) => record::by_phone(db, record::phone_mark(&desk.vault, phone)),
        Wanted::Identity(number) => {
            record::by_identity(db, record::identity_mark(&desk.vault, number))
        }
    }
}

/// Finds somebody in the sources that the actor may read; each record found is a look and is
/// written down with the purpose.
///
/// # Errors
/// [`Fault::Invalid`] of `purpose`; when the store or the vault fails.
pub fn find(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    wanted: &Wanted,
    purpose: &str,
) -> Result<Vec<Shown>, Fault> {
    if !(4..=200).contains(&purpose.trim().chars().count()) {
        return Err(Fault::invalid("purpose", "registry-purpose"));
    }
    let mut found = Vec::new();
    for record in matching(tx, desk, wanted)? {
        match look(tx, desk, actor, record, purpose) {
            Ok(shown) => found.push(shown),
            Err(Fault::NotFound) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(found)
}

/// Shows one record and writes down that it was seen.
///
/// # Errors
/// [`Fault::NotFound`] where there is none or the actor may not see it; [`Fault::Invalid`] of
/// `purpose`.
pub fn look(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    record: RecordId,
    purpose: &str,
) -> Result<Shown, Fault> {
    let source = source::find(tx, SourceNo::of(record))?.ok_or(Fault::NotFound)?;
    let permit = permit(actor, record, &source)?;
    let shown = shown(tx, desk, record, source)?.ok_or(Fault::NotFound)?;
    looked(tx, &permit, record.cast(), LOOK, purpose)?;
    Ok(shown)
}

/// Policy about one record: it is asked about its source, and names the record for the list of
/// looks. A record is nobody's account, so nobody's own.
fn permit(actor: &Actor, record: RecordId, source: &Source) -> Result<Permit, Fault> {
    let target = Desk::target(source).with_person(record.cast());
    access::permit(actor, Action::RegistryRead, &target).map_err(|_| Fault::NotFound)
}

/// A record with all that is known; `None` where nothing is, or it is erased. The caller answers
/// for who may see it.
///
/// # Errors
/// When the store or the vault fails.
pub fn shown(
    db: &mut Db<'_>,
    desk: &Desk,
    record: RecordId,
    source: Source,
) -> Result<Option<Shown>, Fault> {
    let Some(personal) = record::personal(db, &desk.vault, record, i64::MAX, i64::MAX)? else {
        return Ok(None);
    };
    let facts = record::facts(db, record)?;
    let state = fact::state(&facts, i64::MAX, i64::MAX);
    Ok(Some(Shown { record, source, personal, facts, state }))
}
