//! What a called unit does with its part: report in, answer, hand back once.

use access::{Action, Actor};
use storage::Tx;

use super::{
    act::{At, hold_own},
    call::tell,
    fact::Fact,
};
use crate::{
    act::{self, ActError, Held},
    answer::{ANSWER_MAX, ANSWER_MIN},
    case::Case,
    entry::What,
    handle::REASON_MAX,
};

/// Report in (报到).
pub fn acknowledge(tx: &mut Tx<'_>, actor: &Actor, at: At) -> Result<Case, ActError> {
    let mut held = hold_own(tx, actor, at, Action::CaseAccept)?;
    held.append(tx, What::Joint(Fact::Acknowledged { part: at.part }))?;
    to_street(tx, held, "part-acknowledged")
}

/// Answer for the part; the street looks at it.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, at: At, text: &str) -> Result<Case, ActError> {
    let mut held = hold_own(tx, actor, at, Action::CaseAnswer)?;
    let text = act::text("text", text, ANSWER_MIN, ANSWER_MAX)?;
    held.append(tx, What::Joint(Fact::Answered { part: at.part, text }))?;
    to_street(tx, held, "part-answered")
}

/// Hand back to the street, which gives it to whom it belongs: once in the part's life.
pub fn hand_back(tx: &mut Tx<'_>, actor: &Actor, at: At, reason: &str) -> Result<Case, ActError> {
    let mut held = hold_own(tx, actor, at, Action::CaseAssign)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    held.append(tx, What::Joint(Fact::HandedBack { part: at.part, reason }))?;
    to_street(tx, held, "part-handed-back")
}

fn to_street(tx: &mut Tx<'_>, held: Held, notice: &str) -> Result<Case, ActError> {
    if let Some(joint) = &held.case.joint {
        tell(tx, held.id, &held.case, joint.street, notice)?;
    }
    Ok(held.case)
}
