//! Visits, counted without names: a number per place and day, nothing else.

use access::Actor;
use kernel::Day;
use serde_json::json;
use storage::Tx;

use crate::{
    Desk, Fault, PlaceId,
    edit::{hold, record},
    store::counts,
};

/// Visits that a keeper may add for one day.
const DAY_MAX: i64 = 5_000;

/// Somebody stood at the door: one more for today. Told by a tap, which is limited by itself.
///
/// # Errors
/// When the store fails.
pub(crate) fn count(tx: &mut Tx<'_>, place: PlaceId) -> Result<(), storage::Error> {
    let today = tx.now().day();
    counts::add_visits(tx, place, today, 1)
}

/// A keeper adds what was counted at the door, as with strokes on paper.
///
/// # Errors
/// A day to come, or a number that is none.
pub fn add(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    day: Day,
    visits: i64,
) -> Result<(), Fault> {
    let (kept, _) = hold(tx, desk, actor, place)?;
    if day > tx.now().day() {
        return Err(Fault::invalid("day", "places-not-yet"));
    }
    if !(1..=DAY_MAX).contains(&visits) {
        return Err(Fault::invalid("visits", "places-number-wrong"));
    }
    counts::add_visits(tx, place, day, visits)?;
    let detail = json!({ "day": day.to_string(), "visits": visits });
    Ok(record(tx, "place.visits", &kept.place, detail)?)
}
