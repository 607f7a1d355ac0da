//! One tap: open, closed, it works, it is broken. Anybody may say so; how far a word goes is the
//! engine's business (`nearby::belief`), how often one may say it is decided here.
//!
//! No trace of a person is kept: the write is the program's own, a known reporter is a number made
//! from a keyed hash, and what was said leaves the place's belief after some days.

use std::sync::Arc;

use access::{Vault, rate};
use contracts::PersonId;
use kernel::Timestamp;
use nearby::{Report, Said, Verdict, Word, belief::By};
use serde_json::json;
use storage::{
    Error, Tx,
    jobs::{self, Handler, Job},
};

use crate::{
    Fault, PlaceId,
    belief::About,
    edit::record,
    place::Place,
    store::{self, Kept, taps},
    visit,
};

/// The kind of the job that judges old words.
pub const JOB: &str = "places-settle";

/// Taps from one address in an hour: a whole shift of riders may share one.
const ADDRESS_HOUR_MAX: i64 = 60;
/// Taps of one person in an hour.
const PERSON_HOUR_MAX: i64 = 40;
/// Taps about one place from one address in ten minutes.
const PLACE_MAX: i64 = 3;
/// Words are judged after so many hours: a little later than the engine asks.
const JUDGED_HOURS: i64 = 13;

/// Who taps. Hashes are keyed and say nothing of a person or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tapper {
    /// Who keeps the place or answers for its area.
    Keeper([u8; 32]),
    /// Somebody signed in.
    Known([u8; 32]),
    /// Somebody unknown, from an address.
    Anyone([u8; 32]),
}

impl Tapper {
    pub fn keeper(vault: &Vault, person: PersonId) -> Self {
        Self::Keeper(vault.pseudonym("places-tap", &person.to_string()))
    }
    pub fn known(vault: &Vault, person: PersonId) -> Self {
        Self::Known(vault.pseudonym("places-tap", &person.to_string()))
    }
    /// `address` as the client's; without one all unknown people share the limit.
    pub fn anyone(vault: &Vault, address: &str) -> Self {
        Self::Anyone(vault.pseudonym("places-address", address))
    }

    const fn hash(&self) -> &[u8; 32] {
        match self {
            Self::Keeper(hash) | Self::Known(hash) | Self::Anyone(hash) => hash,
        }
    }
    const fn hour_max(&self) -> i64 {
        match self {
            Self::Anyone(_) => ADDRESS_HOUR_MAX,
            _ => PERSON_HOUR_MAX,
        }
    }
}

/// What became of a tap.
#[derive(Debug, Clone, PartialEq)]
pub enum Tapped {
    Heard(Box<Kept>),
    /// Too many from here; again in so many seconds.
    Refused(i64),
}

/// Takes in one tap. `told` is what the page said of the door just now.
///
/// # Errors
/// 404 for a place that is not kept, a field for an amenity that it does not have.
pub fn tap(
    tx: &mut Tx<'_>,
    tapper: Tapper,
    id: PlaceId,
    about: &About,
    said: Said,
    told: Word,
) -> Result<Tapped, Fault> {
    tx.lock(format!("places:{id}").as_bytes())?;
    let kept = store::find(tx, id)?.filter(|kept| kept.place.is_kept()).ok_or(Fault::NotFound)?;
    if let About::Amenity(code) = about
        && !kept.place.offers(code)
    {
        return Err(Fault::invalid("about", "places-not-offered"));
    }
    if let Some(wait) = too_many(tx, tapper, id)? {
        return Ok(Tapped::Refused(wait));
    }
    let Kept { mut place, mut belief } = kept;
    let by = by(tx, tapper)?;
    let report = Report { at: tx.now(), said, by };
    if let Some(verdicts) = belief.hear(about, &report) {
        learn(tx, &verdicts)?;
        place.version += 1;
        place.changed_at = tx.now();
        store::believe(tx, id, &belief, place.version)?;
        let due = tx.now().plus_hours(JUDGED_HOURS);
        jobs::schedule(tx, JOB, &format!("places-settle:{id}"), due, &id.to_string())?;
    }
    if *about == About::Door {
        // Whoever says how the door is stands before it; the keeper does so every day.
        if !matches!(tapper, Tapper::Keeper(_)) {
            visit::count(tx, id)?;
        }
        taps::count_truth(tx, told.name(), said_name(said))?;
    }
    journal(tx, &place, about, said, by)?;
    Ok(Tapped::Heard(Box::new(Kept { place, belief })))
}

const fn said_name(said: Said) -> &'static str {
    match said {
        Said::Works => "works",
        Said::Fails => "fails",
    }
}

/// The journal says what was heard of which place; never from whom.
fn journal(tx: &mut Tx<'_>, place: &Place, about: &About, said: Said, by: By) -> Result<(), Error> {
    let about = match about {
        About::Door => "door",
        About::Amenity(code) => code,
    };
    let by = match by {
        By::Keeper => "keeper",
        By::Reporter { .. } => "known",
        By::Anyone => "anyone",
    };
    record(tx, "place.tap", place, json!({ "about": about, "said": said_name(said), "by": by }))
}

/// Counts one more tap; the seconds to wait when it is one too many.
fn too_many(tx: &mut Tx<'_>, tapper: Tapper, id: PlaceId) -> Result<Option<i64>, Error> {
    let hash = tapper.hash();
    let mut near = b"places-tap-near:".to_vec();
    near.extend_from_slice(hash);
    near.extend_from_slice(id.as_bytes());
    let mut all = b"places-tap:".to_vec();
    all.extend_from_slice(hash);
    let limits = [(near, PLACE_MAX, 600), (all, tapper.hour_max(), 3_600)];
    for (key, limit, window) in limits {
        if let rate::Rate::RetryAfter(wait) = rate::hit(tx, key, limit, window)? {
            return Ok(Some(wait));
        }
    }
    Ok(None)
}

fn by(tx: &mut Tx<'_>, tapper: Tapper) -> Result<By, Error> {
    Ok(match tapper {
        Tapper::Keeper(_) => By::Keeper,
        Tapper::Anyone(_) => By::Anyone,
        Tapper::Known(hash) => {
            let number = number(&hash);
            By::Reporter { number, trust: taps::trust(tx, number)?.unwrap_or_default() }
        }
    })
}

/// The engine's number of a known reporter: the first eight bytes of the keyed hash.
fn number(hash: &[u8; 32]) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

/// An erased person's words are nobody's: how far they went is forgotten.
pub(crate) fn forget(tx: &mut Tx<'_>, vault: &Vault, person: PersonId) -> Result<(), Error> {
    taps::forget(tx, number(Tapper::known(vault, person).hash()))
}

/// Reporters whose words can be judged by now are trusted more or less from now on.
fn learn(tx: &mut Tx<'_>, verdicts: &[Verdict]) -> Result<(), Error> {
    for verdict in verdicts {
        let mut trust = taps::trust(tx, verdict.reporter)?.unwrap_or_default();
        trust.learn(verdict);
        taps::keep_trust(tx, verdict.reporter, &trust)?;
    }
    Ok(())
}

/// The handler to be registered with the job runner.
pub fn handler() -> Handler {
    Handler { kind: JOB, run: Arc::new(settle) }
}

/// Judges and forgets words of one place; comes again while any is left.
fn settle(tx: &mut Tx<'_>, job: &Job) -> Result<(), Error> {
    let id: PlaceId = job
        .payload
        .parse()
        .map_err(|_| Error::Corrupt(format!("job {} names no place", job.key)))?;
    tx.lock(format!("places:{id}").as_bytes())?;
    let Some(Kept { place, mut belief }) = store::find(tx, id)? else { return Ok(()) };
    let (now, was): (Timestamp, _) = (tx.now(), belief.clone());
    let verdicts = belief.settle(now);
    learn(tx, &verdicts)?;
    if belief != was {
        store::believe(tx, id, &belief, place.version + 1)?;
    }
    if belief.has_words() {
        jobs::schedule(tx, JOB, &job.key, now.plus_hours(JUDGED_HOURS), &job.payload)?;
    }
    Ok(())
}
