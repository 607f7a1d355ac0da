//! A worker signs up, cancels, makes up for what was missed. Nothing depends on it: attendance is
//! never asked for by any other part of the program.

use access::Actor;
use contracts::PersonId;
use storage::{Error, Tx};

use crate::{
    Desk, Fault, GatheringId, act,
    fact::What,
    rules::{Refusal, admit},
    store,
    tick::tell,
};

/// Where somebody stands after signing up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Taken,
    /// So many wait before this person, the person included.
    Waiting(usize),
}

/// Signs up; beyond the places one waits. Twice is once.
///
/// # Errors
/// [`Fault::Refused`] once the door has opened: whoever comes then signs in.
pub fn sign_up(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
) -> Result<Place, Fault> {
    let person = actor.person;
    let mut held = act::as_attendee(tx, desk, actor, id)?;
    match held.append(tx, What::SignedUp { person }) {
        Ok(()) | Err(Fault::Refused(Refusal::SignedUpBefore)) => {}
        Err(fault) => return Err(fault),
    }
    Ok(held.gathering.waiting(person).map_or(Place::Taken, Place::Waiting))
}

/// Cancels; whoever waited longest moves up and is told.
///
/// # Errors
/// [`Fault::Refused`] for whoever did not sign up, and once the door has opened.
pub fn cancel(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: GatheringId) -> Result<(), Fault> {
    let person = actor.person;
    let mut held = act::as_attendee(tx, desk, actor, id)?;
    let next = held.gathering.moves_up(person);
    held.append(tx, What::Cancelled { person })?;
    match next {
        Some(next) => Ok(tell(tx, &held.gathering, next, "place")?),
        None => Ok(()),
    }
}

/// An erased person's places at what has not begun are free; whoever waited longest moves up. That
/// somebody was there stays, under an id that is nobody's.
///
/// # Errors
/// When the store fails.
pub(crate) fn erased(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Error> {
    let now = tx.now();
    for id in store::people::coming(tx, person, now)? {
        let Some(mut gathering) = store::hold(tx, id)? else { continue };
        let what = What::Cancelled { person };
        if now >= gathering.opens_at() || admit(&gathering, &what).is_err() {
            continue;
        }
        let next = gathering.moves_up(person);
        act::system(tx, id, &mut gathering, what)?;
        if let Some(next) = next {
            tell(tx, &gathering, next, "place")?;
        }
    }
    Ok(())
}

/// Somebody who missed it says that the papers and the minutes have been read. It is counted apart,
/// never for a quorum.
///
/// # Errors
/// [`Fault::Refused`] for whoever was there, without minutes, and after the days of the kind.
pub fn make_up(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: GatheringId) -> Result<(), Fault> {
    let person = actor.person;
    let mut held = act::as_attendee(tx, desk, actor, id)?;
    let gathering = &held.gathering;
    if gathering.made_up.contains(&person) {
        return Ok(());
    }
    let days = gathering.rules.make_up_days.map_or(0, i64::from);
    let late = tx.now() > gathering.ends_at().plus_days(days);
    if gathering.minutes.is_none() || late {
        return Err(Refusal::NotNow.into());
    }
    held.append(tx, What::MadeUp { person })
}
