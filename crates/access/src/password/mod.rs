//! Sign-in by password and second factor, for staff.
//!
//! Checking a password costs tens of milliseconds of processor time on purpose, so sign-in goes in
//! three steps that a caller runs in three places:
//! 1. [`look_up`] reads the stored hash;
//! 2. [`Candidate::check`] compares, on a thread that may block, outside any transaction;
//! 3. [`finish`] counts the failure or begins the session, in one transaction.

mod failures;
mod hasher;
mod strength;

use std::collections::BTreeSet;

use contracts::PersonId;
use kernel::{Phone, Timestamp};
use storage::{Db, Record, Tx, params};

use crate::{
    membership,
    session::{self, NewSession, SessionId, SessionKind},
    totp,
    vault::{Error, Vault},
};

pub use hasher::{HashedPassword, Hasher, HasherError};
pub use strength::{Weak, check_strength};

/// What a deployment asks of staff.
#[derive(Debug, Clone, Default)]
pub struct StaffRules {
    /// Codes of the roles for which the catalogue makes a second factor compulsory.
    pub second_factor_roles: BTreeSet<String>,
}

/// The answer to [`look_up`].
#[must_use]
pub enum LookedUp {
    Check(Candidate),
    /// Locked after failures; try again after this many seconds.
    RetryAfter(i64),
}

/// A password to be compared: with the stored hash, or with one that nothing matches when the
/// login is unknown, so that both take as long.
pub struct Candidate {
    known: Option<PersonId>,
    failures: [u8; 32],
    phc: String,
}

/// A comparison that was made.
pub struct Checked {
    candidate: Candidate,
    matches: bool,
}

/// The answer to [`finish`].
#[derive(Debug)]
#[must_use]
pub enum SignIn {
    SignedIn(NewSession),
    /// The password is right; ask for the second factor and check both again.
    SecondFactorNeeded,
    /// The password is right, a second factor is compulsory and missing: this session serves to
    /// enrol one and for nothing else.
    MustEnrol(NewSession),
    /// Login, password or second factor is wrong: never says which.
    Refused,
    /// Locked after failures; try again after this many seconds.
    RetryAfter(i64),
}

/// Reads what a login's password will be compared with. `login` is a login name or a phone.
pub fn look_up(
    db: &mut Db<'_>,
    vault: &Vault,
    hasher: &Hasher,
    login: &str,
    now: Timestamp,
) -> Result<LookedUp, storage::Error> {
    let by_login = vault.find_by_login(db, login)?;
    let person = match (by_login, Phone::parse(login)) {
        (None, Ok(phone)) => vault.find_by_phone(db, &phone)?,
        (found, _) => found,
    };
    // Counting by person keeps login name and phone from giving twice the guesses.
    let counted = person.map_or_else(|| login.trim().to_lowercase(), |person| person.to_string());
    let key = vault.pseudonym("failures", &counted);
    let wait = failures::wait(db, key, now)?;
    if wait > 0 {
        return Ok(LookedUp::RetryAfter(wait));
    }
    let stored = match person {
        Some(person) => stored_hash(db, person)?.map(|phc| (person, phc)),
        None => None,
    };
    let (known, phc) = match stored {
        Some((person, phc)) => (Some(person), phc),
        None => (None, hasher.matches_nothing().to_owned()),
    };
    Ok(LookedUp::Check(Candidate { known, failures: key, phc }))
}

impl Candidate {
    /// Compares; takes tens of milliseconds.
    #[must_use]
    pub fn check(self, password: &str) -> Checked {
        let matches = hasher::verify(&self.phc, password) && self.known.is_some();
        Checked { candidate: self, matches }
    }
}

/// Ends the sign-in. `second` is a code of the authenticator or a recovery code.
///
/// # Errors
/// When the store fails.
pub fn finish(
    tx: &mut Tx<'_>,
    vault: &Vault,
    rules: &StaffRules,
    checked: &Checked,
    second: Option<&str>,
    device: &str,
) -> Result<SignIn, Error> {
    let Checked { candidate: Candidate { known, failures: key, phc }, matches } = checked;
    let now = tx.now();
    // One at a time for each login: a hundred guesses sent together are counted one after another.
    tx.lock(key)?;
    let wait = failures::wait(tx, *key, now)?;
    if wait > 0 {
        return Ok(SignIn::RetryAfter(wait));
    }
    let Some(person) = known.filter(|_| *matches) else {
        failures::count(tx, *key)?;
        return Ok(SignIn::Refused);
    };
    // The password may have been changed since it was read.
    if stored_hash(tx, person)?.as_ref() != Some(phc) {
        return Ok(SignIn::Refused);
    }
    if totp::is_enrolled(tx, person)? {
        let Some(second) = second.filter(|code| !code.trim().is_empty()) else {
            return Ok(SignIn::SecondFactorNeeded);
        };
        if !totp::check(tx, vault, person, second)? {
            failures::count(tx, *key)?;
            return Ok(SignIn::Refused);
        }
    } else if needs_second_factor(tx, rules, person)? {
        failures::forget(tx, *key)?;
        let session = session::begin(tx, person, SessionKind::Enrolling, device, "password")?;
        return Ok(SignIn::MustEnrol(session));
    }
    failures::forget(tx, *key)?;
    let session = session::begin(tx, person, SessionKind::Staff, device, "password")?;
    Ok(SignIn::SignedIn(session))
}

/// Gives a person a password and ends their other sessions. The caller answers for who may.
pub fn set_password(
    tx: &mut Tx<'_>,
    person: PersonId,
    password: &HashedPassword,
    keep: Option<SessionId>,
) -> Result<(), storage::Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO access_passwords (person, phc, changed_at) VALUES ($1, $2, $3)
         ON CONFLICT (person) DO UPDATE SET phc = $2, changed_at = $3",
        params![person, password.as_str(), now],
    )?;
    session::revoke_all(tx, person, keep)?;
    tx.record(Record {
        action: "password.set",
        subject_kind: "person",
        subject: *person.as_bytes(),
        area: "",
        detail: serde_json::json!({}),
    })
}

fn needs_second_factor(
    db: &mut Db<'_>,
    rules: &StaffRules,
    person: PersonId,
) -> Result<bool, storage::Error> {
    // Posts that begin later count too: the factor must be there before the post is.
    let posts = membership::history_of(db, person)?;
    Ok(posts.iter().any(|post| rules.second_factor_roles.contains(&post.role)))
}

fn stored_hash(db: &mut Db<'_>, person: PersonId) -> Result<Option<String>, storage::Error> {
    db.query_opt("SELECT phc FROM access_passwords WHERE person = $1", params![person], |row| {
        row.get(0)
    })
}
