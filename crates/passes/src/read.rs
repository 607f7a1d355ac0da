//! Who read my pass: written down for the holder alone. Gate and time are sealed under the holder's
//! own key, so no list of where somebody was can be made from the store.

use access::{Field, policy::Permit};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use storage::{Db, Error, Tx};

use crate::{
    card::{Card, CardId, EntryId, GateId},
    desk::Desk,
    issue::{IssueError, own, own_card},
    store::{gates, reads as store},
};

/// Under which name reads are sealed.
const READ: Field = Field::new("pass-read");
/// Reads shown.
const SHOWN_MAX: usize = 200;

/// What happened to a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A gate checked its code.
    Checked,
    /// A guard looked at photo or detail.
    Looked,
}

/// A read as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub gate: GateId,
    /// Seconds since 1970.
    pub at_seconds: i64,
    pub what: What,
}

impl Read {
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_seconds(self.at_seconds)
    }
}

/// Writes a read down; a pass without an account has no key of a holder, and no such list.
///
/// # Errors
/// When the store fails; a holder who was erased is passed over.
pub fn keep(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: EntryId,
    card: &Card,
    read: &Read,
) -> Result<(), Error> {
    let Some(person) = card.person else { return Ok(()) };
    let text = serde_json::to_vec(read).map_err(|error| Error::Refused(error.to_string()))?;
    let sealed = match desk.vault.seal_bytes(tx, person, READ, &text) {
        Ok(sealed) => sealed,
        Err(access::vault::Error::NoSuchPerson) => return Ok(()),
        Err(access::vault::Error::Store(error)) => return Err(error),
        Err(error) => return Err(Error::Refused(error.to_string())),
    };
    let ends_at = tx.now().plus_days(desk.rules()?.entry_days.into());
    store::insert(tx, id, card.id, sealed, ends_at)
}

/// Who read a pass of one's own, latest first, with each gate's name.
///
/// # Errors
/// [`IssueError::NotFound`] when it is somebody else's.
pub fn of(
    db: &mut Db<'_>,
    desk: &Desk,
    permit: &Permit,
    id: CardId,
) -> Result<Vec<(Read, String)>, IssueError> {
    let person = own(permit)?;
    own_card(db, person, id)?.ok_or(IssueError::NotFound)?;
    let mut found = Vec::new();
    for sealed in store::of_card(db, id, SHOWN_MAX)? {
        let text = desk.vault.open_bytes(db, person, READ, &sealed)?;
        let read: Read = serde_json::from_slice(&text)
            .map_err(|error| Error::Corrupt(format!("a read of a pass: {error}")))?;
        let gate = gates::find(db, read.gate)?.map_or_else(String::new, |gate| gate.name);
        found.push((read, gate));
    }
    found.sort_by_key(|(read, _)| std::cmp::Reverse(read.at_seconds));
    Ok(found)
}
