//! Recomputes the ledger from its transfers.

use storage::{Db, Error};

use crate::store;

/// Something in the ledger that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("the balances of all accounts add up to {0}, not to 0")]
    Sum(i64),
    #[error("the account {kind} {owner} says {balance}; its transfers say {sum}")]
    Balance { kind: String, owner: String, balance: i64, sum: i64 },
    #[error("the reserve {owner} has gone below 0 ({balance}): points were given without cover")]
    Uncovered { owner: String, balance: i64 },
    #[error("case {number}, round {round}: its award ({state}, {amount}) and its transfers differ")]
    Award { number: String, round: i64, state: String, amount: i64 },
    #[error("transfer for case {number}, round {round}: there is no award that explains it")]
    Unexplained { number: String, round: i64 },
    #[error("thanks ({state}, {amount}) and their transfer differ")]
    Thanks { state: String, amount: i64 },
    #[error("the account {owner} is {balance} in debt although nothing was taken back from it")]
    Debt { owner: String, balance: i64 },
}

/// Everything that is wrong; empty when the books balance.
pub fn verify(db: &mut Db<'_>) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    let total = store::total(db)?;
    if total != 0 {
        findings.push(Finding::Sum(total));
    }
    findings.extend(store::wrong_balances(db)?);
    findings.extend(store::wrong_awards(db)?);
    findings.extend(store::unexplained(db)?);
    findings.extend(crate::thanks::wrong(db)?);
    Ok(findings)
}
