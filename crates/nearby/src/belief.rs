//! "Open and working now" as a probability, from what people say with one tap.
//!
//! A door, and each amenity behind it, is in one of two states that nobody tells us: it works or it
//! fails. The state changes by chance, at rates learned place by place; what people say depends on
//! the state and on how reliable they are. That is a two-state hidden Markov chain in continuous
//! time, filtered forward as words come in (L. R. Rabiner, Proc. IEEE 77, 1989), with people whose
//! two error rates are learned from what others said of the same door (A. P. Dawid and A. M. Skene,
//! Applied Statistics 28, 1979), both kept as counts, so that a word costs microseconds and the
//! state of a door is a few hundred bytes.
//!
//! What keeps a hostile reporter from closing a door alone ([`Policy::DOOR`]):
//! - one voice has one vote within [`Policy::memory_days`], its newest;
//! - no reporter's word weighs more than [`Policy::weight_max`], whatever the past;
//! - while a single voice speaks against a door, the belief does not fall below
//!   [`Policy::lone_floor`], so the door stays listed, as uncertain;
//! - a word against that nobody seconds within [`Policy::memory_days`] is dropped;
//! - all unknown people together are one voice, the lightest.
//!
//! A gang of several trusted reporters can close a door until the next visitor: that limit is the
//! price of listening at all, and costs each of them the trust that it took.
//!
//! Everything here is pure: the same words in the same order give the same numbers.

mod chain;
mod policy;
mod rates;
mod trust;
mod vote;
mod word;

use std::collections::BTreeSet;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

pub use policy::Policy;
pub use rates::{Rates, Usual};
pub use trust::Trust;
pub use vote::{By, Report, Said, Verdict, Voice};
pub use word::{LISTED, Trend, Word};

use chain::Step;
use vote::Vote;

/// What is believed of one door or one amenity. Stored as it serializes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Belief {
    /// The probability that it worked at `from`, from all that is no longer in `votes`.
    base: f64,
    from: Timestamp,
    /// What was said lately, oldest first.
    votes: Vec<Vote>,
    rates: Rates,
    /// When somebody last said that it works.
    confirmed_at: Option<Timestamp>,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// False when it changed nothing: it was older than what is known already.
    pub counted: bool,
    /// Reporters whose earlier words can be judged by now; each is told once. The caller applies
    /// them by [`Trust::learn`].
    pub verdicts: Vec<Verdict>,
}

impl Belief {
    /// Nothing was said yet. `open` is how likely it works at `from` (0 to 1), by whoever entered
    /// it: about 0.9 for a list from an office, 0.99 for what a keeper has just opened.
    pub fn new(open: f64, from: Timestamp, rates: Rates) -> Self {
        let base = chain::bounded(open);
        Self { base, from, votes: Vec::new(), rates, confirmed_at: None }
    }

    /// Takes in one word.
    pub fn hear(&mut self, policy: &Policy, report: &Report) -> Heard {
        let newest = self.votes.last().map_or(self.from, |vote| vote.at);
        if report.at < newest {
            return Heard { counted: false, verdicts: Vec::new() };
        }
        let mut verdicts = self.settle(policy, report.at);
        if let Some(place) = self.votes.iter().position(|vote| vote.voice == report.voice()) {
            verdicts.extend(self.take_back(policy, place, report.at));
        }
        if self.votes.len() >= policy.votes_max {
            verdicts.extend(self.forget_oldest(policy));
        }
        self.votes.push(Vote::of(report, policy));
        if report.said == Said::Works {
            self.confirmed_at = Some(report.at);
        }
        Heard { counted: true, verdicts }
    }

    /// A voice has spoken again: its older word goes. It is judged before, unless the new one comes
    /// so soon that it only corrects it.
    fn take_back(&mut self, policy: &Policy, place: usize, now: Timestamp) -> Option<Verdict> {
        let works = chain::smoothed(self.base, self.from, &self.votes, &self.rates);
        let seconded = self.is_seconded(place, policy);
        let vote = self.votes.remove(place);
        let corrected = now.seconds_since(vote.at) < policy.correction_hours * 3_600;
        let judged = seconded && !vote.settled && !corrected;
        works.get(place).filter(|_| judged).and_then(|(alone, _)| vote.verdict(*alone))
    }

    /// Judges the words that are old enough and forgets those past memory. Also for a clock job:
    /// without it a door that nobody speaks of any more keeps its last words unjudged.
    pub fn settle(&mut self, policy: &Policy, now: Timestamp) -> Vec<Verdict> {
        let ripe = now.plus_hours(-policy.settle_hours);
        let mut verdicts = Vec::new();
        if self.votes.iter().any(|vote| !vote.settled && vote.at <= ripe) {
            let works = chain::smoothed(self.base, self.from, &self.votes, &self.rates);
            for (place, (alone, _)) in works.iter().enumerate() {
                let seconded = self.is_seconded(place, policy);
                let Some(vote) = self.votes.get_mut(place).filter(|vote| !vote.settled) else {
                    continue;
                };
                if vote.at > ripe {
                    break;
                }
                vote.settled = true;
                if seconded {
                    verdicts.extend(vote.verdict(*alone));
                }
            }
        }
        let forgotten = now.plus_days(-policy.memory_days);
        while self.votes.first().is_some_and(|vote| vote.at <= forgotten) {
            verdicts.extend(self.forget_oldest(policy));
        }
        verdicts
    }

    /// Whether somebody else spoke within a day of this vote, so that it can be judged at all.
    fn is_seconded(&self, place: usize, policy: &Policy) -> bool {
        self.votes.get(place).is_some_and(|vote| {
            let near = policy.judge_hours * 3_600;
            let others = self.votes.iter().filter(|other| other.voice != vote.voice);
            others.into_iter().any(|other| other.at.seconds_since(vote.at).abs() <= near)
        })
    }

    /// Folds the oldest word into the base; drops it when it speaks against and stands alone.
    fn forget_oldest(&mut self, policy: &Policy) -> Option<Verdict> {
        let works = chain::smoothed(self.base, self.from, &self.votes, &self.rates);
        let seconded = self.is_seconded(0, policy);
        let lone = self.lone_voice_against(policy).is_some();
        if self.votes.is_empty() {
            return None;
        }
        let mut vote = self.votes.remove(0);
        let (alone, together) = *works.first()?;
        let verdict = if vote.settled || !seconded { None } else { vote.verdict(alone) };
        if !(lone && vote.said == Said::Fails) {
            let before = Step { works: self.base, at: self.from };
            self.rates.learn(before, Step { works: together, at: vote.at });
            vote.settled = true;
            self.base = chain::filtered(self.base, self.from, [&vote], &self.rates).works;
            self.from = vote.at;
        }
        verdict
    }

    /// The one voice that speaks against it since it was last confirmed, when nobody else does.
    fn lone_voice_against(&self, policy: &Policy) -> Option<Voice> {
        let mut against = self.against(policy);
        let first = against.next()?;
        let few = policy.voices_against > 1 && first.voice != Voice::Keeper;
        (few && against.all(|vote| vote.voice == first.voice)).then_some(first.voice)
    }

    /// Words against it that nobody has refuted since, newest first.
    fn against(&self, policy: &Policy) -> impl Iterator<Item = &Vote> {
        let refuting = policy.refuting_weight;
        let since = self.votes.iter().rev().take_while(move |vote| vote.odds < refuting);
        since.filter(|vote| vote.said == Said::Fails)
    }

    /// What is believed after the last word, by the policy.
    fn latest(&self, policy: &Policy) -> Step {
        let all = chain::filtered(self.base, self.from, &self.votes, &self.rates);
        if let Some(voice) = self.lone_voice_against(policy) {
            let others = self.votes.iter().filter(|vote| vote.voice != voice);
            let without = chain::filtered(self.base, self.from, others, &self.rates);
            let without = chain::predicted(without, all.at, &self.rates).works;
            return Step { works: all.works.max(without.min(policy.lone_floor)), at: all.at };
        }
        let broken = self.votes.last().is_some_and(|vote| vote.is_against(policy.enough_weight));
        if policy.voices_against <= 1 && broken {
            return Step { works: all.works.min(policy.lone_ceiling), at: all.at };
        }
        all
    }

    /// The probability at an instant that it works, between 0 and 1. Instants before the last word
    /// answer as of that word.
    pub fn works(&self, policy: &Policy, at: Timestamp) -> f64 {
        chain::predicted(self.latest(policy), at, &self.rates).works
    }

    /// The same as a curve over time, small enough to be kept with each place in the index.
    pub fn trend(&self, policy: &Policy) -> Trend {
        let Step { works, at } = self.latest(policy);
        let (rest, per_day) = self.rates.rest_and_pace();
        Trend { at, works, rest, per_day }
    }

    /// When somebody last said that it works, within memory or before.
    pub const fn confirmed_at(&self) -> Option<Timestamp> {
        self.confirmed_at
    }

    /// The last word: when, and what.
    pub fn last_said(&self) -> Option<(Timestamp, Said)> {
        self.votes.last().map(|vote| (vote.at, vote.said))
    }

    /// What is usual for its kind has been learned anew, by [`Usual::learned`].
    pub const fn expect(&mut self, usual: Usual) {
        self.rates.expect(usual);
    }

    /// How many independent voices say that it fails since it was last confirmed; for pages.
    pub fn voices_against(&self, policy: &Policy) -> usize {
        self.against(policy).map(|vote| vote.voice).collect::<BTreeSet<_>>().len()
    }

    /// How often it changes, as learned so far.
    pub const fn rates(&self) -> &Rates {
        &self.rates
    }
}

#[cfg(test)]
mod tests;
