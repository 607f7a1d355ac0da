//! The second factor: time-based codes (RFC 6238: SHA-1, 6 digits, 30 seconds, one step either
//! way), each step used once, and recovery codes for a lost phone.

use contracts::PersonId;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use storage::{Db, Record, Tx, params};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::{
    actor::Actor,
    key::KeyError,
    session::{self, NewSession, SessionKind},
    vault::{Error, Field, Vault},
};

const RECOVERY_CODES: usize = 10;
/// No 0, O, 1, I or L: recovery codes are copied by hand.
const RECOVERY_LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// What an authenticator needs, shown once.
pub struct Enrolment {
    /// For typing in.
    pub secret_base32: Zeroizing<String>,
    /// `otpauth://totp/…`, for a QR code.
    pub url: Zeroizing<String>,
}

/// The second factor works.
#[derive(Debug)]
pub struct Confirmed {
    /// Each stands in for a code once; shown once.
    pub recovery_codes: Vec<String>,
    /// In place of the session that only served to enrol.
    pub session: Option<NewSession>,
}

/// Why there was no enrolment.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EnrolError {
    #[error(transparent)]
    Vault(#[from] Error),
    #[error("second factor: there is one already; have it reset before enrolling another")]
    Already,
}
impl From<storage::Error> for EnrolError {
    fn from(error: storage::Error) -> Self {
        Self::Vault(error.into())
    }
}

/// Makes a new secret for the actor; it counts once [`confirm`] has seen a code. `issuer` is the
/// deployment's name, `account` the login name, both shown by the authenticator.
///
/// # Errors
/// [`EnrolError::Already`] while a confirmed factor exists.
pub fn enrol(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    issuer: &str,
    account: &str,
) -> Result<Enrolment, EnrolError> {
    let person = actor.person;
    if is_enrolled(tx, person)? {
        return Err(EnrolError::Already);
    }
    let secret = Secret::from(tx.moment().bytes::<20>());
    let base32 = Zeroizing::new(secret.to_base32());
    vault.seal_quietly(tx, person, Field::TOTP, &base32)?;
    let now = tx.now();
    tx.execute(
        "INSERT INTO access_totp (person, enrolled_at, last_step) VALUES ($1, $2, 0)
         ON CONFLICT (person) DO UPDATE SET enrolled_at = $2, last_step = 0",
        params![person, now],
    )?;
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let (issuer, account) = (encode(issuer), encode(account));
    let url = format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", *base32);
    Ok(Enrolment { secret_base32: base32, url: Zeroizing::new(url) })
}

/// Turns the factor on once the authenticator shows a right code; `None` when it does not. A
/// session that only served to enrol is exchanged for a full one.
///
/// # Errors
/// When the store fails.
pub fn confirm(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    code: &str,
    device: &str,
) -> Result<Option<Confirmed>, Error> {
    let (person, now) = (actor.person, tx.now());
    let Some(step) = matching_step(tx, vault, person, code)? else { return Ok(None) };
    let confirmed = tx.execute(
        "UPDATE access_totp SET confirmed_at = $2, last_step = $3
         WHERE person = $1 AND confirmed_at IS NULL",
        params![person, now, step],
    )?;
    if confirmed == 0 {
        return Ok(None);
    }
    record(tx, person, "second-factor.enrol")?;
    let recovery_codes = make_recovery_codes(tx, vault, person)?;
    let session = match actor.session {
        Some(old) if old.kind == SessionKind::Enrolling => {
            session::revoke(tx, person, old.id)?;
            Some(session::begin(tx, person, SessionKind::Staff, device, "second factor")?)
        }
        _ => None,
    };
    Ok(Some(Confirmed { recovery_codes, session }))
}

/// Whether the person has a confirmed factor.
pub fn is_enrolled(db: &mut Db<'_>, person: PersonId) -> Result<bool, storage::Error> {
    let found = db.query_opt(
        "SELECT 1 FROM access_totp WHERE person = $1 AND confirmed_at IS NOT NULL",
        params![person],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Takes the factor away, so that another can be enrolled. The caller answers for who may; an
/// administrator sees the person before doing this.
pub fn reset(tx: &mut Tx<'_>, person: PersonId) -> Result<(), storage::Error> {
    tx.execute("DELETE FROM access_totp WHERE person = $1", params![person])?;
    tx.execute("DELETE FROM access_recovery_codes WHERE person = $1", params![person])?;
    tx.execute(
        "DELETE FROM access_fields WHERE person = $1 AND field = $2",
        params![person, Field::TOTP.as_str()],
    )?;
    session::revoke_all(tx, person, None)?;
    record(tx, person, "second-factor.reset")
}

/// Whether a code of the authenticator or a recovery code is right; either is used up by this.
pub(crate) fn check(
    tx: &mut Tx<'_>,
    vault: &Vault,
    person: PersonId,
    code: &str,
) -> Result<bool, Error> {
    let Some(step) = matching_step(tx, vault, person, code)? else {
        return use_recovery_code(tx, vault, person, code);
    };
    let used = tx.execute(
        "UPDATE access_totp SET last_step = $2
         WHERE person = $1 AND confirmed_at IS NOT NULL AND last_step < $2",
        params![person, step],
    )?;
    Ok(used == 1)
}

/// The step whose code this is, if it is one of the three that count now.
fn matching_step(
    db: &mut Tx<'_>,
    vault: &Vault,
    person: PersonId,
    code: &str,
) -> Result<Option<i64>, Error> {
    let now = u64::try_from(db.now().seconds()).unwrap_or(0);
    let Some(secret) = vault.opened(db, person, Field::TOTP)? else { return Ok(None) };
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let step = totp(&secret)?.check(&code, now);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn totp(secret_base32: &str) -> Result<Totp, Error> {
    let secret = Secret::try_from_base32(secret_base32).map_err(|_| KeyError::DoesNotOpen)?;
    Ok(Builder::new().with_secret(secret).build().map_err(|_| KeyError::DoesNotOpen)?)
}

fn make_recovery_codes(
    tx: &mut Tx<'_>,
    vault: &Vault,
    person: PersonId,
) -> Result<Vec<String>, Error> {
    tx.execute("DELETE FROM access_recovery_codes WHERE person = $1", params![person])?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let plain: String = (0..10).map(|_| random_letter(tx)).collect();
        let hash = vault.code_hash(person.as_bytes(), &plain);
        tx.execute(
            "INSERT INTO access_recovery_codes (person, hash) VALUES ($1, $2)",
            params![person, hash],
        )?;
        codes.push(format!("{}-{}", &plain[..5], &plain[5..]));
    }
    Ok(codes)
}

fn random_letter(tx: &Tx<'_>) -> char {
    let pick = tx.moment().below(u64::try_from(RECOVERY_LETTERS.len()).unwrap_or(1));
    let letter = usize::try_from(pick).ok().and_then(|pick| RECOVERY_LETTERS.get(pick));
    char::from(letter.copied().unwrap_or(b'2'))
}

fn use_recovery_code(
    tx: &mut Tx<'_>,
    vault: &Vault,
    person: PersonId,
    code: &str,
) -> Result<bool, Error> {
    let plain: String =
        code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let (hash, now) = (vault.code_hash(person.as_bytes(), &plain), tx.now());
    let used = tx.execute(
        "UPDATE access_recovery_codes SET used_at = $3
         WHERE person = $1 AND hash = $2 AND used_at IS NULL",
        params![person, hash, now],
    )?;
    if used == 1 {
        record(tx, person, "second-factor.recover")?;
    }
    Ok(used == 1)
}

fn record(tx: &mut Tx<'_>, person: PersonId, action: &str) -> Result<(), storage::Error> {
    tx.record(Record {
        action,
        subject_kind: "person",
        subject: *person.as_bytes(),
        area: "",
        detail: serde_json::json!({}),
    })
}
