//! Voting: by show of hands, or in secret. Once per person, whichever sittings somebody was at.
//!
//! A secret ballot's roll and urn never meet: the code is drawn with the form and known to the voter
//! alone, neither row has a time, and casting is never kept by an idempotency key.

use access::Actor;
use serde_json::json;
use storage::{Db, Error, Tx};

use crate::{
    Desk, Fault, GatheringId, act,
    fact::{Choice, What},
    rules::{self, Refusal},
    store::{self, urns},
};

/// Casts a vote; a secret one with its `code`. Sent again with the same code it is counted once.
///
/// # Errors
/// [`Fault::Refused`] for whoever was at no sitting, is not on the roll, or voted before.
pub fn cast(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    motion: usize,
    choice: Choice,
    code: &str,
) -> Result<(), Fault> {
    let person = actor.person;
    let mut held = act::as_attendee(tx, desk, actor, id)?;
    let voted_on = rules::may_vote(&held.gathering, motion, person)?;
    if !voted_on.secret {
        return held.append(tx, What::Voted { motion, person, choice });
    }
    let code = ballots::normalise(code);
    let code = code.ok_or(Fault::invalid("code", "gathering-ballot-code-wrong"))?;
    let mut urn = urns::urn(tx, id, motion)?;
    if urns::has_voted(tx, id, motion, person)? {
        return if urn.holds(&code) { Ok(()) } else { Err(Refusal::VotedBefore.into()) };
    }
    if !urn.cast(code, choice) {
        return Err(Fault::invalid("code", "gathering-ballot-code-taken"));
    }
    urns::tick_off(tx, id, motion, person)?;
    urns::keep(tx, id, motion, &urn)?;
    Ok(act::note(tx, id, &held.gathering, "ballot", json!({ "motion": motion }))?)
}

/// Whether the ballot with this code is in the urn.
///
/// # Errors
/// When the store fails.
pub fn is_counted(
    db: &mut Db<'_>,
    id: GatheringId,
    motion: usize,
    code: &str,
) -> Result<bool, Error> {
    let Some(code) = ballots::normalise(code) else { return Ok(false) };
    if store::find(db, id)?.is_none_or(|it| it.motions.get(motion).is_none_or(|it| !it.secret)) {
        return Ok(false);
    }
    Ok(urns::urn(db, id, motion)?.holds(&code))
}

/// Whether somebody has voted on a motion.
///
/// # Errors
/// When the store fails.
pub fn has_voted(
    db: &mut Db<'_>,
    id: GatheringId,
    gathering: &crate::gathering::Gathering,
    motion: usize,
    person: contracts::PersonId,
) -> Result<bool, Error> {
    match gathering.motions.get(motion) {
        Some(motion) if !motion.secret => Ok(motion.votes.contains_key(&person)),
        _ => urns::has_voted(db, id, motion, person),
    }
}
