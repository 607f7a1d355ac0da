//! The claim: what the report said, until somebody puts it in writing or corrects it.

use access::{Actor, policy::Action};
use catalogue::FieldKind;
use contracts::CaseId;
use kernel::{AreaCode, Day, Level};
use storage::Tx;

use super::{
    Refusal,
    fact::{Claim, Fact},
    provinces,
};
use crate::{
    act::{self, ActError, Held},
    case::Case,
    desk::Desk,
    entry::What,
    handle::{REASON_MAX, tell_reporter},
    verdict::tell_owner,
};

/// Characters of a counterparty's name, and of a waybill's or contract's number.
pub const NAME_MAX: usize = 80;
pub const NUMBER_MAX: usize = 40;

/// Who acts: the worker in their own matter, or a unit that handles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Worker,
    Unit,
}

impl Side {
    /// What policy must allow.
    pub const fn action(self) -> Action {
        match self {
            Self::Worker => Action::CaseFollow,
            Self::Unit => Action::CaseAnswer,
        }
    }
}

/// Whether the case has a money kit: its matter is declared so, or a mediation brought one.
pub fn is_about_money(desk: &Desk, case: &Case) -> bool {
    case.money.is_some() || desk.matter(&case.matter).is_some_and(|matter| matter.money)
}

/// The claim as it stands: as corrected last, or as the report tells it.
pub fn standing(desk: &Desk, case: &Case) -> Claim {
    let corrected = case.money.as_ref().and_then(|kit| kit.claim.clone());
    corrected.unwrap_or_else(|| reported(desk, case))
}

/// What the report's declared fields say: the first sum of money, the first day, and by their
/// keys who owes and the number of the waybill or contract.
fn reported(desk: &Desk, case: &Case) -> Claim {
    let matter = desk.matter(&case.matter);
    let value = |key: &str| case.fields.iter().find(|(name, _)| name == key).map(|(_, it)| it);
    let of_kind = |kind: FieldKind| {
        let declared = matter?.fields.iter().find(|field| field.kind == kind)?;
        value(&declared.key)
    };
    let text = |keys: [&str; 2]| keys.into_iter().find_map(value).cloned().unwrap_or_default();
    let amount = of_kind(FieldKind::Money).and_then(|fen| fen.parse().ok()).unwrap_or(0);
    Claim {
        amount: i64::max(amount, 0),
        counterparty: text(["debtor", "counterparty"]),
        number: text(["waybill", "contract"]),
        from: None,
        to: None,
        since: of_kind(FieldKind::Date).and_then(|day| day.parse().ok()),
    }
}

/// A claim as it is typed.
#[derive(Debug, Clone)]
pub struct Given {
    /// In fen; `None` when it could not be read.
    pub amount: Option<i64>,
    pub counterparty: String,
    pub number: String,
    pub from: String,
    pub to: String,
    pub since: String,
    pub reason: String,
}

/// Puts the claim in writing, or corrects it: the entry keeps the whole claim and the reason.
pub fn correct(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
    given: &Given,
) -> Result<Case, ActError> {
    let mut held = hold(tx, desk, actor, id, side)?;
    let wrong = |field, code| ActError::Invalid { field, code };
    let amount = given.amount.ok_or_else(|| wrong("amount", "money-amount-wrong"))?;
    let since = optional_day(&given.since).map_err(|()| wrong("since", "money-day-wrong"))?;
    if since.is_some_and(|day| day > tx.now().day()) {
        return Err(wrong("since", "money-day-future"));
    }
    let claim = Claim {
        amount,
        counterparty: act::text("counterparty", &given.counterparty, 1, NAME_MAX)?,
        number: act::text("number", &given.number, 0, NUMBER_MAX)?,
        from: province(&given.from).map_err(|()| wrong("from", "money-province-wrong"))?,
        to: province(&given.to).map_err(|()| wrong("to", "money-province-wrong"))?,
        since,
    };
    let reason = act::text("reason", &given.reason, 0, REASON_MAX)?;
    held.append(tx, What::Money(Fact::Claimed { claim, reason }))?;
    tell(tx, &held, side, "money-claimed")?;
    Ok(held.case)
}

/// Holds a case that is about money, for an act of this side.
pub(super) fn hold(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    side: Side,
) -> Result<Held, ActError> {
    let held = act::hold(tx, actor, id, side.action(), None)?;
    if is_about_money(desk, &held.case) {
        Ok(held)
    } else {
        Err(crate::rules::Refusal::Money(Refusal::NotAboutMoney).into())
    }
}

/// News for the other side.
pub(super) fn tell(
    tx: &mut Tx<'_>,
    held: &Held,
    side: Side,
    notice: &str,
) -> Result<(), storage::Error> {
    match side {
        Side::Worker => tell_owner(tx, held.id, &held.case, notice),
        Side::Unit => tell_reporter(tx, held.id, &held.case, notice),
    }
}

/// A day that may be left out.
pub(crate) fn optional_day(typed: &str) -> Result<Option<Day>, ()> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| ()),
    }
}

fn province(typed: &str) -> Result<Option<AreaCode>, ()> {
    match typed.trim() {
        "" => Ok(None),
        typed => {
            let code = AreaCode::parse(typed).map_err(|_| ())?;
            let known = code.level() == Level::Province && provinces::name(&code, true).is_some();
            if known { Ok(Some(code)) } else { Err(()) }
        }
    }
}
