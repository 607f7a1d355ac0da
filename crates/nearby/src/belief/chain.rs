//! The chain of two states: what is believed after each word, forwards and smoothed.

use kernel::{Timestamp, count::to_f64};

use super::{rates::Rates, vote::Vote};

/// What is believed at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    pub works: f64,
    pub at: Timestamp,
}

/// Nothing is ever quite certain.
pub(super) fn bounded(works: f64) -> f64 {
    if works.is_nan() { 0.5 } else { works.clamp(1e-4, 1.0 - 1e-4) }
}

/// The belief at a later instant, when nothing is said in between.
pub(super) fn predicted(step: Step, at: Timestamp, rates: &Rates) -> Step {
    let (rest, pace) = rates.rest_and_pace();
    let days = to_f64(at.seconds_since(step.at).max(0)) / 86_400.0;
    let works = rest + (step.works - rest) * (-pace * days).exp();
    Step { works, at: at.max(step.at) }
}

/// The belief after a word.
fn updated(works: f64, odds: f64) -> f64 {
    bounded(works * odds / (works * odds + (1.0 - works)))
}

/// The belief after the last of the words.
pub(super) fn filtered<'v>(
    base: f64,
    from: Timestamp,
    votes: impl IntoIterator<Item = &'v Vote>,
    rates: &Rates,
) -> Step {
    votes.into_iter().fold(Step { works: base, at: from }, |step, vote| {
        let before = predicted(step, vote.at, rates);
        Step { works: updated(before.works, vote.odds), at: before.at }
    })
}

/// For each vote, the belief at its instant from all other words, earlier and later, and from all
/// words with itself: forward filter and backward message, in odds.
pub(super) fn smoothed(
    base: f64,
    from: Timestamp,
    votes: &[Vote],
    rates: &Rates,
) -> Vec<(f64, f64)> {
    let mut step = Step { works: base, at: from };
    let mut forward = Vec::with_capacity(votes.len());
    for vote in votes {
        let before = predicted(step, vote.at, rates);
        forward.push(before.works);
        step = Step { works: updated(before.works, vote.odds), at: before.at };
    }
    // How well each state at this instant explains what was said afterwards.
    let mut later = [1.0, 1.0];
    let mut next: Option<Timestamp> = None;
    let mut smoothed = Vec::with_capacity(votes.len());
    for (vote, before) in votes.iter().zip(forward).rev() {
        if let Some(next) = next {
            let reach = |works| predicted(Step { works, at: vote.at }, next, rates).works;
            later = [1.0, 0.0].map(|works| {
                let stays = reach(works);
                stays * later[0] + (1.0 - stays) * later[1]
            });
        }
        let alone = updated(before, later[0] / later[1]);
        smoothed.push((alone, updated(alone, vote.odds)));
        let top = vote.odds.max(1.0);
        later = [later[0] * vote.odds / top, later[1] / top];
        next = Some(vote.at);
    }
    smoothed.reverse();
    smoothed
}
