//! Who held a case, from when: the intervals follow each other without a gap, so they add up to
//! the time that the worker has waited.

use contracts::{PersonId, UnitId};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    Unit(UnitId),
    /// The worker's contact member (联系党员).
    Member(PersonId),
    /// The worker, asked for a verdict.
    Worker,
    /// Nobody: it is closed.
    Nobody,
}

/// From `since` on, until the next holding begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    pub holder: Holder,
    pub since: Timestamp,
}

/// A holding with its length in seconds; the last one runs until `now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub holder: Holder,
    pub since: Timestamp,
    pub seconds: i64,
}

/// The holdings with their lengths; time with nobody (closed) is left out.
pub fn held(holdings: &[Holding], now: Timestamp) -> Vec<Held> {
    let ends = holdings.iter().skip(1).map(|next| next.since).chain([now]);
    holdings
        .iter()
        .zip(ends)
        .filter(|(holding, _)| holding.holder != Holder::Nobody)
        .map(|(holding, end)| Held {
            holder: holding.holder,
            since: holding.since,
            seconds: end.seconds_since(holding.since).max(0),
        })
        .collect()
}
