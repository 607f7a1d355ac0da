//! Signing in: by the changing code of a pass, by the code that the organizer shows, or by the
//! organizer's hand. Twice at one sitting is once.

use access::{
    Actor,
    rate::{self, Rate},
};
use contracts::PersonId;
use kernel::{Phone, Timestamp};
use storage::Tx;

use crate::{
    Desk, Fault, GatheringId,
    act::{self, Held},
    fact::{Way, What},
    rules::Refusal,
    shown, store,
};

/// Codes that one person may try within an hour.
const TRIES: i64 = 20;
const TRIES_SECONDS: i64 = 3_600;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedIn {
    New,
    /// Was signed in at this sitting before.
    Known,
}

/// The organizer reads a pass, online.
///
/// # Errors
/// [`Fault::Refused`]: [`Refusal::WrongCode`] for what is no pass with the code of the moment,
/// [`Refusal::UsedCode`] for a code that was shown before, such as a picture of it.
pub fn by_pass(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    text: &str,
) -> Result<SignedIn, Fault> {
    let mut held = act::as_keeper(tx, desk, actor, id)?;
    let at = tx.now();
    pass(tx, desk, &mut held, text, at, Way::Pass)
}

/// A pass that was read at an instant, now or before.
pub(crate) fn pass(
    tx: &mut Tx<'_>,
    desk: &Desk,
    held: &mut Held,
    text: &str,
    at: Timestamp,
    way: Way,
) -> Result<SignedIn, Fault> {
    let seen = desk.passes.read(tx, held.gathering.area, text, at)?.ok_or(Refusal::WrongCode)?;
    if !store::door::use_code(tx, held.id, &seen)? {
        return Err(Refusal::UsedCode.into());
    }
    sign_in(tx, held, seen.person, at, way)
}

/// What somebody's own typing of the shown code came to. A wrong code is an answer and no error, so
/// that the tries are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    In(SignedIn),
    Wrong,
    /// Too many tries; seconds until the next.
    Wait(i64),
}

/// Somebody types the code that the organizer showed; `at` is when, for what was kept on a phone
/// without a network.
///
/// # Errors
/// [`Fault::Invalid`] for a time that is none; [`Fault::Refused`] when no door was open then.
pub fn by_code(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    typed: &str,
    at: Option<Timestamp>,
) -> Result<Typed, Fault> {
    let mut held = act::as_attendee(tx, desk, actor, id)?;
    let at = at.unwrap_or(tx.now());
    if at > tx.now() {
        return Err(Fault::invalid("at", "gathering-not-yet"));
    }
    let key = format!("gathering code {}", actor.person);
    if let Rate::RetryAfter(seconds) = rate::hit(tx, key, TRIES, TRIES_SECONDS)? {
        return Ok(Typed::Wait(seconds));
    }
    if !shown::of(tx, desk, id)?.accepts(at, typed) {
        return Ok(Typed::Wrong);
    }
    Ok(Typed::In(sign_in(tx, &mut held, actor.person, at, Way::Code)?))
}

/// The organizer knows who stands there: by telephone number.
///
/// # Errors
/// [`Fault::Invalid`] when nobody is known by it.
pub fn by_hand(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    phone: &str,
) -> Result<SignedIn, Fault> {
    let unknown = || Fault::invalid("phone", "gathering-phone-unknown");
    let mut held = act::as_keeper(tx, desk, actor, id)?;
    let phone: Phone = phone.trim().parse().map_err(|_| unknown())?;
    let person = desk.vault.find_by_phone(tx, &phone)?.ok_or_else(unknown)?;
    let at = tx.now();
    sign_in(tx, &mut held, person, at, Way::Hand)
}

/// The organizer ticks somebody on the list.
///
/// # Errors
/// [`Fault::NotFound`] for whoever is not on it.
pub fn by_list(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    person: PersonId,
) -> Result<SignedIn, Fault> {
    let mut held = act::as_keeper(tx, desk, actor, id)?;
    if !store::people::folded(&held.gathering).contains(&person) {
        return Err(Fault::NotFound);
    }
    let at = tx.now();
    sign_in(tx, &mut held, person, at, Way::Hand)
}

fn sign_in(
    tx: &mut Tx<'_>,
    held: &mut Held,
    person: PersonId,
    at: Timestamp,
    way: Way,
) -> Result<SignedIn, Fault> {
    let sitting = held.gathering.sitting_at(at).ok_or(Refusal::DoorClosed)?;
    let there = held.gathering.present.get(&person);
    if there.is_some_and(|sittings| sittings.contains_key(&sitting)) {
        return Ok(SignedIn::Known);
    }
    held.append(tx, What::SignedIn { person, sitting, shown_at: at, way })?;
    Ok(SignedIn::New)
}
