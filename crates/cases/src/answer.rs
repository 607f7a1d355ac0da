//! Answer (办结): the handler says what was done. It closes the handler's side only; whether the
//! trouble is gone is for the worker to say.

use access::{Actor, policy::Action};
use contracts::CaseId;
use storage::Tx;

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::{Outcome, Photo, What},
    handle::tell_reporter,
};

/// Shortest and longest answer, in characters.
pub const ANSWER_MIN: usize = 5;
pub const ANSWER_MAX: usize = 4_000;

/// An answer as it is given.
#[derive(Debug, Clone)]
pub struct Given {
    pub text: String,
    pub outcome: Outcome,
    pub photos: Vec<Photo>,
}

/// Answers a case that the actor's unit holds or watches over.
pub fn answer(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    given: Given,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseAnswer, seen)?;
    let text = act::text("text", &given.text, ANSWER_MIN, ANSWER_MAX)?;
    let lapse_at = desk.lapse_at(tx.now());
    let (outcome, photos) = (given.outcome, given.photos);
    held.append(tx, What::Answered { text, outcome, photos, lapse_at })?;
    tell_reporter(tx, id, &held.case, "answered")?;
    Ok(held.case)
}
