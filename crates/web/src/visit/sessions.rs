//! Sessions looked up within the last seconds, so that a page with its parts asks the store once.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use access::{Actor, SessionId};
use contracts::PersonId;
use kernel::Timestamp;
use sha2::{Digest as _, Sha256};

/// A session or a post that ended elsewhere is noticed after so many seconds at the latest.
const FRESH_SECONDS: i64 = 5;
/// Beyond this everything is forgotten, which costs each session one read.
const KEPT_MAX: usize = 20_000;

/// The node's memory of who is behind a token. Unknown tokens are not kept, so guessing cannot
/// fill it.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<TokenHash, Known>>);

/// Tokens are secrets and stay out of long-lived memory.
pub(super) type TokenHash = [u8; 32];

struct Known {
    actor: Actor,
    at: Timestamp,
}

impl Sessions {
    /// Tell it when a session is revoked on this node.
    pub fn forget(&self, session: SessionId) {
        self.retain(|actor| actor.session.is_none_or(|known| known.id != session));
    }
    /// Tell it when a person's posts change or all their sessions end.
    pub fn forget_person(&self, person: PersonId) {
        self.retain(|actor| actor.person != person);
    }

    pub(super) fn hash(token: &str) -> TokenHash {
        Sha256::digest(token).into()
    }
    pub(super) fn recent(&self, token: &TokenHash, now: Timestamp) -> Option<Actor> {
        let known = self.lock();
        let found = known.get(token)?;
        let age = now.seconds_since(found.at);
        (0..FRESH_SECONDS).contains(&age).then(|| found.actor.clone())
    }
    pub(super) fn remember(&self, token: TokenHash, actor: Actor, now: Timestamp) {
        let mut known = self.lock();
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        known.insert(token, Known { actor, at: now });
    }

    fn retain(&self, keep: impl Fn(&Actor) -> bool) {
        self.lock().retain(|_, known| keep(&known.actor));
    }
    fn lock(&self) -> MutexGuard<'_, HashMap<TokenHash, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
