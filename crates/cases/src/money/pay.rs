//! Instalments and payments.

use access::Actor;
use contracts::CaseId;
use kernel::Day;
use storage::Tx;

use super::{
    Refusal,
    claim::{self, Side},
    fact::{Due, Fact, How, Payment},
};
use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::What,
    handle::REASON_MAX,
    rules,
};

/// Puts the agreed plan down, in place of the one before. It is the whole plan: what has come
/// already counts towards its first instalments.
pub fn agree(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    plan: Vec<Due>,
    note: &str,
) -> Result<Case, ActError> {
    let mut held = claim::hold(tx, desk, actor, id, Side::Unit)?;
    let note = act::text("note", note, 0, REASON_MAX)?;
    in_days_to_come(tx.now().day(), &plan)?;
    held.append(tx, What::Money(Fact::Agreed { plan, note }))?;
    claim::tell(tx, &held, Side::Unit, "money-agreed")?;
    Ok(held.case)
}

/// A plan is made for days to come, within ten years.
pub(crate) fn in_days_to_come(today: Day, plan: &[Due]) -> Result<(), ActError> {
    let last = today.plus(3_660);
    if plan.iter().all(|due| today <= due.day && due.day <= last) {
        Ok(())
    } else {
        Err(ActError::Invalid { field: "plan", code: "money-plan-day-past" })
    }
}

/// A payment as it is typed.
#[derive(Debug, Clone)]
pub struct Given {
    /// In fen; `None` when it could not be read.
    pub amount: Option<i64>,
    pub day: Option<Day>,
    pub how: Option<How>,
    pub evidence: Option<u32>,
    pub reason: String,
}

/// Records money that came. What is more than was agreed (or claimed, while nothing is agreed)
/// needs a reason.
pub fn record(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
    given: &Given,
) -> Result<Case, ActError> {
    let mut held = claim::hold(tx, desk, actor, id, side)?;
    let wrong = |field, code| ActError::Invalid { field, code };
    let amount = given.amount.ok_or_else(|| wrong("amount", "money-amount-wrong"))?;
    let day = given.day.ok_or_else(|| wrong("day", "money-day-wrong"))?;
    let how = given.how.ok_or_else(|| wrong("how", "money-choose-how"))?;
    if day > tx.now().day() {
        return Err(wrong("day", "money-day-future"));
    }
    let reason = act::text("reason", &given.reason, 0, REASON_MAX)?;
    let kit = held.case.money.clone().unwrap_or_default();
    let claimed = claim::standing(desk, &held.case).amount;
    let sum = kit.recovered().saturating_add(amount);
    if reason.is_empty() && kit.expected(claimed).is_some_and(|expected| sum > expected) {
        return Err(rules::Refusal::Money(Refusal::MoreThanAgreed).into());
    }
    let payment = Payment { amount, day, how, evidence: given.evidence, reason };
    held.append(tx, What::Money(Fact::Paid(payment)))?;
    claim::tell(tx, &held, side, "money-paid")?;
    Ok(held.case)
}

/// A payment does not count: recorded by mistake, or taken back.
pub fn take_back(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
    payment: u32,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = claim::hold(tx, desk, actor, id, side)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    held.append(tx, What::Money(Fact::Returned { payment, reason }))?;
    claim::tell(tx, &held, side, "money-paid")?;
    Ok(held.case)
}
