//! What a mediator does.

use access::Actor;
use contracts::{CaseId, Event, UnitId};
use kernel::{Day, Timestamp};
use storage::Tx;

use super::{
    Refusal,
    fact::{Fact, Session},
    sight,
};
use crate::{
    act::{self, ActError, Held},
    case::Case,
    desk::Desk,
    entry::What,
    handle::{REASON_MAX, tell_reporter},
    money,
    money::fact::Due,
    rules, store,
};

/// Characters of an agreement.
pub const TEXT_MAX: usize = 4_000;
/// Minutes of one session.
pub const MINUTES_MAX: i64 = 720;

/// Opens a mediation. The mediator's unit may read the case from then on.
pub fn open(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    mediator: Option<UnitId>,
    counterparties: &str,
    known: Option<Day>,
) -> Result<Case, ActError> {
    let mut held = sight::hold(tx, actor, id)?;
    let refused = |refusal| ActError::from(rules::Refusal::Mediation(refusal));
    let mediated = desk.matter(&held.case.matter).is_some_and(|matter| matter.mediation);
    if !mediated {
        return Err(refused(Refusal::NotMediated));
    }
    let mediator = mediator.or_else(|| held.unit());
    let mediator = mediator.filter(|unit| may_mediate(desk, &held.case, *unit));
    let mediator = mediator.ok_or_else(|| refused(Refusal::NoMediator))?;
    let day = known.or_else(|| money::claim::standing(desk, &held.case).since);
    let known = day.unwrap_or_else(|| held.case.created_at.day());
    if known > tx.now().day() {
        return Err(ActError::Invalid { field: "known", code: "money-day-future" });
    }
    let counterparties = names(counterparties)?;
    held.append(tx, What::Mediation(Fact::Opened { mediator, counterparties, known }))?;
    store::take_part(tx, id, mediator)?;
    tell(tx, &held, "mediation-opened")?;
    Ok(held.case)
}

/// Any unit that may take matters here and is no firm: nobody mediates in their own dispute.
pub fn may_mediate(desk: &Desk, case: &Case, unit: UnitId) -> bool {
    let found = desk.units.candidates(&case.area).into_iter().find(|card| card.id == unit);
    let kind = found.and_then(|card| desk.catalogue.unit_kind(&card.kind));
    kind.is_some_and(|kind| kind.category != catalogue::Category::Firm)
}

/// One counterparty a line.
fn names(typed: &str) -> Result<Vec<String>, ActError> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| act::text("parties", line, 1, money::claim::NAME_MAX)).collect()
}

/// A session as it is typed.
#[derive(Debug, Clone)]
pub struct Met {
    pub at: Option<Timestamp>,
    pub place: String,
    pub held: bool,
    pub minutes: i64,
    pub note: String,
}

/// Writes down that the two sides met, or that one did not come.
pub fn session(tx: &mut Tx<'_>, actor: &Actor, id: CaseId, met: &Met) -> Result<Case, ActError> {
    let mut held = sight::hold(tx, actor, id)?;
    let wrong = |field, code| ActError::Invalid { field, code };
    let at = met.at.ok_or_else(|| wrong("day", "money-day-wrong"))?;
    if at > tx.now() {
        return Err(wrong("day", "money-day-future"));
    }
    if !(0..=MINUTES_MAX).contains(&met.minutes) {
        return Err(wrong("minutes", "mediation-minutes-wrong"));
    }
    let session = Session {
        at,
        place: act::text("place", &met.place, 0, money::claim::NAME_MAX)?,
        held: met.held,
        minutes: met.minutes,
        note: act::text("note", &met.note, 0, REASON_MAX)?,
    };
    held.append(tx, What::Mediation(Fact::Session(session)))?;
    tell(tx, &held, "mediation-session")?;
    Ok(held.case)
}

/// The two sides agree. What is to be paid when becomes the plan of the money kit, so that an
/// unpaid day rings.
pub fn agree(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    text: &str,
    plan: Vec<Due>,
) -> Result<Case, ActError> {
    let mut held = sight::hold(tx, actor, id)?;
    let text = act::text("text", text, 5, TEXT_MAX)?;
    money::pay::in_days_to_come(tx.now().day(), &plan)?;
    held.append(tx, What::Mediation(Fact::Agreed { text }))?;
    if !plan.is_empty() {
        let note = String::new();
        held.append(tx, What::Money(money::Fact::Agreed { plan, note }))?;
    }
    tell(tx, &held, "mediation-agreed")?;
    Ok(held.case)
}

/// Looks whether the agreement is kept.
pub fn check(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    kept: bool,
    note: &str,
) -> Result<Case, ActError> {
    let mut held = sight::hold(tx, actor, id)?;
    let note = act::text("note", note, 0, REASON_MAX)?;
    held.append(tx, What::Mediation(Fact::Checked { kept, note }))?;
    tell(tx, &held, "mediation-checked")?;
    Ok(held.case)
}

/// Ends it; `to` names the arbitration commission or the court that it is handed over to. The
/// limit for arbitration stays on the pages.
pub fn end(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    to: &str,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = sight::hold(tx, actor, id)?;
    let to = act::text("to", to, 0, money::claim::NAME_MAX)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    let fact = if to.is_empty() { Fact::Ended { reason } } else { Fact::HandedOver { to, reason } };
    held.append(tx, What::Mediation(fact))?;
    tell(tx, &held, "mediation-ended")?;
    Ok(held.case)
}

/// News for the worker, and for whichever of the two units did not act.
fn tell(tx: &mut Tx<'_>, held: &Held, notice: &str) -> Result<(), storage::Error> {
    tell_reporter(tx, held.id, &held.case, notice)?;
    let mediator = held.case.mediation.as_ref().map(|mediation| mediation.mediator);
    let mut others: Vec<UnitId> = [held.case.owner].into_iter().chain(mediator).collect();
    others.retain(|unit| Some(*unit) != held.unit());
    others.dedup();
    for unit in others {
        let (number, notice) = (held.case.number.clone(), notice.to_owned());
        tx.emit(&Event::UnitNotified { unit, case: held.id, number, notice })?;
    }
    Ok(())
}
