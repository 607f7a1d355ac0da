//! Accounts, and the order in which they are held.

use contracts::PersonId;
use kernel::{AreaCode, Id};
use storage::{Error, Tx};

use crate::store;

/// The name of account ids.
pub enum AccountName {}
pub type AccountId = Id<AccountName>;

/// Whose account. The order of the variants is the order in which accounts are locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Where points come from: minus everything that sponsors have put in.
    Issued,
    /// What the sponsor of an area can still give.
    Reserve(AreaCode),
    Person(PersonId),
}

/// An account held until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    pub id: AccountId,
    pub balance: i64,
}

impl Key {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Reserve(_) => "reserve",
            Self::Person(_) => "person",
        }
    }

    pub fn owner(&self) -> String {
        match self {
            Self::Issued => String::new(),
            Self::Reserve(area) => area.to_string(),
            Self::Person(person) => person.to_string(),
        }
    }
}

/// Holds accounts against everybody else, in the fixed order; opens those that do not exist yet.
pub(crate) fn hold<const N: usize>(tx: &mut Tx<'_>, keys: [Key; N]) -> Result<[Account; N], Error> {
    lock(tx, keys)?;
    let mut held = [Account { id: AccountId::from_bytes([0; 16]), balance: 0 }; N];
    for (slot, key) in held.iter_mut().zip(&keys) {
        *slot = store::open_account(tx, key)?;
    }
    Ok(held)
}

/// Takes the locks of `keys` in the fixed order.
pub(crate) fn lock(tx: &mut Tx<'_>, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
    let mut keys: Vec<Key> = keys.into_iter().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.iter()
        .try_for_each(|key| tx.lock(format!("ledger:{}:{}", key.kind(), key.owner()).as_bytes()))
}
