//! Whose pass this is: for whoever keeps a list of those who came, and to whom the holder showed the
//! pass for that very purpose. Gates do not ask this; what they uploaded never answers it.

use std::collections::BTreeSet;

use contracts::PersonId;
use cwt::{Audience, Gate, GateClock, Rules, Verdict, gate::Proof};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error};

use crate::{
    desk::Desk,
    handbook::around,
    keyring,
    store::{cards, tokens},
};

/// A pass with the code of the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub person: PersonId,
    /// The id of the day's token.
    pub cti: [u8; 8],
    /// The number of the code's span of 30 seconds since 1970.
    pub step: u32,
}

/// Whose pass shows this text at an instant, now or in the days for which keys are believed. `None`
/// for what no gate in `area` would let in then, for paper, for passes of other cities and for those
/// revoked since.
///
/// # Errors
/// When the store fails.
pub fn of_code(
    db: &mut Db<'_>,
    desk: &Desk,
    area: AreaCode,
    text: &str,
    at: Timestamp,
) -> Result<Option<Held>, Error> {
    let Some(rules) = desk.catalogue.passes() else { return Ok(None) };
    let Some(ring) = keyring::find(db, desk, at)? else { return Ok(None) };
    let table = keyring::table(db, desk, at)?;
    let audiences: BTreeSet<String> =
        rules.kinds.iter().map(|kind| kind.audience.to_string()).collect();
    for audience in audiences {
        let Ok(audience) = audience.parse::<Audience>() else { continue };
        let mut gate =
            Gate::new(Rules::new(audience, area).taking_all(Proof::Rotating), table.clone());
        for around in around(desk.city(), area) {
            for day in [at.day().plus(-1), at.day(), at.day().plus(1)] {
                gate.day_keys.insert(ring.issuer, around, day, ring.root.day_key(around, day));
            }
        }
        let Verdict::Accept(entry) = gate.peek(text, GateClock::Known(at)) else { continue };
        let Some(step) = entry.step.filter(|_| entry.issuer == ring.issuer) else { continue };
        let cti = *entry.cti.as_bytes();
        let Some(token) = tokens::of_cti(db, cti)? else { continue };
        let card = cards::find(db, token.card)?.filter(|card| card.revoked_at.is_none());
        if let Some(person) = card.and_then(|card| card.person) {
            return Ok(Some(Held { person, cti, step: step.0 }));
        }
    }
    Ok(None)
}
