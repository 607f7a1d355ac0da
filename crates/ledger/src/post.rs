//! One transfer: two balances and the line that explains them, or nothing.

use contracts::{CaseId, PersonId};
use kernel::Id;
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{account::AccountId, statement::Reason, store};

/// The name of transfer ids.
pub enum TransferName {}
pub type TransferId = Id<TransferName>;

/// What is to be moved, and why.
pub(crate) struct Transfer<'a> {
    pub debit: AccountId,
    pub credit: AccountId,
    /// Points, more than 0.
    pub amount: i64,
    pub reason: Reason,
    pub rule: Option<&'a str>,
    /// The case or the funding; with reason and round it can be posted once.
    pub reference: [u8; 16],
    pub round: i64,
    /// The case's number, for the statement.
    pub number: Option<&'a str>,
    /// Where, for the journal.
    pub area: &'a str,
}

/// Moves points between accounts that are held.
pub(crate) fn post(tx: &mut Tx<'_>, transfer: &Transfer<'_>) -> Result<TransferId, Error> {
    let id = tx.id::<TransferName>();
    store::insert_transfer(tx, id, transfer)?;
    store::add(tx, transfer.debit, -transfer.amount)?;
    store::add(tx, transfer.credit, transfer.amount)?;
    tx.record(Record {
        action: match transfer.reason {
            Reason::Funded => "points.fund",
            Reason::CaseConfirmed => "points.post",
            Reason::CaseReopened => "points.take-back",
            Reason::CheckAnswered => "points.thank",
        },
        subject_kind: "transfer",
        subject: *id.as_bytes(),
        area: transfer.area,
        detail: json!({
            "amount": transfer.amount, "rule": transfer.rule, "number": transfer.number,
            "round": transfer.round,
        }),
    })?;
    Ok(id)
}

/// What an award says, as its transfer needs it.
pub(crate) struct Awarded {
    pub case: CaseId,
    pub round: i64,
    pub number: String,
    pub person: PersonId,
    pub reserve: kernel::AreaCode,
    pub rule: String,
    pub amount: i64,
    pub state: String,
}

impl Awarded {
    /// The transfer that pays it, or takes it back.
    pub fn transfer(&self, debit: AccountId, credit: AccountId, reason: Reason) -> Transfer<'_> {
        Transfer {
            debit,
            credit,
            amount: self.amount,
            reason,
            rule: Some(&self.rule),
            reference: *self.case.as_bytes(),
            round: self.round,
            number: Some(&self.number),
            area: self.reserve.as_str(),
        }
    }
}
