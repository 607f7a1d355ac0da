//! What a confirmed case earns, and what a reopened one gives back.

use catalogue::{Catalogue, Occasion, PointRule};
use contracts::{CaseOutcome, Supporter};
use kernel::AreaCode;
use storage::{Error, Tx};

use crate::{
    account::{Key, hold, lock},
    post::{Awarded, post},
    statement::Reason,
    store,
};

/// What a confirmation earned, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Award {
    Posted(i64),
    /// The sponsor's reserve is empty: paid by the next top-up.
    Waiting(i64),
    /// The rule's cap for the day is reached.
    Capped,
    /// This kind of case earns nothing.
    NoRule,
    /// This round had been dealt with before; nothing was done now.
    Repeated,
}

/// What a reopening took back, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBack {
    Amount(i64),
    /// That round had posted nothing, or had been taken back before.
    Nothing,
}

/// Posts what a confirmed case earns, once per round, in the transaction of the confirmation: the
/// reporter by the rule of the matter, those who reported the same by the rule for support. The
/// answer is what the reporter earned.
pub fn post_for_case(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    outcome: &CaseOutcome,
) -> Result<Award, Error> {
    let Some(rule) = rule(catalogue, &outcome.matter) else { return Ok(Award::NoRule) };
    let area: AreaCode = storage::value::parsed(&outcome.area, "area")?;
    let sponsor = store::nearest_reserve(tx, &area)?.unwrap_or(catalogue.city().area);
    lock_all(tx, sponsor, outcome)?;
    let award = post_one(tx, rule, sponsor, &first(outcome))?;
    if let Some(rule) = catalogue.point_rules_when(Occasion::CaseSupported).next() {
        for supporter in &outcome.supporters {
            post_one(tx, rule, sponsor, supporter)?;
        }
    }
    Ok(award)
}

/// One person's part. The account of the sponsor and the person's are locked.
fn post_one(
    tx: &mut Tx<'_>,
    rule: &PointRule,
    sponsor: AreaCode,
    to: &Supporter,
) -> Result<Award, Error> {
    let [reserve, person] = hold(tx, [Key::Reserve(sponsor), Key::Person(to.reporter)])?;
    if store::award(tx, to.case, to.round)?.is_some() {
        return Ok(Award::Repeated);
    }
    let today = tx.now().day();
    let earned = store::earned_on(tx, to.reporter, &rule.code, today)?;
    let amount = i64::from(rule.amount).min(i64::from(rule.daily_cap) - earned).max(0);
    let (award, state) = match amount {
        0 => (Award::Capped, "capped"),
        _ if amount > reserve.balance => (Award::Waiting(amount), "waiting"),
        _ => (Award::Posted(amount), "posted"),
    };
    let awarded = Awarded {
        case: to.case,
        round: to.round,
        number: to.number.clone(),
        person: to.reporter,
        reserve: sponsor,
        rule: rule.code.clone(),
        amount,
        state: state.to_owned(),
    };
    store::insert_award(tx, &awarded)?;
    if matches!(award, Award::Posted(_)) {
        post(tx, &awarded.transfer(reserve.id, person.id, Reason::CaseConfirmed))?;
    }
    Ok(award)
}

/// Takes back exactly what the round posted, in the transaction of the reopening; the answer is
/// what the reporter gives back. A person's balance may go below zero: that is a debt, which the
/// next points repay.
pub fn take_back(tx: &mut Tx<'_>, outcome: &CaseOutcome) -> Result<TakenBack, Error> {
    let first = first(outcome);
    if let Some(award) = store::award(tx, first.case, first.round)? {
        lock_all(tx, award.reserve, outcome)?;
    }
    for supporter in &outcome.supporters {
        take_back_one(tx, supporter)?;
    }
    take_back_one(tx, &first)
}

fn take_back_one(tx: &mut Tx<'_>, from: &Supporter) -> Result<TakenBack, Error> {
    let Some(award) = store::award(tx, from.case, from.round)? else {
        return Ok(TakenBack::Nothing);
    };
    let [reserve, person] = hold(tx, [Key::Reserve(award.reserve), Key::Person(award.person)])?;
    // Read again: somebody may have paid it or taken it back before it was held.
    let Some(award) = store::award(tx, from.case, from.round)? else {
        return Ok(TakenBack::Nothing);
    };
    store::mark_award(tx, award.case, award.round, "taken-back")?;
    if award.state != "posted" {
        return Ok(TakenBack::Nothing);
    }
    post(tx, &award.transfer(person.id, reserve.id, Reason::CaseReopened))?;
    Ok(TakenBack::Amount(award.amount))
}

/// Everybody's account, in the one order in which accounts are held.
fn lock_all(tx: &mut Tx<'_>, sponsor: AreaCode, outcome: &CaseOutcome) -> Result<(), Error> {
    let people = outcome.supporters.iter().map(|one| one.reporter).chain([outcome.reporter]);
    lock(tx, people.map(Key::Person).chain([Key::Reserve(sponsor)]))
}

/// The reporter, as one of those who are thanked.
fn first(outcome: &CaseOutcome) -> Supporter {
    Supporter {
        case: outcome.case,
        number: outcome.number.clone(),
        reporter: outcome.reporter,
        round: outcome.round,
    }
}

/// The rule by which a confirmed case of this matter earns.
fn rule<'c>(catalogue: &'c Catalogue, matter: &str) -> Option<&'c PointRule> {
    let code = catalogue.matter(matter)?.points.as_deref()?;
    catalogue.point_rules_when(Occasion::CaseConfirmed).find(|rule| rule.code == code)
}
