//! Money that is not needed goes back to where it came from.

use access::{Action, Actor};
use kernel::Id;
use storage::Tx;

use crate::{
    Desk, Fault,
    books::{Move, covered, hold, post},
    desk::permit,
    fund::{Kind, ShareId},
    open::amount,
    store,
};

/// The name of returns.
pub enum ReturnName {}
pub type ReturnId = Id<ReturnName>;

/// Money to be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// Made by the caller, so that sending it twice gives back once.
    pub id: ReturnId,
    pub share: ShareId,
    /// Fen.
    pub amount: i64,
}

/// Gives back to the share above; also when the fund is over. A return with the same id moves
/// nothing again.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn give_back(tx: &mut Tx<'_>, desk: &Desk, by: &Actor, new: Return) -> Result<(), Fault> {
    let share = store::share(tx, new.share)?.ok_or(Fault::NotFound)?;
    permit(by, Action::FundKeep, [share.unit])?;
    let fund = hold(tx, share.fund)?;
    let reference = *new.id.as_bytes();
    if store::has_entry(tx, Kind::Returned, reference)? {
        return Ok(());
    }
    let share = store::share(tx, new.share)?.ok_or(Fault::NotFound)?;
    let parent = share.parent.ok_or(Fault::Conflict("funds-first-share"))?;
    amount(new.amount)?;
    covered(&share, new.amount)?;
    let entry = Move {
        kind: Kind::Returned,
        debit: Some(share.id),
        credit: Some(parent),
        amount: new.amount,
        reference,
    };
    Ok(post(tx, desk, &fund, &entry)?)
}
