//! What a search tells while it runs, and how it is stopped.

use std::ops::ControlFlow;

/// What the search is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking for plans.
    Plans,
    /// Raising the bound of the whole problem.
    Bound,
    /// Splitting into cases until bound and plan meet.
    Cases,
}

/// The best plan and its proof at some moment.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    pub stage: Stage,
    /// What the best plan so far loses (infinite while there is none).
    pub loss: f64,
    /// No plan loses less than this.
    pub bound: f64,
    /// The open sites of the best plan.
    pub plan: &'a [u32],
    /// Cases looked at.
    pub cases: usize,
    /// Cases known and not yet looked at.
    pub open: usize,
}

/// Called every few milliseconds to seconds; `Break` ends the search with what it has. Whoever calls
/// knows the time, the search does not.
pub type Watch<'a> = dyn FnMut(&Progress<'_>) -> ControlFlow<()> + 'a;

/// How far to go, apart from time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Stop when no plan can be better by more than this share: of what is covered when there are
    /// penalties to avoid, of the loss otherwise. 0 asks for a proof.
    pub gap: f64,
    /// At most this many cases of branch and bound.
    pub cases: usize,
    /// Starts every random choice: the same seed gives the same plan.
    pub seed: u64,
    /// How many threads may be used; plans do not depend on it.
    pub threads: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { gap: 0.0, cases: usize::MAX, seed: 1, threads: 1 }
    }
}
