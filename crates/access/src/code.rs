//! Sign-in by phone and one-time code, for workers.
//!
//! Invariant: nothing here answers differently for a phone that is known and one that is not.

use std::net::IpAddr;

use kernel::{Phone, Timestamp, text::fold_width};
use storage::{Tx, params};
use subtle::ConstantTimeEq as _;

use crate::{
    people::person_of_phone,
    rate::{self, Rate},
    session::{self, NewSession, SessionKind},
    sms,
    vault::{Error, Vault},
};

/// The purpose of a code that signs in.
const SIGN_IN: &str = "code";
/// The purpose of a code that erases whoever has the phone.
pub const ERASE: &str = "erase";

/// The limits of one-time codes.
#[derive(Debug, Clone)]
pub struct CodeRules {
    pub life_seconds: i64,
    /// How often a code may be tried.
    pub tries_max: i64,
    pub requests_per_phone_minute: i64,
    pub requests_per_phone_hour: i64,
    /// Per IPv4 address or IPv6 /64 network.
    pub requests_per_address_hour: i64,
    /// The message, with `{code}` and `{minutes}` in it.
    pub text: String,
}

impl Default for CodeRules {
    fn default() -> Self {
        Self {
            life_seconds: 300,
            tries_max: 5,
            requests_per_phone_minute: 1,
            requests_per_phone_hour: 5,
            requests_per_address_hour: 30,
            text: include_str!("../words/sms_code.txt").trim().to_owned(),
        }
    }
}

/// The answer to asking for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Requested {
    /// A message is on its way; the code lives this many seconds.
    Sent { life_seconds: i64 },
    /// Too many; ask again after this many seconds.
    RetryAfter(i64),
}

/// The answer to giving a code.
#[derive(Debug)]
#[must_use]
pub enum Verified {
    SignedIn(NewSession),
    /// Wrong, too late, used already or tried too often: never says which.
    Refused,
}

/// Makes a code and sends it; a code asked for earlier stops working.
///
/// # Errors
/// When the store fails.
pub fn request_code(
    tx: &mut Tx<'_>,
    vault: &Vault,
    rules: &CodeRules,
    phone: &Phone,
    from: IpAddr,
) -> Result<Requested, Error> {
    request_code_for(tx, vault, rules, SIGN_IN, phone, from)
}

/// The same for a purpose other than signing in: a code of one purpose is worth nothing for
/// another. All purposes of a phone share its limits.
///
/// # Errors
/// When the store fails.
pub fn request_code_for(
    tx: &mut Tx<'_>,
    vault: &Vault,
    rules: &CodeRules,
    purpose: &str,
    phone: &Phone,
    from: IpAddr,
) -> Result<Requested, Error> {
    let phone_hash = vault.pseudonym(purpose, phone.reveal());
    let limits = [
        (vault.pseudonym("code address", &network(from)), rules.requests_per_address_hour, 3_600),
        (vault.pseudonym("code minute", phone.reveal()), rules.requests_per_phone_minute, 60),
        (vault.pseudonym("code hour", phone.reveal()), rules.requests_per_phone_hour, 3_600),
    ];
    for (key, limit, seconds) in limits {
        if let Rate::RetryAfter(wait) = rate::hit(tx, key, limit, seconds)? {
            return Ok(Requested::RetryAfter(wait));
        }
    }
    let code = format!("{:06}", tx.moment().below(1_000_000));
    let expires_at = tx.now().plus_seconds(rules.life_seconds);
    tx.execute(
        "INSERT INTO access_codes (phone_hash, code_hash, expires_at, tries) VALUES ($1, $2, $3, 0)
         ON CONFLICT (phone_hash)
         DO UPDATE SET code_hash = $2, expires_at = $3, tries = 0, used_at = NULL",
        params![phone_hash, vault.code_hash(&phone_hash, &code), expires_at],
    )?;
    let minutes = (rules.life_seconds / 60).to_string();
    let text = rules.text.replace("{code}", &code).replace("{minutes}", &minutes);
    sms::enqueue(tx, vault, phone, &text, expires_at)?;
    Ok(Requested::Sent { life_seconds: rules.life_seconds })
}

/// Signs in whoever has the code; the first time, this makes the person. A code works once,
/// however many try it at the same moment. `device` is a coarse name for the list of sessions.
///
/// # Errors
/// When the store fails.
pub fn verify_code(
    tx: &mut Tx<'_>,
    vault: &Vault,
    rules: &CodeRules,
    phone: &Phone,
    code: &str,
    device: &str,
) -> Result<Verified, Error> {
    if !take_code(tx, vault, rules, SIGN_IN, phone, code)? {
        return Ok(Verified::Refused);
    }
    let person = person_of_phone(tx, vault, phone)?;
    let session = session::begin(tx, person, SessionKind::Worker, device, "code")?;
    Ok(Verified::SignedIn(session))
}

/// Whether this is the live code of the purpose, which is used up by it. False for a wrong, late,
/// used or too often tried one: never says which. The try counts even so: commit.
///
/// # Errors
/// When the store fails.
pub fn take_code(
    tx: &mut Tx<'_>,
    vault: &Vault,
    rules: &CodeRules,
    purpose: &str,
    phone: &Phone,
    code: &str,
) -> Result<bool, Error> {
    let phone_hash = vault.pseudonym(purpose, phone.reveal());
    if !take_try(tx, rules, phone_hash)? {
        return Ok(false);
    }
    let code: String = code.chars().map(fold_width).filter(|c| !c.is_whitespace()).collect();
    let stored: [u8; 32] = tx.query_one(
        "SELECT code_hash FROM access_codes WHERE phone_hash = $1",
        params![phone_hash],
        |row| row.get(0),
    )?;
    if !bool::from(stored.ct_eq(&vault.code_hash(&phone_hash, &code))) {
        return Ok(false);
    }
    let now = tx.now();
    tx.execute(
        "UPDATE access_codes SET used_at = $2 WHERE phone_hash = $1",
        params![phone_hash, now],
    )?;
    Ok(true)
}

/// A phone is nobody's any more: no code of it is left, live or used.
pub(crate) fn forget_phone(
    tx: &mut Tx<'_>,
    vault: &Vault,
    phone: &str,
) -> Result<(), storage::Error> {
    for purpose in [SIGN_IN, ERASE] {
        let hash = vault.pseudonym(purpose, phone);
        tx.execute("DELETE FROM access_codes WHERE phone_hash = $1", params![hash])?;
    }
    Ok(())
}

/// Forgets codes that are long over; for an hourly job.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<u64, storage::Error> {
    let before: Timestamp = tx.now().plus_hours(-1);
    tx.execute("DELETE FROM access_codes WHERE expires_at < $1", params![before])
}

/// Counts a try on a live code. The row stays locked until this transaction ends, so tries on one
/// phone follow each other.
fn take_try(tx: &mut Tx<'_>, rules: &CodeRules, phone: [u8; 32]) -> Result<bool, storage::Error> {
    let now = tx.now();
    let live = tx.execute(
        "UPDATE access_codes SET tries = tries + 1
         WHERE phone_hash = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3",
        params![phone, now, rules.tries_max],
    )?;
    Ok(live == 1)
}

/// The address as limits count it: one IPv4 address, or the /64 that one IPv6 customer has.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}
