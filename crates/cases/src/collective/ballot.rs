//! Casting a ballot: one person one vote, in secret, and yet each can see that theirs was counted.
//!
//! The roll says who may vote and who has; the urn holds codes and choices. Nothing leads from one
//! to the other: the code is drawn with the form and known to the voter alone, neither row has a
//! time, and casting is never kept by an idempotency key, whose digest would tell a guesser the
//! choice. How far that goes stands in `docs/decisions/0003-secret-ballot.md`.

use access::Actor;
use kernel::Moment;
use storage::{Db, Error, Tx};

use super::{
    CollectiveId, Refusal, act,
    fact::{Choice, Stage},
    fold::Collective,
    people::{self, refused},
    store,
};
use crate::act::ActError;

/// Crockford's base 32: read aloud and typed without mistakes.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Sixty bits of chance.
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// A code for a ballot that may be cast: `7K3M-9QXB-20FA`.
pub fn draw(moment: &Moment) -> String {
    let digit = || {
        let at = usize::try_from(moment.below(32)).unwrap_or(0);
        char::from(DIGITS.get(at).copied().unwrap_or(b'0'))
    };
    spaced(&(0..LENGTH).map(|_| digit()).collect::<String>())
}

fn spaced(plain: &str) -> String {
    let mut text = String::with_capacity(LENGTH + 2);
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// A code as somebody typed it, put right; `None` when it cannot be one.
pub fn normalise(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|digit| match digit.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let known = |digit: char| DIGITS.iter().any(|one| char::from(*one) == digit);
    (plain.len() == LENGTH && plain.chars().all(known)).then(|| spaced(&plain))
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn a_code_is_found_again_however_it_is_typed() {
        let moment = Moment::seeded(Timestamp::from_seconds(1), 7);
        let code = draw(&moment);
        assert_eq!(code.len(), 14);
        assert_ne!(code, draw(&moment));
        assert_eq!(normalise(&code), Some(code.clone()));
        assert_eq!(normalise(&code.to_lowercase().replace('-', " ")), Some(code.clone()));
        assert_eq!(normalise("o0il-1111-2222").as_deref(), Some("0011-1111-2222"));
        for wrong in ["", "7K3M", "7K3M-9QXB-20FAA", "UUUU-UUUU-UUUU", "一二三四五六七八九十一二"]
        {
            assert_eq!(normalise(wrong), None, "{wrong}");
        }
    }
}
