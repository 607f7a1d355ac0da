//! The unit answers: accepted or partly, with a trial and the measures by which it will be judged;
//! or declined. It may extend a trial once, and records what the measures say after.

use access::{Actor, policy::Action};
use kernel::Day;
use storage::Tx;

use super::{
    CollectiveId, act,
    fact::{Answer, Figure, Measure, Trial, What},
    fold::Collective,
    open::{self, CHANGE_MAX},
    tell,
};
use crate::{act::ActError, act::text, desk::Desk, handle::REASON_MAX};

/// So many measures judge one trial.
pub const MEASURES_MAX: usize = 5;
const NAME_MAX: usize = 40;
const UNIT_MAX: usize = 20;
/// A refusal of one word is no reason.
const REASON_MIN: usize = 5;
/// The vote opens at most so many days after the last day of the trial.
const REVIEW_DAYS_MAX: i32 = 31;
/// A trial begins at most so many days from now.
const START_DAYS_MAX: i32 = 92;

/// An answer as the unit gives it; a trial unless declined.
#[derive(Debug, Clone)]
pub struct Given {
    pub answer: Answer,
    pub reason: String,
    pub trial: Option<Trial>,
}

/// Answers. What is accepted is told to everybody who reported or joined, with the review day.
pub fn answer(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    given: Given,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveAnswer, seen)?;
    let reason = text("reason", &given.reason, REASON_MIN, REASON_MAX)?;
    let trial = match (given.answer, given.trial) {
        (Answer::Declined, _) => None,
        (_, None) => return Err(ActError::Invalid { field: "trial", code: "collective-no-plan" }),
        (_, Some(trial)) => Some(Box::new(check(desk, &held.matter, tx.now().day(), trial)?)),
    };
    held.append(tx, What::Answered { answer: given.answer, reason, trial })?;
    if given.answer == Answer::Declined {
        return open::end(tx, held, "collective-declined");
    }
    tell::everybody(tx, id, &held.matter, "collective-accepted")?;
    Ok(held.matter)
}

/// The trial as it will be kept, if it can be held like that.
fn check(desk: &Desk, matter: &Collective, today: Day, trial: Trial) -> Result<Trial, ActError> {
    let refuse = |field, code| ActError::Invalid { field, code };
    let change = text("change", &trial.change, 5, CHANGE_MAX)?;
    let known = trial.area == matter.area || desk.areas.knows(&trial.area);
    if !known || !matter.area.contains(&trial.area) {
        return Err(refuse("area", "collective-area-outside"));
    }
    if trial.from < today || trial.from > today.plus(START_DAYS_MAX) {
        return Err(refuse("from", "collective-from-wrong"));
    }
    term(desk, matter, trial.from, trial.until)?;
    review(trial.until, trial.review)?;
    if trial.measures.is_empty() || trial.measures.len() > MEASURES_MAX {
        return Err(refuse("measures", "collective-measures-count"));
    }
    let mut measures: Vec<Measure> = Vec::new();
    for one in trial.measures {
        let name = text("measures", &one.name, 2, NAME_MAX)?;
        let unit = text("measures", &one.unit, 1, UNIT_MAX)?;
        if measures.iter().any(|known| known.name == name) {
            return Err(refuse("measures", "collective-measure-twice"));
        }
        measures.push(Measure { name, unit, ..one });
    }
    Ok(Trial { change, measures, ..trial })
}

/// A trial lasts from a day to a day, not longer than declared.
fn term(desk: &Desk, matter: &Collective, from: Day, until: Day) -> Result<(), ActError> {
    let most = act::kind(desk, &matter.kind).map_or(0, |kind| kind.trial_days_max);
    let most = i32::try_from(most).unwrap_or(i32::MAX);
    if until < from || until >= from.plus(most) {
        return Err(ActError::Invalid { field: "until", code: "collective-term-wrong" });
    }
    Ok(())
}

fn review(until: Day, review: Day) -> Result<(), ActError> {
    if review <= until || review > until.plus(REVIEW_DAYS_MAX) {
        return Err(ActError::Invalid { field: "review", code: "collective-review-wrong" });
    }
    Ok(())
}

/// Extends a running trial, once.
pub fn extend(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    (until, new_review): (Day, Day),
    reason: &str,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveAnswer, seen)?;
    let reason = text("reason", reason, REASON_MIN, REASON_MAX)?;
    if let Some(trial) = held.matter.trial() {
        term(desk, &held.matter, trial.until.plus(1), until)?;
    }
    review(until, new_review)?;
    held.append(tx, What::Extended { until, review: new_review, reason })?;
    tell::everybody(tx, id, &held.matter, "collective-extended")?;
    Ok(held.matter)
}

/// Records what the measures say after the trial, in the order in which they were chosen. It
/// stays: those who vote must be able to rely on it.
pub fn measure(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    after: Vec<Figure>,
    note: &str,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveAnswer, seen)?;
    let note = text("note", note, 0, REASON_MAX)?;
    let wanted = held.matter.trial().map_or(after.len(), |trial| trial.measures.len());
    if after.len() != wanted {
        return Err(ActError::Invalid { field: "measures", code: "collective-figures-count" });
    }
    held.append(tx, What::Measured { after, note })?;
    Ok(held.matter)
}
