//! From a probability to a word, and how it fades.

use kernel::{Timestamp, count::to_f64};
use serde::{Deserialize, Serialize};

use crate::hours::State;

/// From this probability on, a search for what is open lists a place.
pub const LISTED: f64 = 0.5;

const CERTAIN: f64 = 0.95;
const LIKELY: f64 = 0.8;

/// What a page says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// 应该没开: below [`LISTED`].
    Closed,
    /// 不确定: listed, with the doubt said.
    Uncertain,
    /// 现在应该开着: from 0.8.
    Likely,
    /// 现在开着: from 0.95.
    Certain,
}

impl Word {
    /// The word for a probability.
    pub fn of(open: f64) -> Self {
        match open {
            open if open >= CERTAIN => Self::Certain,
            open if open >= LIKELY => Self::Likely,
            open if open >= LISTED => Self::Uncertain,
            _ => Self::Closed,
        }
    }
    /// Whether a rider is told that it is open.
    pub fn tells_open(self) -> bool {
        self >= Self::Likely
    }
    /// `closed`, `uncertain`, `likely`, `certain`, as in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Uncertain => "uncertain",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// A belief as a curve: from `works` at the last word it fades towards `rest`, what is usual for a
/// place of which nobody has spoken for long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// When the last word was said.
    pub at: Timestamp,
    /// The probability then.
    pub works: f64,
    /// The probability in the long run.
    pub rest: f64,
    /// How fast it fades: the share of the way to `rest` that is gone after a day is
    /// `1 - exp(-per_day)`.
    pub per_day: f64,
}

impl Trend {
    /// Always the same probability.
    pub const fn fixed(works: f64) -> Self {
        Self { at: Timestamp::from_micros(0), works, rest: works, per_day: 0.0 }
    }
    /// The probability that it works at an instant; before the last word, that word's.
    pub fn works(&self, at: Timestamp) -> f64 {
        let days = to_f64(at.seconds_since(self.at).max(0)) / 86_400.0;
        self.rest + (self.works - self.rest) * (-self.per_day * days).exp()
    }
    /// The probability that it is open by its hours and works. Where the hours are not known or say
    /// "unknown", half of it; where they say closed, almost nothing.
    pub fn open(&self, at: Timestamp, hours: State) -> f64 {
        let by_hours = match hours {
            State::Open => 1.0,
            State::Unknown => 0.5,
            State::Closed => 0.02,
        };
        self.works(at) * by_hours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_probability_and_fade_towards_rest() {
        let words = [0.2, 0.5, 0.8, 0.96].map(Word::of);
        assert_eq!(words, [Word::Closed, Word::Uncertain, Word::Likely, Word::Certain]);
        assert_eq!(words.map(Word::tells_open), [false, false, true, true]);
        let start = Timestamp::from_seconds(1_800_000_000);
        let trend = Trend { at: start, works: 0.98, rest: 0.8, per_day: 0.12 };
        let days = [0, 1, 10, 1_000].map(|days| trend.works(start.plus_days(days)));
        assert!(days.windows(2).all(|pair| pair[0] > pair[1]), "{days:?}");
        assert!((days[3] - 0.8).abs() < 1e-9 && (trend.works(start.plus_days(-1)) - 0.98) < 1e-12);
        assert!(trend.open(start, State::Closed) < 0.1 && trend.open(start, State::Open) > 0.9);
        assert!((Trend::fixed(0.9).works(start) - 0.9).abs() < 1e-12);
    }
}
