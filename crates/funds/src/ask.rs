//! Asking for an allocation or a spending, and taking it back before it is decided.

use access::{Action, Actor};
use storage::Tx;

use crate::{
    Desk, Fault,
    books::{covered, hold},
    desk::permit,
    fault::text,
    fund::{Fund, Request, RequestId, Share, ShareId, State, Wish},
    open::amount,
    sight::above,
    store,
};

/// Longest explanation, in characters.
pub const TEXT_MAX: usize = 300;
/// Longest number of an invoice or contract, in characters.
pub const VOUCHER_MAX: usize = 60;
/// Most photos of one spending.
pub const EVIDENCE_MAX: usize = 9;

/// Something to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// Made by the caller, so that sending it twice asks once.
    pub id: RequestId,
    pub share: ShareId,
    /// Fen.
    pub amount: i64,
    pub wish: Wish,
    pub text: String,
}

/// Asks, or answers what was asked under the same id before. Whoever serves the share's unit may
/// ask; for an allocation the receiving unit's people, too.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn ask(tx: &mut Tx<'_>, desk: &Desk, by: &Actor, new: &NewRequest) -> Result<Request, Fault> {
    let share = store::share(tx, new.share)?.ok_or(Fault::NotFound)?;
    let receiver = match &new.wish {
        Wish::Allocation { receiver } => Some(*receiver),
        Wish::Spending { .. } => None,
    };
    let sides = std::iter::once(share.unit).chain(receiver);
    permit(by, Action::FundKeep, sides)?;
    let fund = hold(tx, share.fund)?;
    if let Some(known) = store::request(tx, new.id)? {
        return if known.share == share.id { Ok(known) } else { Err(Fault::NotFound) };
    }
    let share = store::share(tx, new.share)?.ok_or(Fault::NotFound)?;
    runs(tx, &fund)?;
    amount(new.amount)?;
    covered(&share, new.amount)?;
    let request = Request {
        id: new.id,
        fund: fund.id,
        share: share.id,
        amount: new.amount,
        wish: checked(tx, desk, &fund, &share, &new.wish)?,
        text: text("text", &new.text, 2, TEXT_MAX)?,
        state: State::Asked,
        asked_by: by.person,
        asked_at: tx.now(),
        decided_at: None,
        reason: None,
    };
    store::insert_request(tx, &request)?;
    store::record_request(tx, desk, &fund, &request)?;
    Ok(request)
}

/// Refuses what comes before the fund's first day or after its last.
pub(crate) fn runs(tx: &Tx<'_>, fund: &Fund) -> Result<(), Fault> {
    if fund.runs_on(tx.now().day()) { Ok(()) } else { Err(Fault::Conflict("funds-over")) }
}

fn checked(
    tx: &mut Tx<'_>,
    desk: &Desk,
    fund: &Fund,
    share: &Share,
    wish: &Wish,
) -> Result<Wish, Fault> {
    match wish {
        Wish::Allocation { receiver } => {
            desk.units.unit(*receiver).ok_or(Fault::invalid("receiver", "funds-unit-unknown"))?;
            receives(tx, share, *receiver)?;
            Ok(wish.clone())
        }
        Wish::Spending { purpose, voucher } => {
            if !fund.purposes.contains(purpose) {
                return Err(Fault::invalid("purpose", "funds-purpose-unknown"));
            }
            let voucher = text("voucher", voucher, 2, VOUCHER_MAX)?;
            let voucher = voucher.replace(char::is_whitespace, "").to_uppercase();
            tx.lock(format!("funds-voucher:{voucher}").as_bytes())?;
            if store::is_claimed(tx, &voucher)? {
                return Err(Fault::invalid("voucher", "funds-voucher-claimed"));
            }
            Ok(Wish::Spending { purpose: purpose.clone(), voucher })
        }
    }
}

/// A unit has its money of a fund from one other: not from two, and never from below itself.
pub(crate) fn receives(
    tx: &mut Tx<'_>,
    share: &Share,
    receiver: contracts::UnitId,
) -> Result<Option<Share>, Fault> {
    let known = store::share_of(tx, share.fund, receiver)?;
    if known.is_some_and(|known| known.parent != Some(share.id)) || receiver == share.unit {
        return Err(Fault::invalid("receiver", "funds-receiver-elsewhere"));
    }
    Ok(known)
}

/// Adds a photo of the voucher to a spending that waits.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn prove(
    tx: &mut Tx<'_>,
    desk: &Desk,
    by: &Actor,
    id: RequestId,
    file: &str,
) -> Result<(), Fault> {
    let (fund, request, share) = held(tx, id)?;
    permit(by, Action::FundKeep, [share.unit])?;
    if request.state != State::Asked || !matches!(request.wish, Wish::Spending { .. }) {
        return Err(Fault::Conflict("funds-decided"));
    }
    let known = store::evidence(tx, id)?;
    if known.iter().any(|one| one == file) {
        return Ok(());
    }
    if known.len() >= EVIDENCE_MAX {
        return Err(Fault::invalid("photo", "funds-evidence-many"));
    }
    store::insert_evidence(tx, id, file)?;
    store::record_request(tx, desk, &fund, &request)?;
    Ok(())
}

/// Takes a request back that waits.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn withdraw(tx: &mut Tx<'_>, desk: &Desk, by: &Actor, id: RequestId) -> Result<(), Fault> {
    let (fund, request, share) = held(tx, id)?;
    let receiver = match request.wish {
        Wish::Allocation { receiver } => Some(receiver),
        Wish::Spending { .. } => None,
    };
    permit(by, Action::FundKeep, std::iter::once(share.unit).chain(receiver))?;
    if request.state != State::Asked {
        return Err(Fault::Conflict("funds-decided"));
    }
    let request = Request { state: State::Withdrawn, ..request };
    store::settle(tx, &request, by.person)?;
    store::record_request(tx, desk, &fund, &request)?;
    Ok(())
}

/// A request with its share, and its fund held.
pub(crate) fn held(tx: &mut Tx<'_>, id: RequestId) -> Result<(Fund, Request, Share), Fault> {
    let request = store::request(tx, id)?.ok_or(Fault::NotFound)?;
    let fund = hold(tx, request.fund)?;
    // Read again: somebody may have decided before the fund was held.
    let request = store::request(tx, id)?.ok_or(Fault::NotFound)?;
    let share = store::share(tx, request.share)?.ok_or(Fault::NotFound)?;
    Ok((fund, request, share))
}

/// The units that decide on a request: for an allocation that of the share and all above it; for a
/// spending all above it, or, for the first share, its own.
pub(crate) fn deciders(
    db: &mut storage::Db<'_>,
    request: &Request,
    share: &Share,
) -> Result<Vec<contracts::UnitId>, storage::Error> {
    let mut line = above(db, share)?;
    if matches!(request.wish, Wish::Allocation { .. }) || line.is_empty() {
        line.push(share.unit);
    }
    Ok(line)
}
