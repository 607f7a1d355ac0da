//! Whether the books say what they promise.

use storage::{Db, Error};

use crate::{
    fund::{EntryId, RequestId, ShareId},
    store::lists,
};

/// Something that does not hold. Sums in fen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("share {share} has {balance} fen, its entries say {sum}")]
    Balance { share: ShareId, balance: i64, sum: i64 },
    #[error("request {request} is {state} and its entries differ")]
    Request { request: RequestId, state: String },
    #[error("entry {entry}: no request explains it")]
    Unexplained { entry: EntryId },
}

/// Everything that is wrong; empty when the books balance.
///
/// # Errors
/// The store's own failure.
pub fn verify(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    let mut found = lists::wrong_balances(db)?;
    found.extend(lists::wrong_requests(db)?);
    Ok(found)
}
