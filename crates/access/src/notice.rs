//! Messages from the program to a person it knows: the phone is opened here, at the moment of
//! sending, and never leaves this crate.

use contracts::PersonId;
use kernel::Phone;
use storage::Db;

use crate::{
    sms::{SmsError, SmsGateway},
    vault::{Field, Vault},
};

/// Opens the person's phone for one message; `None` when there is none, or the person's key has
/// been destroyed.
///
/// # Errors
/// When the store fails or the key does not open.
pub fn addressee(
    db: &mut Db<'_>,
    vault: &Vault,
    person: PersonId,
) -> Result<Option<Addressee>, crate::vault::Error> {
    match vault.opened(db, person, Field::PHONE) {
        Ok(phone) => Ok(phone.and_then(|phone| Phone::parse(&phone).ok()).map(Addressee)),
        Err(crate::vault::Error::NoSuchPerson) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Somebody a message can be sent to; says nothing about who.
pub struct Addressee(Phone);

impl Addressee {
    /// Sends `text`, which names no matter and no other person.
    ///
    /// # Errors
    /// When the gateway does not take it: the outbox tries again.
    pub fn send(&self, gateway: &dyn SmsGateway, text: &str) -> Result<(), SmsError> {
        gateway.send(&self.0, text)
    }
}
