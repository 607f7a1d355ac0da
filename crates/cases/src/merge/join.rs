//! A report that joins one of the same trouble as it comes in.

use access::policy::Permit;
use contracts::CaseId;
use storage::Tx;

use super::{
    act::bind,
    like::{JOINED_FROM, Sample},
    near::{self, Like},
    rules,
};
use crate::{
    act::{ActError, Held},
    case::Case,
    desk::Desk,
    report::{self, Receipt, Report, ReportError},
    store,
};

/// What is to become of a report when somebody else has reported the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Join {
    /// It stands by itself.
    #[default]
    Separate,
    /// It joins the likest one on which somebody works, if it is of the same matter, its position
    /// is known and there is no doubt: said beforehand by a phone without a network.
    Auto,
    /// It joins this one, as its reporter chose.
    With(CaseId),
}

/// Takes a report in, and merges it where it was to be. A report that cannot join any more stands
/// by itself: nothing is lost by a choice that came too late.
pub fn report(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    report: Report,
    join: Join,
) -> Result<Receipt, ReportError> {
    if join == Join::Separate || !near::is_open_to_workers(desk, &report.matter) {
        return report::report(tx, desk, permit, report);
    }
    // Of those who report it at the same time, one comes first and the others see it.
    for key in report.place.map(near::grid).unwrap_or_default() {
        tx.lock(key.as_bytes())?;
    }
    let mut receipt = report::report(tx, desk, permit, report)?;
    if receipt.repeated {
        return Ok(receipt);
    }
    let sample = Sample::from(&receipt.case);
    let now = tx.now();
    let found = near::like(tx, desk, Some(receipt.id), &sample, now)?;
    let chosen = found.into_iter().find(|one| fits(desk, &receipt.case, one, join));
    if let Some(chosen) = chosen {
        receipt.case = attach(tx, permit, &receipt, chosen.id)?;
    }
    Ok(receipt)
}

fn fits(desk: &Desk, case: &Case, other: &Like, join: Join) -> bool {
    match join {
        Join::Separate => false,
        Join::With(id) => other.id == id && near::is_open_to_workers(desk, &other.case.matter),
        Join::Auto => {
            other.case.matter == case.matter
                && other.case.state.is_with_unit()
                && rules::may_lead(&other.case)
                && other.likeness.metres.is_some()
                && other.likeness.words >= JOINED_FROM
        }
    }
}

fn attach(
    tx: &mut Tx<'_>,
    permit: &Permit,
    receipt: &Receipt,
    leader: CaseId,
) -> Result<Case, ReportError> {
    let own = receipt.case.clone();
    let Some(case) = store::hold(tx, leader)? else { return Ok(own) };
    let mut leader = Held { id: leader, case, permit: permit.clone() };
    let mut held = Held { id: receipt.id, case: own.clone(), permit: permit.clone() };
    match bind(tx, &mut held, &mut leader) {
        Ok(()) => Ok(held.case),
        Err(ActError::Store(error)) => Err(error.into()),
        // It was closed between the look and now.
        Err(_) => Ok(own),
    }
}
