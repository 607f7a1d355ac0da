//! A pass is lost, misused or no longer wanted: from the next list on no gate takes it.

use access::policy::{Action, Permit};
use contracts::{PersonId, UnitId};
use storage::{Error, Tx};

use crate::{
    card::{Card, CardId},
    issue::{own, own_card, record},
    spoken,
    store::{cards, flags, reads, tokens},
};

/// Why a pass was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    #[error("there is no such pass")]
    NotFound,
    #[error(transparent)]
    Store(#[from] Error),
}

/// Its holder gives a pass back or reports it lost. Doing it twice changes nothing.
///
/// # Errors
/// [`RevokeError::NotFound`] when it is somebody else's.
pub fn give_back(tx: &mut Tx<'_>, permit: &Permit, id: CardId) -> Result<Card, RevokeError> {
    let person = own(permit)?;
    let card = own_card(tx, person, id)?.ok_or(RevokeError::NotFound)?;
    Ok(end(tx, card, "holder")?)
}

/// The street revokes a pass by the short code that its holder or a guard reads out.
///
/// # Errors
/// [`RevokeError::NotFound`] when no live token has the code's place, or it is for another area.
pub fn revoke(
    tx: &mut Tx<'_>,
    permit: &Permit,
    short: &str,
    why: &str,
) -> Result<Card, RevokeError> {
    let card = find(tx, short)?.ok_or(RevokeError::NotFound)?;
    covers(permit, &card)?;
    Ok(end(tx, card, why)?)
}

/// The street revokes a pass that it gave to somebody without an account.
///
/// # Errors
/// [`RevokeError::NotFound`] when it is none of these, or for another area.
pub fn of_bearer(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CardId,
    why: &str,
) -> Result<Card, RevokeError> {
    let card = cards::of_desk(tx, id)?.ok_or(RevokeError::NotFound)?;
    covers(permit, &card)?;
    Ok(end(tx, card, why)?)
}

fn covers(permit: &Permit, card: &Card) -> Result<(), RevokeError> {
    let fits = permit.target().area.is_some_and(|area| area == card.area);
    if permit.action() == Action::PassIssue && fits { Ok(()) } else { Err(RevokeError::NotFound) }
}

/// The card of which a short code (or its first five letters) speaks.
///
/// # Errors
/// When the store fails.
pub fn find(db: &mut storage::Db<'_>, short: &str) -> Result<Option<Card>, Error> {
    let letters = crate::gate::tidy(short);
    let whole = if letters.len() == 5 { format!("{letters}00000") } else { letters };
    let Some((slot, _)) = spoken::parse(&whole) else { return Ok(None) };
    let Some(token) = tokens::of_slot(db, slot)? else { return Ok(None) };
    cards::find(db, token.card)
}

/// An erased person's passes end, and what was kept of their reading goes.
///
/// # Errors
/// When the store fails.
pub fn end_all(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    for id in cards::all_of(tx, person)? {
        if let Some(card) = cards::find(tx, id)? {
            end(tx, card, "erased")?;
        }
        reads::erase_card(tx, id)?;
    }
    cards::remove_photo(tx, person)
}

/// Somebody's job with a firm has ended: what was given for it ends, from the next list on at every
/// gate. What is the person's own stays.
///
/// # Errors
/// When the store fails.
pub fn end_of_job(tx: &mut Tx<'_>, person: PersonId, firm: UnitId) -> Result<(), Error> {
    for card in cards::of_job(tx, person, firm)? {
        end(tx, card, "job-ended")?;
    }
    Ok(())
}

fn end(tx: &mut Tx<'_>, card: Card, why: &str) -> Result<Card, Error> {
    tx.lock(b"passes.revocations")?;
    if cards::revoke(tx, card.id, why)? {
        tokens::revoke_all(tx, card.id)?;
        flags::end(tx, card.id)?;
        record(tx, "pass.revoke", &card)?;
    }
    let now = tx.now();
    Ok(Card { revoked_at: card.revoked_at.or(Some(now)), ..card })
}
