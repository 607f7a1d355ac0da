//! A sponsor puts points in; what waited for them is paid.

use kernel::{AreaCode, Id};
use storage::{Db, Error, Tx};

use crate::{
    account::{Key, hold, lock},
    post::{Transfer, post},
    statement::Reason,
    store,
};

/// The most that one top-up may bring, in points: far above any budget, far below overflow.
pub const FUNDING_MAX: i64 = 1_000_000_000;

/// How many waiting awards one top-up pays at most; the rest waits for the next.
const PAID_AT_ONCE: usize = 2_000;

/// What a sponsor puts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Funding {
    /// Made by the caller, so that sending it twice funds once.
    pub id: Id<Self>,
    /// The sponsoring area: a street, a county, the city.
    pub sponsor: AreaCode,
    /// Points.
    pub amount: i64,
}

/// Why a top-up did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum FundError {
    #[error("amount: give 1 to {FUNDING_MAX} points")]
    Amount,
    #[error(transparent)]
    Store(#[from] Error),
}

/// What a sponsor has promised and given, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reserve {
    /// Put in so far.
    pub funded: i64,
    /// Given and not taken back: what workers hold from this sponsor.
    pub given: i64,
    /// Can still be given.
    pub left: i64,
    /// Earned by workers and not yet paid for want of funds.
    pub waiting: i64,
}

/// Puts points into a reserve and pays the awards that waited for it, oldest first; answers how
/// many were paid. A funding with the same id is not put in again.
pub fn top_up(tx: &mut Tx<'_>, funding: Funding) -> Result<usize, FundError> {
    if !(1..=FUNDING_MAX).contains(&funding.amount) {
        return Err(FundError::Amount);
    }
    let [issued, reserve] = hold(tx, [Key::Issued, Key::Reserve(funding.sponsor)])?;
    let reference = *funding.id.as_bytes();
    if store::has_transfer(tx, Reason::Funded, reference)? {
        return Ok(0);
    }
    let area = funding.sponsor.to_string();
    post(
        tx,
        &Transfer {
            debit: issued.id,
            credit: reserve.id,
            amount: funding.amount,
            reason: Reason::Funded,
            rule: None,
            reference,
            round: 0,
            number: None,
            area: &area,
        },
    )?;
    Ok(pay_waiting(tx, funding.sponsor)?)
}

/// Pays what waits, as long as the reserve lasts.
fn pay_waiting(tx: &mut Tx<'_>, sponsor: AreaCode) -> Result<usize, Error> {
    let waiting = store::waiting_awards(tx, &sponsor, PAID_AT_ONCE)?;
    lock(tx, waiting.iter().map(|award| Key::Person(award.person)))?;
    let mut paid = 0;
    for award in waiting {
        let [reserve, person] = hold(tx, [Key::Reserve(sponsor), Key::Person(award.person)])?;
        if award.amount > reserve.balance {
            break;
        }
        store::mark_award(tx, award.case, award.round, "posted")?;
        post(tx, &award.transfer(reserve.id, person.id, Reason::CaseConfirmed))?;
        paid += 1;
    }
    Ok(paid)
}

/// The sponsor's side of the books, for those who answer for the budget: no person appears in it.
pub fn reserve(db: &mut Db<'_>, sponsor: &AreaCode) -> Result<Reserve, Error> {
    store::reserve(db, sponsor)
}
