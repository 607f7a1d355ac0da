//! "Gate in the cellar": a day in which 300 gates have no network, played from a seed.
//!
//! 5,000 riders, 10,000 attempts: honest ones with phones up to three minutes off, and forged,
//! replayed, borrowed, revoked (hour 6), expired ones; at hour 12 the issuer changes its key. In the
//! evening the scans come together. Beside it, 674 warm cards at 165 merchants, 20 of them offline.

mod city;
mod forger;
mod plan;
mod play;
mod warm;

use serde::Serialize;

use crate::pass::IssueError;
use city::City;
pub use warm::Warm;

/// What came of the day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cellar {
    pub seed: u64,
    pub gates: usize,
    pub riders: usize,
    /// Attempts of every kind together.
    pub attempts: usize,
    /// Honest holders of good passes.
    pub honest_attempts: i64,
    /// Let in, with the first code or the second.
    pub honest_accepted: i64,
    /// Let in with the second code because the phone's clock was off.
    pub honest_second_code: i64,
    pub honest_refused: i64,
    /// Of the honest attempts, 0 to 1.
    pub honest_refused_share: f64,
    /// Honest ones with passes of the new key.
    pub rotated_attempts: i64,
    pub rotated_accepted: i64,
    /// Made without the issuer's key, in eight ways.
    pub forged_attempts: i64,
    pub forged_accepted: i64,
    /// Screenshots of somebody's code, at the same gate or another.
    pub replayed_attempts: i64,
    pub replayed_refused: i64,
    /// Shown at another gate while the code was still good: no gate alone can know.
    pub replayed_inside_window: i64,
    /// Of these, found when the scans came together.
    pub replayed_flagged: i64,
    /// Honest entries that were taken for the other half of a replay although there was none.
    pub honest_flagged: i64,
    /// Somebody else with the holder's unlocked phone: open, as no code can see a face.
    pub borrowed_attempts: i64,
    pub borrowed_accepted: i64,
    /// Passes taken back at hour 6, shown afterwards.
    pub revoked_attempts: i64,
    pub revoked_refused: i64,
    /// At gates that had the change; none may open.
    pub revoked_accepted_where_known: i64,
    /// At gates without network since; all of these are found after sync.
    pub revoked_accepted_offline: i64,
    pub revoked_found: i64,
    /// Passes of the day before, and passes of a key that was retired.
    pub expired_attempts: i64,
    pub expired_accepted: i64,
    pub warm: Warm,
}

impl Cellar {
    /// Whether the day went as it must: no forgery opened, at most one honest rider in a thousand
    /// was refused, what was not known at the gate was found after sync, no worker pays.
    pub fn holds(&self) -> bool {
        self.forged_accepted == 0
            && self.honest_refused_share <= 0.001
            && self.expired_accepted == 0
            && self.revoked_accepted_where_known == 0
            && self.revoked_found == self.revoked_accepted_offline
            && self.honest_flagged == 0
            && self.warm.over_found == self.warm.over_planted
            && self.warm.charged_to_workers == 0
    }
}

/// Plays the day.
pub fn run(seed: u64) -> Result<Cellar, IssueError> {
    let mut city = City::found(seed);
    let attempts = plan::attempts(&city);
    let tally = play::play(&mut city, &attempts)?;
    let warm = warm::run(seed)?;
    Ok(tally.told(seed, &city, attempts.len(), warm))
}
