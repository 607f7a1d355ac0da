//! Sessions: kept in the store, known by the hash of a random token.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::PersonId;
use kernel::{Id, Timestamp};
use sha2::{Digest as _, Sha256};
use storage::{Db, Record, Row, Tx, params};
use zeroize::Zeroizing;

use crate::{
    actor::{ActiveSession, Actor},
    membership,
};

/// The name of session ids.
pub enum SessionName {}
pub type SessionId = Id<SessionName>;

/// [`touch`] is worth a write only this many seconds after the last.
pub const TOUCH_SECONDS: i64 = 300;

/// How somebody signed in, which decides how long it lasts and which posts it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// By phone and one-time code: 30 days idle, a year at most, no post but a worker's
    /// or a contact member's.
    Worker,
    /// By password and second factor: 8 hours idle, 24 hours at most, every post.
    Staff,
    /// By password where a second factor is compulsory and still missing: 15 minutes, nothing but
    /// enrolling it.
    Enrolling,
}

impl SessionKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Staff => "staff",
            Self::Enrolling => "enrolling",
        }
    }
    /// Seconds without a request after which it ends.
    pub const fn idle_seconds(self) -> i64 {
        match self {
            Self::Worker => 30 * 86_400,
            Self::Staff => 8 * 3_600,
            Self::Enrolling => 15 * 60,
        }
    }
    /// Seconds after which it ends in any case.
    pub const fn absolute_seconds(self) -> i64 {
        match self {
            Self::Worker => 365 * 86_400,
            Self::Staff => 86_400,
            Self::Enrolling => 15 * 60,
        }
    }
    /// Whether a post of this role counts in such a session. A one-time code by SMS proves too
    /// little for an office.
    pub(crate) fn carries(self, role: &str) -> bool {
        match self {
            Self::Staff => true,
            // A contact member is a worker too, and sees little more than one.
            Self::Worker => matches!(role, "worker" | "member"),
            Self::Enrolling => false,
        }
    }
    pub(crate) fn parse(text: &str) -> Result<Self, storage::Error> {
        [Self::Worker, Self::Staff, Self::Enrolling]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| storage::Error::Corrupt(format!("no session kind {text:?}")))
    }
}

/// The secret in the cookie: 32 random bytes. Shown once, when the session begins.
pub struct SessionToken(Zeroizing<[u8; 32]>);

impl SessionToken {
    /// The cookie's value: base64url without padding, 43 characters.
    pub fn cookie(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_slice())
    }
}
impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A session that has just begun.
#[derive(Debug)]
pub struct NewSession {
    pub token: SessionToken,
    pub id: SessionId,
    pub person: PersonId,
    pub kind: SessionKind,
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    pub id: SessionId,
    pub kind: SessionKind,
    /// A coarse name of the device, given by the caller when it began.
    pub device: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

/// Begins a session. The caller has proved who it is. `device` is a coarse name such as
/// "Android, Chrome", cut to 60 characters.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    person: PersonId,
    kind: SessionKind,
    device: &str,
    how: &str,
) -> Result<NewSession, storage::Error> {
    let token = SessionToken(Zeroizing::new(tx.moment().bytes()));
    let (id, now) = (tx.id::<SessionName>(), tx.now());
    let device: String = device.chars().take(60).collect();
    tx.execute(
        "INSERT INTO access_sessions (id, token_hash, person, kind, device, created_at, seen_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)",
        params![id, hash(token.0.as_slice()), person, kind.as_str(), device, now],
    )?;
    tx.record(Record {
        action: "session.begin",
        subject_kind: "person",
        subject: *person.as_bytes(),
        area: "",
        detail: serde_json::json!({ "session": id, "kind": kind.as_str(), "how": how }),
    })?;
    Ok(NewSession { token, id, person, kind })
}

/// Who is behind a cookie's value now, with the posts that count today; `None` when the session is
/// unknown, over, or its person erased.
pub fn find(
    db: &mut Db<'_>,
    cookie: &str,
    now: Timestamp,
) -> Result<Option<Actor>, storage::Error> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(cookie) else { return Ok(None) };
    // A backup of before an erasure brings back the session, and not the key.
    let found = db.query_opt(
        "SELECT s.id, s.kind, s.device, s.created_at, s.seen_at, s.person FROM access_sessions s
         JOIN access_persons p ON p.id = s.person
         JOIN access_keys k ON k.person = s.person
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND p.erased_at IS NULL",
        params![hash(&token)],
        |row| Ok((info(row)?, row.get::<PersonId>(5)?)),
    )?;
    let Some((session, person)) = found.filter(|(session, _)| session.is_alive(now)) else {
        return Ok(None);
    };
    let posts = membership::memberships_of(db, person, now.day())?;
    let active = ActiveSession { id: session.id, kind: session.kind, seen_at: session.seen_at };
    Ok(Some(Actor::new(person, Some(active), posts, now.day())))
}

/// Notes that a session was used; writes at most once in [`TOUCH_SECONDS`]. Ask
/// [`ActiveSession::needs_touch`] first to spare the transaction.
pub fn touch(tx: &mut Tx<'_>, id: SessionId) -> Result<(), storage::Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE access_sessions SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at <= $3",
        params![id, now, now.plus_seconds(-TOUCH_SECONDS)],
    )?;
    Ok(())
}

/// Ends one session of a person; answers false when the person has no such open session.
pub fn revoke(tx: &mut Tx<'_>, person: PersonId, id: SessionId) -> Result<bool, storage::Error> {
    let now = tx.now();
    let ended = tx.execute(
        "UPDATE access_sessions SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL",
        params![id, person, now],
    )?;
    if ended == 1 {
        record_end(tx, person, serde_json::json!({ "session": id }))?;
    }
    Ok(ended == 1)
}

/// Ends every session of a person but one, if one is named; answers how many were open.
pub fn revoke_all(
    tx: &mut Tx<'_>,
    person: PersonId,
    except: Option<SessionId>,
) -> Result<u64, storage::Error> {
    let now = tx.now();
    let kept = except.unwrap_or(SessionId::from_bytes([0; 16]));
    let ended = tx.execute(
        "UPDATE access_sessions SET ended_at = $3 WHERE person = $1 AND id <> $2 AND ended_at IS NULL",
        params![person, kept, now],
    )?;
    if ended > 0 {
        record_end(tx, person, serde_json::json!({ "sessions": ended }))?;
    }
    Ok(ended)
}

/// The sessions of a person that are alive, latest used first.
pub fn sessions_of(
    db: &mut Db<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<SessionInfo>, storage::Error> {
    let mut sessions = db.query(
        "SELECT id, kind, device, created_at, seen_at FROM access_sessions
         WHERE person = $1 AND ended_at IS NULL ORDER BY seen_at DESC, id DESC",
        params![person],
        info,
    )?;
    sessions.retain(|session| session.is_alive(now));
    Ok(sessions)
}

/// Forgets sessions that ended or began more than 400 days ago; for a daily job.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<u64, storage::Error> {
    let before = tx.now().plus_days(-400);
    tx.execute(
        "DELETE FROM access_sessions WHERE created_at < $1 OR ended_at < $1",
        params![before],
    )
}

impl SessionInfo {
    fn is_alive(&self, now: Timestamp) -> bool {
        now.seconds_since(self.seen_at) < self.kind.idle_seconds()
            && now.seconds_since(self.created_at) < self.kind.absolute_seconds()
    }
}

fn info(row: &Row<'_>) -> Result<SessionInfo, storage::Error> {
    Ok(SessionInfo {
        id: row.get(0)?,
        kind: SessionKind::parse(&row.get::<String>(1)?)?,
        device: row.get(2)?,
        created_at: row.get(3)?,
        seen_at: row.get(4)?,
    })
}

fn record_end(
    tx: &mut Tx<'_>,
    person: PersonId,
    detail: serde_json::Value,
) -> Result<(), storage::Error> {
    tx.record(Record {
        action: "session.end",
        subject_kind: "person",
        subject: *person.as_bytes(),
        area: "",
        detail,
    })
}

/// SHA-256 is enough: the token has 256 random bits, so there is nothing to guess.
pub(crate) fn hash(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}
