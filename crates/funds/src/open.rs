//! Setting money aside.

use access::{Action, Actor};
use contracts::UnitId;
use kernel::Day;
use storage::Tx;

use crate::{
    Desk, Fault,
    books::{Move, post},
    desk::permit,
    fault::text,
    fund::{Fund, FundId, Kind, Share},
    store,
};

/// The most that one fund may hold, in fen: ten billion yuan, far below overflow.
pub const FUND_MAX: i64 = 1_000_000_000_000;
/// Longest title, in characters.
pub const TITLE_MAX: usize = 60;

/// Money to be set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFund {
    /// Made by the caller, so that sending it twice opens one.
    pub id: FundId,
    pub title: String,
    pub unit: UnitId,
    /// Codes of the catalogue's purposes.
    pub purposes: Vec<String>,
    /// Fen.
    pub amount: i64,
    pub from: Day,
    /// The first day on which nothing is allocated or spent any more.
    pub until: Day,
}

/// Sets money aside; the unit has all of it. A fund with the same id is answered as it is.
///
/// # Errors
/// See [`Fault`]; nothing is written then.
pub fn open(tx: &mut Tx<'_>, desk: &Desk, by: &Actor, new: &NewFund) -> Result<Fund, Fault> {
    permit(by, Action::FundDecide, [new.unit])?;
    tx.lock(format!("funds:{}", new.id).as_bytes())?;
    if let Some(known) = store::fund(tx, new.id)? {
        return if known.unit == new.unit { Ok(known) } else { Err(Fault::NotFound) };
    }
    if desk.units.unit(new.unit).is_none() {
        return Err(Fault::invalid("unit", "funds-unit-unknown"));
    }
    if new.until <= new.from {
        return Err(Fault::invalid("until", "funds-until-early"));
    }
    amount(new.amount)?;
    let fund = Fund {
        id: new.id,
        title: text("title", &new.title, 2, TITLE_MAX)?,
        unit: new.unit,
        purposes: purposes(desk, &new.purposes)?,
        from: new.from,
        until: new.until,
        opened_at: tx.now(),
    };
    let first =
        Share { id: tx.id(), fund: fund.id, unit: fund.unit, parent: None, depth: 0, balance: 0 };
    store::insert_fund(tx, &fund, by.person)?;
    store::insert_share(tx, &first)?;
    let opened = Move {
        kind: Kind::Opened,
        debit: None,
        credit: Some(first.id),
        amount: new.amount,
        reference: *fund.id.as_bytes(),
    };
    post(tx, desk, &fund, &opened)?;
    Ok(fund)
}

/// A sum that a fund can hold.
pub(crate) fn amount(fen: i64) -> Result<(), Fault> {
    if (1..=FUND_MAX).contains(&fen) {
        Ok(())
    } else {
        Err(Fault::invalid("amount", "funds-amount-wrong"))
    }
}

/// Declared purposes, each once, in the catalogue's order.
fn purposes(desk: &Desk, wanted: &[String]) -> Result<Vec<String>, Fault> {
    let wrong = Fault::invalid("purposes", "funds-purpose-unknown");
    if wanted.is_empty() || wanted.iter().any(|code| desk.catalogue.purpose(code).is_none()) {
        return Err(wrong);
    }
    let declared = desk.catalogue.purposes().iter().map(|purpose| purpose.code.clone());
    Ok(declared.filter(|code| wanted.contains(code)).collect())
}
