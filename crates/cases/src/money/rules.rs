//! What may happen in a money dispute next.

use super::{
    fact::{Claim, Content, Due, Fact, Item, Payment},
    kit::Kit,
};
use crate::{case::Case, state::State};

/// The largest amount, in fen: ten million yuan.
pub const AMOUNT_MAX: i64 = 1_000_000_000;
/// Instalments of one plan.
pub const INSTALMENTS_MAX: usize = 36;
/// Items of evidence, and their bytes together: what one file for a court can carry.
pub const ITEMS_MAX: usize = 60;
pub const BYTES_MAX: i64 = 60_000_000;
/// Payments of one case.
pub const PAYMENTS_MAX: usize = 200;

/// Why something cannot happen in a money dispute now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this case is not about money")]
    NotAboutMoney,
    #[error("the case was taken back or is out of scope: reopen or appeal first")]
    Ended,
    #[error("an amount must be between 0.01 and ten million yuan")]
    Amount,
    #[error("a plan has 1 to 36 instalments, each on a later day than the one before")]
    Plan,
    #[error("more than was agreed: give the reason")]
    MoreThanAgreed,
    #[error("there is no such piece of evidence, or it was withdrawn")]
    NoSuchItem,
    #[error("there is no such payment, or it does not count any more")]
    NoSuchPayment,
    #[error("the evidence is full: 60 items and 60 MB together")]
    Full,
    #[error("the evidence has grown meanwhile: try again")]
    ChainMoved,
    #[error("no instalment is late")]
    NotLate,
}

impl Refusal {
    /// The key of the words and of the API's problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAboutMoney => "money-not-about-money",
            Self::Ended => "money-ended",
            Self::Amount => "money-amount",
            Self::Plan => "money-plan",
            Self::MoreThanAgreed => "money-more-than-agreed",
            Self::NoSuchItem => "money-no-such-item",
            Self::NoSuchPayment => "money-no-such-payment",
            Self::Full => "money-full",
            Self::ChainMoved => "money-chain-moved",
            Self::NotLate => "money-not-late",
        }
    }
}

/// Whether `fact` may happen to `case` now.
pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    if matches!(case.state, State::Withdrawn | State::OutOfScope) {
        return Err(Refusal::Ended);
    }
    let nothing = Kit::default();
    let kit = case.money.as_ref().unwrap_or(&nothing);
    match fact {
        Fact::Claimed { claim, .. } => claimed(claim),
        Fact::Evidence(item) => evidence(case, kit, item),
        Fact::Struck { item, .. } => standing_item(kit, *item),
        Fact::Agreed { plan, .. } => agreed(plan),
        Fact::Paid(payment) => paid(kit, payment),
        Fact::Returned { payment, .. } => {
            let index = usize::try_from(*payment).ok().and_then(|number| number.checked_sub(1));
            let found = index.and_then(|index| kit.payments.get(index));
            let stands = found.is_some_and(|received| received.returned.is_none());
            if stands { Ok(()) } else { Err(Refusal::NoSuchPayment) }
        }
        Fact::Unpaid { instalment, missing } => {
            let late = kit.standings().into_iter().find(|one| one.number == *instalment);
            let rings = late.is_some_and(|one| !one.is_paid() && !one.alarmed);
            if rings && *missing > 0 { Ok(()) } else { Err(Refusal::NotLate) }
        }
    }
}

const fn amount(fen: i64) -> Result<(), Refusal> {
    if 1 <= fen && fen <= AMOUNT_MAX { Ok(()) } else { Err(Refusal::Amount) }
}

fn claimed(claim: &Claim) -> Result<(), Refusal> {
    amount(claim.amount)
}

fn agreed(plan: &[Due]) -> Result<(), Refusal> {
    let rises = plan.iter().is_sorted_by(|one, next| one.day < next.day);
    if plan.is_empty() || plan.len() > INSTALMENTS_MAX || !rises {
        return Err(Refusal::Plan);
    }
    plan.iter().try_for_each(|due| amount(due.amount))?;
    amount(plan.iter().fold(0, |sum, due| sum.saturating_add(due.amount)))
}

fn paid(kit: &Kit, payment: &Payment) -> Result<(), Refusal> {
    amount(payment.amount)?;
    if kit.payments.len() >= PAYMENTS_MAX {
        return Err(Refusal::Full);
    }
    if let Some(item) = payment.evidence {
        standing_item(kit, item)?;
    }
    // What was only reported and never put in writing is not known here; the use case asks it.
    let claimed = kit.claim.as_ref().map_or(0, |claim| claim.amount);
    let sum = kit.recovered().saturating_add(payment.amount);
    let more = kit.expected(claimed).is_some_and(|expected| sum > expected);
    if more && payment.reason.is_empty() { Err(Refusal::MoreThanAgreed) } else { Ok(()) }
}

fn standing_item(kit: &Kit, number: u32) -> Result<(), Refusal> {
    let stands = kit.evidence(number).is_some_and(|evidence| evidence.struck.is_none());
    if stands { Ok(()) } else { Err(Refusal::NoSuchItem) }
}

fn evidence(case: &Case, kit: &Kit, item: &Item) -> Result<(), Refusal> {
    let bytes = |item: &Item| super::chain::length(&item.content);
    let kept = kit.items().fold(0_i64, |sum, item| sum.saturating_add(bytes(item)));
    if kit.evidence.len() >= ITEMS_MAX || kept.saturating_add(bytes(item)) > BYTES_MAX {
        return Err(Refusal::Full);
    }
    let empty = match &item.content {
        Content::Text(text) => text.is_empty(),
        Content::File { bytes, .. } => *bytes < 1,
    };
    let follows = usize::try_from(item.number).is_ok_and(|it| it == kit.evidence.len() + 1);
    let linked = item.previous == kit.head() && item.link == super::chain::link(&case.number, item);
    if follows && linked && !empty { Ok(()) } else { Err(Refusal::ChainMoved) }
}
