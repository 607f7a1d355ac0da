//! One entry: two places and the line that explains them, or nothing.

use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    Desk, Fault,
    fund::{EntryName, Fund, FundId, Kind, Share, ShareId},
    store,
};

/// What is to be moved, and why.
pub(crate) struct Move {
    pub kind: Kind,
    /// From where; `None` for the world outside.
    pub debit: Option<ShareId>,
    pub credit: Option<ShareId>,
    /// Fen, more than 0.
    pub amount: i64,
    /// The fund, the request or the return; with the kind it moves money once.
    pub reference: [u8; 16],
}

/// Holds a fund against everybody else until the transaction ends. What is read of its shares
/// afterwards stays so.
pub(crate) fn hold(tx: &mut Tx<'_>, fund: FundId) -> Result<Fund, Fault> {
    tx.lock(format!("funds:{fund}").as_bytes())?;
    store::fund(tx, fund)?.ok_or(Fault::NotFound)
}

/// Refuses an amount that a share does not have.
pub(crate) fn covered(share: &Share, amount: i64) -> Result<(), Fault> {
    if amount <= share.balance { Ok(()) } else { Err(Fault::NotCovered { left: share.balance }) }
}

/// Moves money of a fund that is held.
pub(crate) fn post(tx: &mut Tx<'_>, desk: &Desk, fund: &Fund, entry: &Move) -> Result<(), Error> {
    let id = tx.id::<EntryName>();
    store::insert_entry(tx, id, fund.id, entry)?;
    for (share, amount) in [(entry.debit, -entry.amount), (entry.credit, entry.amount)] {
        if let Some(share) = share {
            store::add(tx, share, amount)?;
        }
    }
    tx.record(Record {
        action: &format!("fund.{}", entry.kind.as_str()),
        subject_kind: "fund",
        subject: *fund.id.as_bytes(),
        area: &desk.area(fund.unit),
        detail: json!({
            "entry": id, "debit": entry.debit, "credit": entry.credit, "amount": entry.amount,
        }),
    })
}
