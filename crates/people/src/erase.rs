//! A person is erased by law: at once, everywhere, for good.

use access::{
    Membership, Vault,
    membership::{self, Issuer, history_of},
    vault,
};
use contracts::PersonId;
use kernel::{Day, Timestamp};
use storage::{Db, Tx, idempotency};

use crate::store;

/// The post that everybody who works has; it ends with the person.
const WORKER: &str = "worker";

/// What somebody may keep of it. It names nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// The id that is nobody's from now on.
    pub receipt: PersonId,
    pub at: Timestamp,
}

/// Why nobody was erased. Nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum EraseError {
    #[error("holds {} post(s) that have not ended: end them first", .0.len())]
    InOffice(Vec<Membership>),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error(transparent)]
    Post(#[from] membership::Error),
}
impl From<storage::Error> for EraseError {
    fn from(error: storage::Error) -> Self {
        Self::Vault(error.into())
    }
}

/// Erases a person. What they held as a worker ends today; whoever serves in an office must be
/// relieved first, so that no desk stands empty unseen.
///
/// # Errors
/// See [`EraseError`]; nothing is written then.
pub fn erase(tx: &mut Tx<'_>, vault: &Vault, person: PersonId) -> Result<Erased, EraseError> {
    let (at, today) = (tx.now(), tx.now().day());
    let running = running(tx, person, today)?;
    let offices: Vec<_> = running.iter().filter(|post| is_office(post)).cloned().collect();
    if !offices.is_empty() {
        return Err(EraseError::InOffice(offices));
    }
    for post in running {
        let until = today.max(post.from);
        membership::revoke(tx, Issuer::Program, post.id, until, "erased")?;
    }
    store::drop_invitations(tx, person)?;
    store::erasures::end_all(tx, person)?;
    idempotency::forget_actor(tx, &person.to_string())?;
    vault.destroy_key(tx, person)?;
    Ok(Erased { receipt: person, at })
}

/// The posts that somebody must be relieved of before.
///
/// # Errors
/// When the store fails.
pub fn offices(
    db: &mut Db<'_>,
    person: PersonId,
    today: Day,
) -> Result<Vec<Membership>, storage::Error> {
    let mut posts = running(db, person, today)?;
    posts.retain(is_office);
    Ok(posts)
}

/// Posts that count today or will.
fn running(
    db: &mut Db<'_>,
    person: PersonId,
    today: Day,
) -> Result<Vec<Membership>, storage::Error> {
    let mut posts = history_of(db, person)?;
    posts.retain(|post| post.until.is_none_or(|until| until > today));
    Ok(posts)
}

fn is_office(post: &Membership) -> bool {
    post.role != WORKER
}
