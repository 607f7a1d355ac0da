//! Casting a ballot: one person one vote, in secret, and yet each can see that theirs was counted.
//!
//! The roll says who may vote and who has; the urn holds codes and choices. Nothing leads from one
//! to the other: the code is drawn with the form and known to the voter alone, neither row has a
//! time, and casting is never kept by an idempotency key, whose digest would tell a guesser the
//! choice. How far that goes stands in `docs/decisions/0003-secret-ballot.md`.

use access::Actor;
pub use ballots::{draw, normalise};
use storage::{Db, Error, Tx};

use super::{
    CollectiveId, Refusal, act,
    fact::{Choice, Stage},
    fold::Collective,
    people::{self, refused},
    store,
};
use crate::act::ActError;

/// Puts a ballot into the urn. Sent again with the same code it is counted once.
pub fn cast(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    code: &str,
    choice: Choice,
) -> Result<(), ActError> {
    let held = people::hold(tx, actor, id)?;
    people::workers_only(actor)?;
    let wrong = |code| ActError::Invalid { field: "code", code };
    let code = normalise(code).ok_or(wrong("collective-code-wrong"))?;
    let round = held.matter.round_number();
    if !is_open(&held.matter, tx.now()) {
        return Err(refused(Refusal::NoVote));
    }
    let voted = store::people::on_roll(tx, id, round, actor.person)?;
    let voted = voted.ok_or_else(|| refused(Refusal::NotOnRoll))?;
    let mut urn = store::urn(tx, id, round)?;
    if voted {
        let again = urn.holds(&code);
        return if again { Ok(()) } else { Err(refused(Refusal::VotedBefore)) };
    }
    if !urn.cast(code, choice) {
        return Err(wrong("collective-code-taken"));
    }
    store::people::tick_off(tx, id, round, actor.person)?;
    store::keep_urn(tx, id, round, &urn)?;
    Ok(act::note(tx, id, &held.matter, "voted", serde_json::json!({ "round": round }))?)
}

/// Whether ballots are taken now: the job that closes the urn may be late, the clock is not.
pub fn is_open(matter: &Collective, now: kernel::Timestamp) -> bool {
    matter.stage == Stage::Vote && matter.vote().is_some_and(|vote| now < vote.closes_at)
}

/// Whether the ballot with this code is in the urn of the last vote.
pub fn counted(db: &mut Db<'_>, id: CollectiveId, code: &str) -> Result<bool, Error> {
    let Some(matter) = store::find(db, id)? else { return Ok(false) };
    let Some(code) = normalise(code) else { return Ok(false) };
    Ok(store::urn(db, id, matter.round_number())?.holds(&code))
}

/// Every code of a vote that is closed and was counted aloud; empty before.
pub fn codes(db: &mut Db<'_>, id: CollectiveId, matter: &Collective) -> Result<Vec<String>, Error> {
    if matter.vote().is_none_or(|vote| vote.tally.is_none()) {
        return Ok(Vec::new());
    }
    let urn = store::urn(db, id, matter.round_number())?;
    Ok(urn.codes().map(ToOwned::to_owned).collect())
}
