//! One-time sign-in links, so that a visitor of the demo city can be anybody in it.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::PersonId;
use storage::{Tx, params};

use crate::session::{self, NewSession, SessionKind};

/// Proof that this deployment is a demo. Everything that would be a hole anywhere else asks for it.
#[derive(Debug, Clone, Copy)]
pub struct DemoMode(());

impl DemoMode {
    /// `Some` only when the deployment was started as a demo.
    pub fn when(is_demo: bool) -> Option<Self> {
        is_demo.then_some(Self(()))
    }
}

/// The secret part of a link's address.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken(String);

impl LinkToken {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

/// Makes a link that signs in as `person`, once, within a day.
pub fn issue(
    tx: &mut Tx<'_>,
    _: DemoMode,
    person: PersonId,
    kind: SessionKind,
) -> Result<LinkToken, storage::Error> {
    let token = tx.moment().bytes::<32>();
    let expires_at = tx.now().plus_days(1);
    tx.execute(
        "INSERT INTO access_links (token_hash, person, kind, expires_at) VALUES ($1, $2, $3, $4)",
        params![session::hash(&token), person, kind.as_str(), expires_at],
    )?;
    Ok(LinkToken(URL_SAFE_NO_PAD.encode(token)))
}

/// Signs in with a link; `None` when it is unknown, over or used.
pub fn redeem(
    tx: &mut Tx<'_>,
    _: DemoMode,
    token: &str,
    device: &str,
) -> Result<Option<NewSession>, storage::Error> {
    let Ok(token) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
    let (hash, now) = (session::hash(&token), tx.now());
    let taken = tx.execute(
        "UPDATE access_links SET used_at = $2
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
        params![hash, now],
    )?;
    if taken == 0 {
        return Ok(None);
    }
    let (person, kind) = tx.query_one(
        "SELECT person, kind FROM access_links WHERE token_hash = $1",
        params![hash],
        |row| Ok((row.get(0)?, SessionKind::parse(&row.get::<String>(1)?)?)),
    )?;
    session::begin(tx, person, kind, device, "demo link").map(Some)
}
