//! A merchant without its label gives no discount: its offers stop in the transaction in which the
//! label goes, and run again with it. The domain that keeps labels says so by an event.

use contracts::PlaceId;
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::store::stops;

/// Stops every offer of a merchant, those to come included.
pub(crate) fn stop(tx: &mut Tx<'_>, place: PlaceId) -> Result<(), Error> {
    stops::stop(tx, place)?;
    record(tx, "offers.stop", place)
}

/// Lets them run again.
pub(crate) fn resume(tx: &mut Tx<'_>, place: PlaceId) -> Result<(), Error> {
    stops::resume(tx, place)?;
    record(tx, "offers.resume", place)
}

fn record(tx: &mut Tx<'_>, action: &str, place: PlaceId) -> Result<(), Error> {
    let (subject, detail) = (*place.as_bytes(), json!({}));
    tx.record(Record { action, subject_kind: "place", subject, area: "", detail })
}
