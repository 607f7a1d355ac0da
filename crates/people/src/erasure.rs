//! Asking at an office to be erased: for whoever has no phone, or when the law asks for it. One
//! member of staff records the request, another decides; a refusal gives its reason.

use access::{Action, Actor, Field, Target, Vault, permit, vault};
use contracts::{Event, PersonId, UnitId};
use kernel::{AreaCode, Id, Timestamp};
use serde_json::json;
use storage::{Db, Record, Tx};

use crate::{
    erase::{self, EraseError},
    store::erasures as kept,
};

/// The name of ids of requests.
pub enum ErasureName {}
pub type ErasureId = Id<ErasureName>;

/// The key domain of what was said of a request; also how a look at it is told.
const SAID: Field = Field::new("erasure");

/// Characters in a note, and in a reason.
pub const NOTE_MAX: usize = 400;
pub const REASON_MIN: usize = 4;

/// Declares the words of a list once: the variant and the word by which it is stored.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident $word:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$each])* $variant),+ }
        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The word by which it is stored, and the last part of the words' key.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
            /// Reads what `as_str` wrote.
            pub fn read(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}

words! {
    /// Why the law wants it: the items of article 47 of the Personal Information Protection Law.
    Ground {
        /// What it was collected for is reached, cannot be reached, or does not need it any more.
        Purpose "purpose";
        /// The service has ended, or the time for keeping it.
        Ended "ended";
        /// The person took the consent back.
        Consent "consent";
        /// It is kept against the law or against what was agreed.
        Unlawful "unlawful";
        /// Another law says so.
        OtherLaw "other-law";
    }
}

words! {
    /// Who asked, as the office saw it.
    Asker {
        /// The person, with a document that shows who they are.
        Person "person";
        /// Somebody with a power of attorney.
        Agent "agent";
        Guardian "guardian";
        /// Next of kin of somebody who died (article 49).
        Kin "kin";
        /// An authority, in writing.
        Authority "authority";
    }
}

words! {
    /// Where a request stands.
    State {
        Waiting "waiting";
        Done "done";
        Refused "refused";
    }
}

/// What is recorded.
#[derive(Debug, Clone)]
pub struct NewErasure {
    pub person: PersonId,
    /// Of the post by which it is recorded.
    pub area: AreaCode,
    pub unit: UnitId,
    pub ground: Ground,
    pub asker: Asker,
    /// What was shown, where the paper lies; may be empty.
    pub note: String,
}

/// A request as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    pub id: ErasureId,
    pub person: PersonId,
    pub area: AreaCode,
    pub unit: UnitId,
    pub ground: Ground,
    pub asker: Asker,
    pub asked_by: PersonId,
    pub asked_at: Timestamp,
    pub state: State,
    pub decided_at: Option<Timestamp>,
    pub(crate) note: Option<Vec<u8>>,
    pub(crate) answer: Option<Vec<u8>>,
}

/// Why nothing was recorded or decided. Nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ErasureError {
    #[error("there is no such request, or it is another office's")]
    NotFound,
    #[error("a request about this person waits already")]
    Waits,
    #[error("the request was decided before")]
    Decided,
    #[error("whoever recorded a request does not decide on it")]
    SameHand,
    #[error("nobody decides on their own data; ask on the own page")]
    Oneself,
    #[error("{field}: {} to {NOTE_MAX} characters", REASON_MIN)]
    Text { field: &'static str },
    #[error(transparent)]
    Erase(#[from] EraseError),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error(transparent)]
    Store(#[from] storage::Error),
    #[error(transparent)]
    Denied(#[from] access::Denied),
}

/// Records a request. The person is told, and reads on the own page who asked where.
///
/// # Errors
/// See [`ErasureError`]; nothing is written then.
pub fn ask(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    new: &NewErasure,
) -> Result<ErasureId, ErasureError> {
    let person = new.person;
    let target = Target::area(new.area).with_person(person);
    let permit = permit(actor, Action::ErasureAsk, &target)?;
    if person == actor.person {
        return Err(ErasureError::Oneself);
    }
    let note = new.note.trim();
    if note.chars().count() > NOTE_MAX {
        return Err(ErasureError::Text { field: "note" });
    }
    let today = tx.now().day();
    let offices = erase::offices(tx, person, today)?;
    if !offices.is_empty() {
        return Err(EraseError::InOffice(offices).into());
    }
    tx.lock(format!("erasure:{person}").as_bytes())?;
    if kept::waiting_for(tx, person)?.is_some() {
        return Err(ErasureError::Waits);
    }
    let sealed = vault.seal_bytes(tx, person, SAID, note.as_bytes())?;
    let id: ErasureId = tx.id();
    kept::insert(tx, id, new, actor.person, sealed)?;
    vault::looked(tx, &permit, person, SAID, "登记删除个人信息的申请")?;
    let detail =
        json!({ "person": person, "ground": new.ground.as_str(), "asker": new.asker.as_str() });
    record(tx, "erasure.ask", id, new.area, detail)?;
    tell(tx, person, "asked")?;
    Ok(id)
}

/// Another member of staff agrees: the person is erased in this transaction.
///
/// # Errors
/// See [`ErasureError`]; nothing is written then.
pub fn approve(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    id: ErasureId,
) -> Result<erase::Erased, ErasureError> {
    let found = held(tx, actor, id)?;
    kept::decide(tx, id, State::Done, actor.person, None)?;
    let erased = erase::erase(tx, vault, found.person)?;
    record(tx, "erasure.approve", id, found.area, json!({ "person": found.person }))?;
    Ok(erased)
}

/// The office does not erase, and says why (article 50). The person is told.
///
/// # Errors
/// See [`ErasureError`]; nothing is written then.
pub fn refuse(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    id: ErasureId,
    reason: &str,
) -> Result<(), ErasureError> {
    let found = held(tx, actor, id)?;
    let reason = reason.trim();
    if !(REASON_MIN..=NOTE_MAX).contains(&reason.chars().count()) {
        return Err(ErasureError::Text { field: "reason" });
    }
    let sealed = vault.seal_bytes(tx, found.person, SAID, reason.as_bytes())?;
    kept::decide(tx, id, State::Refused, actor.person, Some(sealed))?;
    record(tx, "erasure.refuse", id, found.area, json!({ "person": found.person }))?;
    Ok(tell(tx, found.person, "refused")?)
}

/// A request that waits and that the actor may decide on, held against everybody else.
fn held(tx: &mut Tx<'_>, actor: &Actor, id: ErasureId) -> Result<Erasure, ErasureError> {
    let known = kept::find(tx, id)?.ok_or(ErasureError::NotFound)?;
    let target = Target::area(known.area).with_person(known.person);
    permit(actor, Action::ErasureDecide, &target).map_err(|_| ErasureError::NotFound)?;
    tx.lock(format!("erasure:{}", known.person).as_bytes())?;
    // Read again: it may have been decided before it was held.
    let known = kept::find(tx, id)?.ok_or(ErasureError::NotFound)?;
    if known.state != State::Waiting {
        return Err(ErasureError::Decided);
    }
    if known.person == actor.person {
        return Err(ErasureError::Oneself);
    }
    if known.asked_by == actor.person {
        return Err(ErasureError::SameHand);
    }
    Ok(known)
}

/// What was written down with a request, and how it was answered; empty once the person is erased.
/// The caller answers for who may read it.
///
/// # Errors
/// When the store or the vault fails.
pub fn said(
    db: &mut Db<'_>,
    vault: &Vault,
    known: &Erasure,
) -> Result<(String, String), vault::Error> {
    let mut open = |sealed: &Option<Vec<u8>>| {
        let Some(sealed) = sealed else { return Ok(String::new()) };
        match vault.open_bytes(db, known.person, SAID, sealed) {
            Ok(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
            Err(vault::Error::NoSuchPerson) => Ok(String::new()),
            Err(error) => Err(error),
        }
    };
    Ok((open(&known.note)?, open(&known.answer)?))
}

fn record(
    tx: &mut Tx<'_>,
    action: &str,
    id: ErasureId,
    area: AreaCode,
    detail: serde_json::Value,
) -> Result<(), storage::Error> {
    let (subject_kind, subject) = ("erasure", *id.as_bytes());
    tx.record(Record { action, subject_kind, subject, area: area.as_str(), detail })
}

fn tell(tx: &mut Tx<'_>, person: PersonId, notice: &str) -> Result<(), storage::Error> {
    let (at, notice) = (tx.now().display_minute(), notice.to_owned());
    tx.emit(&Event::ErasureNews { person, at, notice })
}
