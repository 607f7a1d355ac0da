//! What was built, and the riders who went and saw it.

use cases::results::{self, NewResult};
use contracts::CaseId;
use kernel::Timestamp;
use serde::Serialize;

use super::{super::stage::Office, Play, at};
use crate::error::Error;

/// A result, with how many riders found it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Built {
    pub kind: String,
    pub quantity: i64,
    pub verified: usize,
}

impl Play {
    /// The unit of a part records what it built.
    pub(super) fn record(
        &self,
        office: &Office,
        id: CaseId,
        time: Timestamp,
        (kind, quantity, address): &(&'static str, i64, &'static str),
    ) -> Result<(), Error> {
        let (kind, quantity, address) = (*kind, *quantity, *address);
        self.stage.act(&office.clerk, time, move |tx, desk, by| {
            let new = NewResult {
                id: tx.id(),
                kind: kind.into(),
                quantity,
                place: None,
                address: address.into(),
                photo: None,
            };
            results::record(tx, desk, by, id, None, new)
        })?;
        Ok(())
    }

    /// Three riders who did not ask for it go and look at everything.
    pub(super) fn verify(&self, id: CaseId) -> Result<(), Error> {
        for (number, result) in (0_i8..).zip(self.stage.case(id)?.results) {
            let result = result.what.id;
            for (day, rider) in (22_i8..).zip(self.cast.riders.iter().skip(1)) {
                self.stage.act(rider, at(4, day, 18, number), move |tx, _, by| {
                    results::look(tx, by, result, true, "")
                })?;
            }
        }
        Ok(())
    }
}

/// The results as the case has them.
pub fn built(case: &cases::case::Case) -> Vec<Built> {
    let results = case.results.iter().filter(|one| !one.struck);
    let built = results.map(|one| Built {
        kind: one.what.kind.clone(),
        quantity: one.what.quantity,
        verified: one.seen.iter().filter(|seen| seen.there).count(),
    });
    built.collect()
}
