//! Deciding on what was asked for, and taking a spending back.

use access::{Action, Actor};
use storage::Tx;

use crate::{
    Desk, Fault,
    ask::{deciders, held, receives, runs},
    books::{Move, covered, post},
    desk::permit,
    fault::text,
    fund::{Fund, Kind, Request, RequestId, Share, State, Wish},
    store,
};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 300;

/// Approves: the money moves, if it is still there.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn approve(tx: &mut Tx<'_>, desk: &Desk, by: &Actor, id: RequestId) -> Result<(), Fault> {
    let (fund, request, share) = open_for(tx, by, id)?;
    runs(tx, &fund)?;
    covered(&share, request.amount)?;
    let reference = *request.id.as_bytes();
    let (kind, credit) = match &request.wish {
        Wish::Allocation { receiver } => {
            let to = match receives(tx, &share, *receiver)? {
                Some(known) => known,
                None => below(tx, &share, *receiver)?,
            };
            (Kind::Allocated, Some(to.id))
        }
        Wish::Spending { .. } => {
            if store::evidence(tx, id)?.is_empty() {
                return Err(Fault::Conflict("funds-evidence-needed"));
            }
            (Kind::Spent, None)
        }
    };
    let amount = request.amount;
    post(tx, desk, &fund, &Move { kind, debit: Some(share.id), credit, amount, reference })?;
    finish(tx, desk, by, &fund, Request { state: State::Approved, ..request })
}

/// Declines, with a reason.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn decline(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    id: RequestId,
    reason: &str,
) -> Result<(), Fault> {
    let (fund, request, _) = open_for(tx, by, id)?;
    let reason = Some(text("reason", reason, 2, REASON_MAX)?);
    finish(tx, desk, by, &fund, Request { state: State::Declined, reason, ..request })
}

/// Takes an approved spending back: the money is there again, and the voucher free.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn reverse(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    id: RequestId,
    reason: &str,
) -> Result<(), Fault> {
    let (fund, request, share) = held(tx, id)?;
    let line = deciders(tx, &request, &share)?;
    permit(by, Action::FundDecide, line)?;
    if request.state != State::Approved || !matches!(request.wish, Wish::Spending { .. }) {
        return Err(Fault::Conflict("funds-not-spent"));
    }
    let reason = Some(text("reason", reason, 2, REASON_MAX)?);
    let (amount, reference) = (request.amount, *request.id.as_bytes());
    let (kind, credit) = (Kind::Reversed, Some(share.id));
    post(tx, desk, &fund, &Move { kind, debit: None, credit, amount, reference })?;
    finish(tx, desk, by, &fund, Request { state: State::Reversed, reason, ..request })
}

/// A request that waits, for somebody who may decide on it.
fn open_for(tx: &mut Tx<'_>, by: &Actor, id: RequestId) -> Result<(Fund, Request, Share), Fault> {
    let (fund, request, share) = held(tx, id)?;
    let line = deciders(tx, &request, &share)?;
    permit(by, Action::FundDecide, line)?;
    if request.state != State::Asked {
        return Err(Fault::Conflict("funds-decided"));
    }
    if request.asked_by == by.person {
        return Err(Fault::Conflict("funds-own-request"));
    }
    Ok((fund, request, share))
}

fn below(tx: &mut Tx<'_>, share: &Share, unit: contracts::UnitId) -> Result<Share, Fault> {
    let (id, parent, depth) = (tx.id(), Some(share.id), share.depth + 1);
    let new = Share { id, fund: share.fund, unit, parent, depth, balance: 0 };
    store::insert_share(tx, &new)?;
    Ok(new)
}

fn finish(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    fund: &Fund,
    request: Request,
) -> Result<(), Fault> {
    store::settle(tx, &request, by.person)?;
    store::record_request(tx, desk, fund, &request)?;
    Ok(())
}
