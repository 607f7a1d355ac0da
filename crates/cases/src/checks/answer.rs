//! A checker's answer, and the majority.

use access::Actor;
use contracts::{AskId, CheckAnswer, Event, UnitId};
use kernel::Level;
use serde_json::json;
use storage::{Error, Record, Tx};

use super::{
    Fact, Finding, Said, assign, close,
    store::{self, Check, Draw},
    tick,
};
use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Entry, What},
    handle::tell_reporter,
    results::{REMARK_MAX, looks},
    rules::Refusal,
};

/// Takes an answer in; the same answer sent again is taken once. The thanks are the same for every
/// answer: else they would speak for one of them.
pub fn answer(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    ask: AskId,
    said: Said,
    remark: &str,
) -> Result<(), ActError> {
    let today = tx.now().day();
    looks(tx, actor, today)?;
    let remark = act::text("remark", remark, 0, REMARK_MAX)?;
    let found = store::draw_of(tx, ask)?.ok_or(ActError::NotFound)?;
    tick::hold(tx, found)?;
    let draw = store::draw(tx, found)?.ok_or(ActError::NotFound)?;
    let known = store::ask(tx, ask)?.filter(|known| known.person == actor.person);
    let known = known.ok_or(ActError::NotFound)?;
    match known.answer {
        Some(before) if before == said => return Ok(()),
        Some(_) => return Err(Refusal::AnsweredBefore.into()),
        None if known.lapsed || draw.closed_at.is_some() => {
            return Err(Refusal::CheckOver.into());
        }
        None => {}
    }
    store::keep_answer(tx, ask, said, &remark)?;
    tx.record(Record {
        action: "check.answered",
        subject_kind: "check",
        subject: *known.check.as_bytes(),
        area: draw.area.as_str(),
        detail: json!({ "ask": ask, "answer": said }),
    })?;
    let area = draw.area.to_string();
    tx.emit(&Event::CheckAnswered(CheckAnswer { ask, person: actor.person, area }))?;
    count(tx, desk, &draw, known.check)?;
    Ok(())
}

/// Decides the case when it has all its answers, else asks somebody else where one is missing.
fn count(tx: &mut Tx<'_>, desk: &Desk, draw: &Draw, check: super::CheckId) -> Result<(), Error> {
    let Some(check) = store::check(tx, check)? else { return Ok(()) };
    let wanted = i64::from(desk.catalogue.city().checks.checkers);
    if check.is_open() && check.counted() >= wanted {
        decide(tx, desk, &check)?;
        return close::when_done(tx, desk, draw);
    }
    assign::ask(tx, desk, draw, &check, &mut assign::Knows::default())
}

/// Writes what was found, into the check and into the case's own history.
pub(super) fn decide(tx: &mut Tx<'_>, desk: &Desk, check: &Check) -> Result<Finding, Error> {
    let wanted = i64::from(desk.catalogue.city().checks.checkers);
    let finding = Finding::of(check.solved, check.unsolved, wanted);
    store::decide(tx, check.id, finding)?;
    if finding == Finding::Undecided {
        return Ok(finding);
    }
    let Some(mut case) = crate::store::hold(tx, check.case)? else { return Ok(finding) };
    let fact = Fact::Found { finding, solved: check.solved, unsolved: check.unsolved };
    let entry = Entry {
        seq: case.length + 1,
        at: tx.now().max(case.updated_at),
        actor: None,
        unit: None,
        role: "system".into(),
        what: What::Check(fact),
    };
    act::write(tx, check.case, &mut case, &entry)?;
    if finding == Finding::Unsolved {
        tell(tx, desk, check, &case)?;
    }
    Ok(finding)
}

/// The owner and the street are told, and the worker, who may open it again.
fn tell(tx: &mut Tx<'_>, desk: &Desk, check: &Check, case: &Case) -> Result<(), Error> {
    let street = case.area.at(Level::Street);
    let street = street.and_then(|area| desk.units.in_charge(Level::Street, &area));
    let mut units: Vec<UnitId> = [Some(case.owner), street].into_iter().flatten().collect();
    units.dedup();
    for unit in units {
        tx.emit(&Event::UnitNotified {
            unit,
            case: check.case,
            number: case.number.clone(),
            notice: "check-unsolved".into(),
        })?;
    }
    tell_reporter(tx, check.case, case, "check-unsolved")
}
