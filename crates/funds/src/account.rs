//! What a fund came to, for whoever reads it.

use storage::{Db, Error};

use crate::{
    fund::{Fund, FundId, Share, Sums},
    sight::in_order,
    store::{self, lists},
};

/// A fund, or the part of it that a reader sees, with what went through each share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub fund: Fund,
    /// Each after the one from which it has its money.
    pub shares: Vec<(Share, Sums)>,
    /// Fen spent for each of the fund's purposes, in their order.
    pub purposes: Vec<(String, i64)>,
}

/// The account of a fund; `None` when there is no such fund.
///
/// # Errors
/// The store's own failure.
pub fn account(db: &mut Db<'_>, id: FundId) -> Result<Option<Account>, Error> {
    let Some(fund) = store::fund(db, id)? else { return Ok(None) };
    let sums = lists::sums(db, id)?;
    let spent = lists::spent_by_purpose(db, id)?;
    let shares = in_order(store::shares(db, id)?).into_iter();
    let shares = shares.map(|share| (share, sums.get(&share.id).copied().unwrap_or_default()));
    let of = |code: &String| (code.clone(), spent.get(code).copied().unwrap_or(0));
    Ok(Some(Account {
        shares: shares.collect(),
        purposes: fund.purposes.iter().map(of).collect(),
        fund,
    }))
}

impl Account {
    /// Fen set aside; of a part of a fund, what its topmost shares received and did not give back.
    pub fn granted(&self) -> i64 {
        self.topmost().map(|sums| sums.received - sums.returned).sum()
    }
    /// Fen passed on by the topmost shares, and not given back.
    pub fn allocated(&self) -> i64 {
        self.topmost().map(|sums| sums.passed_on).sum()
    }
    /// Fen spent by all.
    pub fn spent(&self) -> i64 {
        self.shares.iter().map(|(_, sums)| sums.spent).sum()
    }
    /// Fen that all have left.
    pub fn left(&self) -> i64 {
        self.shares.iter().map(|(share, _)| share.balance).sum()
    }

    /// Shares whose money came from none of these.
    fn topmost(&self) -> impl Iterator<Item = &Sums> {
        let here = |id| self.shares.iter().any(|(share, _)| share.id == id);
        let top = self.shares.iter().filter(move |(share, _)| !share.parent.is_some_and(here));
        top.map(|(_, sums)| sums)
    }
}
