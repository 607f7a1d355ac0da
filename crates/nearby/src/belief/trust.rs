//! How far a reporter's word goes: two error rates, learned from what others said of the same door.

use serde::{Deserialize, Serialize};

use super::{Said, Verdict};

/// A reporter's past as counts, with what is assumed of everybody beforehand. Two rates, because
/// people err in two ways: who waves everything through is right about every open door and worth
/// nothing about a shut one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    /// Said "works" of what worked, and "fails" of it.
    works: [f64; 2],
    /// Said "works" of what failed, and "fails" of it.
    fails: [f64; 2],
}

/// More than this many words of the past say no more about a person than this many.
const MEMORY: f64 = 100.0;

impl Default for Trust {
    /// Of somebody new: a false alarm one time in twenty; one shut door in five waved through.
    fn default() -> Self {
        Self { works: [9.5, 0.5], fails: [1.0, 4.0] }
    }
}

impl Trust {
    /// By how much this reporter's word multiplies the odds that it works: above 1 for "works",
    /// below 1 for "fails", 1 when the word says nothing. A liar's word counts nothing; it is never
    /// read the other way round, or lying would pay.
    pub fn odds(&self, said: Said) -> f64 {
        let share = |[a, b]: [f64; 2], part: f64| part / (a + b);
        match said {
            Said::Works => {
                (share(self.works, self.works[0]) / share(self.fails, self.fails[0])).max(1.0)
            }
            Said::Fails => {
                (share(self.works, self.works[1]) / share(self.fails, self.fails[1])).min(1.0)
            }
        }
    }

    /// Takes in how a word turned out. What others left open counts for little.
    pub fn learn(&mut self, verdict: &Verdict) {
        let sure = (2.0 * verdict.works - 1.0).abs();
        let place = usize::from(verdict.said == Said::Fails);
        let counts = if verdict.works > 0.5 { &mut self.works } else { &mut self.fails };
        if let Some(count) = counts.get_mut(place) {
            *count += sure;
        }
        let total = counts[0] + counts[1];
        if total > MEMORY {
            *counts = counts.map(|count| count * MEMORY / total);
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    fn told(said: Said, works: f64) -> Verdict {
        Verdict { reporter: 1, said, at: Timestamp::default(), works }
    }

    #[test]
    fn who_is_right_weighs_more_and_who_lies_weighs_nothing() {
        let fresh = Trust::default();
        let [mut good, mut liar, mut lazy] = [fresh; 3];
        for _ in 0..40 {
            good.learn(&told(Said::Works, 0.97));
            good.learn(&told(Said::Fails, 0.03));
            liar.learn(&told(Said::Fails, 0.97));
            liar.learn(&told(Said::Works, 0.03));
            lazy.learn(&told(Said::Works, 0.97));
            lazy.learn(&told(Said::Works, 0.03));
        }
        let of = |trust: Trust| [trust.odds(Said::Works), trust.odds(Said::Fails)];
        assert!(of(good)[0] > 2.0 * of(fresh)[0] && of(good)[1] < of(fresh)[1] / 2.0);
        assert!(of(liar).iter().all(|odds| (odds - 1.0).abs() < 1e-12), "{:?}", of(liar));
        assert!(of(lazy)[0] < 1.2, "{:?}", of(lazy));
    }

    #[test]
    fn what_nobody_could_tell_changes_nothing_and_counts_stay_bounded() {
        let mut trust = Trust::default();
        trust.learn(&told(Said::Fails, 0.5));
        assert_eq!(trust, Trust::default());
        (0..1_000).for_each(|_| trust.learn(&told(Said::Works, 1.0)));
        assert!((trust.works[0] + trust.works[1] - MEMORY).abs() < 1e-6);
        // A turncoat is found out within a few dozen words.
        (0..60).for_each(|_| trust.learn(&told(Said::Fails, 1.0)));
        assert!(trust.odds(Said::Fails) > 0.4);
    }
}
