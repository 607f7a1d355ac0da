//! Erasure: without the key, what was sealed is noise, here and in every backup.

use contracts::{Event, PersonId};
use storage::{Record, Tx, params};

use super::{Error, Field, Vault};
use crate::code;

/// The statements that take away what is left of a person. The pseudonymous id stays, so that
/// cases, sums and the journal still add up.
const FORGET: &[&str] = &[
    "DELETE FROM access_keys WHERE person = $1",
    "DELETE FROM access_fields WHERE person = $1",
    "DELETE FROM access_lookups WHERE person = $1",
    "DELETE FROM access_passwords WHERE person = $1",
    "DELETE FROM access_totp WHERE person = $1",
    "DELETE FROM access_recovery_codes WHERE person = $1",
    "DELETE FROM access_links WHERE person = $1",
    "DELETE FROM access_sessions WHERE person = $1",
    // They were for this person alone; that an office looked stays in the journal.
    "DELETE FROM access_looks WHERE person = $1",
];

impl Vault {
    /// Erases a person: destroys the key, and with it names, phones and numbers wherever they were
    /// copied; ends every session; makes the phone free for a new sign-in.
    ///
    /// # Errors
    /// [`Error::NoSuchPerson`] when there is no such person or the person was erased before.
    pub fn destroy_key(&self, tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
        let now = tx.now();
        let erased = tx.execute(
            "UPDATE access_persons SET erased_at = $2 WHERE id = $1 AND erased_at IS NULL",
            params![person, now],
        )?;
        if erased == 0 {
            return Err(Error::NoSuchPerson);
        }
        // Told first: who keeps something under a pseudonym may need what is still sealed here to
        // find it.
        tx.emit(&Event::PersonErased { person })?;
        if let Some(phone) = self.opened(tx, person, Field::PHONE)? {
            code::forget_phone(tx, self, &phone)?;
        }
        for statement in FORGET {
            tx.execute(statement, params![person])?;
        }
        tx.record(Record {
            action: "person.erase",
            subject_kind: "person",
            subject: *person.as_bytes(),
            area: "",
            detail: serde_json::json!({}),
        })?;
        Ok(())
    }
}
