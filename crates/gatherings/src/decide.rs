//! Minutes and decisions. A decision has a unit and a day, becomes a case at once, and is read out
//! at the next gathering of the series until those who are there hold it to be solved.

use access::Actor;
use contracts::UnitId;
use kernel::Day;
use storage::Tx;

use crate::{
    DecisionId, Desk, Fault, GatheringId, act,
    fact::{Decision, What},
    fault::text,
    port::NewCase,
};

/// Characters of minutes and of a decision.
pub const MINUTES_MAX: usize = 20_000;
pub const DECISION_MIN: usize = 4;
pub const DECISION_MAX: usize = 500;
/// Most units that do one thing together, besides its owner.
pub const WITH_MAX: usize = 23;

/// Writes the minutes; anew replaces them, and what was written before stays in the history.
///
/// # Errors
/// [`Fault::Refused`] before the door has opened.
pub fn minutes(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    typed: &str,
) -> Result<(), Fault> {
    let text = text("minutes", typed, 2, MINUTES_MAX)?;
    act::as_keeper(tx, desk, actor, id)?.append(tx, What::MinutesKept { text })
}

/// A decision to be written down.
#[derive(Debug, Clone)]
pub struct NewDecision {
    /// Made with the form, so that sending it twice decides once.
    pub id: DecisionId,
    pub text: String,
    pub owner: UnitId,
    /// Others who do it with the owner: each has a task, and the whole is checked once.
    pub with: Vec<UnitId>,
    /// The last day, on the calendar of Shanghai.
    pub due_on: Day,
}

/// Writes a decision down and opens its case.
///
/// # Errors
/// [`Fault::Invalid`] with the field; [`Fault::Refused`] before the door has opened.
pub fn decide(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    new: &NewDecision,
) -> Result<Decision, Fault> {
    let text = text("text", &new.text, DECISION_MIN, DECISION_MAX)?;
    let owner = desk.unit("owner", new.owner)?;
    if new.with.len() > WITH_MAX {
        return Err(Fault::invalid("with", "gathering-with-many"));
    }
    let with: Vec<UnitId> =
        new.with.iter().map(|unit| desk.unit("with", *unit)).collect::<Result<_, _>>()?;
    let mut held = act::as_keeper(tx, desk, actor, id)?;
    if let Some(known) = held.gathering.decisions.iter().find(|known| known.id == new.id) {
        return Ok(known.clone());
    }
    if new.due_on < tx.now().day() {
        return Err(Fault::invalid("due_on", "gathering-due-past"));
    }
    let decision = Decision {
        id: new.id,
        number: kernel::count::to_i64(held.gathering.decisions.len()) + 1,
        text: text.clone(),
        owner,
        due_on: new.due_on,
        case: tx.id(),
    };
    let (gathering, case) = (&held.gathering, decision.case);
    let (area, due_on, private) = (gathering.area, new.due_on, gathering.rules.private);
    // A private gathering's title would tell who meets there.
    let title = if private { String::new() } else { gathering.title.clone() };
    held.append(tx, What::Decided(Box::new(decision.clone())))?;
    desk.cases.open(tx, NewCase { id: case, owner, with, area, title, text, due_on, private })?;
    Ok(decision)
}

/// Somebody who is there says whether what was read out is really solved.
///
/// # Errors
/// [`Fault::Refused`] for whoever is not there.
pub fn judge(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    decision: DecisionId,
    solved: bool,
) -> Result<(), Fault> {
    let person = actor.person;
    act::as_attendee(tx, desk, actor, id)?.append(tx, What::Judged { decision, person, solved })
}
