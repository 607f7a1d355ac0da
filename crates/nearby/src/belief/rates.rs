//! How often a door changes, learned place by place, and from all places of a kind.

use kernel::count::to_f64;
use serde::{Deserialize, Serialize};

use super::chain::Step;

/// How often a thing of its kind changes, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Usual {
    /// How often a day it begins to fail while it works.
    pub fails_per_day: f64,
    /// How often a day it is mended while it fails.
    pub mends_per_day: f64,
    /// What this counts for beside what a place itself was seen to do, as days of watching.
    pub days: f64,
}

/// Changes of one door and the days in which they happened, in both directions, beside what is
/// usual: gamma counts, whose means are the rates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    usual: Usual,
    /// Times it began to fail, and days it worked.
    fails: [f64; 2],
    /// Times it worked again, and days it failed.
    mends: [f64; 2],
}

impl Usual {
    /// A door: shut against its hours every seven weeks, for ten days.
    pub const DOOR: Self = Self { fails_per_day: 0.02, mends_per_day: 0.1, days: 20.0 };
    /// An amenity: broken as often; it stays broken until somebody says that it was mended.
    pub const AMENITY: Self = Self { fails_per_day: 0.02, mends_per_day: 0.02, days: 20.0 };

    /// What many of a kind have shown, starting from an assumption that counts like its days.
    #[must_use]
    pub fn learned<'r>(self, all: impl IntoIterator<Item = &'r Rates>) -> Self {
        let mut sum = Rates::of(self);
        for rates in all {
            for part in [0, 1] {
                sum.fails[part] += rates.fails[part];
                sum.mends[part] += rates.mends[part];
            }
        }
        Self { fails_per_day: sum.fails_per_day(), mends_per_day: sum.mends_per_day(), ..self }
    }
}

impl Rates {
    /// A door of which nothing was seen yet.
    pub const fn of(usual: Usual) -> Self {
        Self { usual, fails: [0.0; 2], mends: [0.0; 2] }
    }
    /// [`Usual::DOOR`].
    pub const fn door() -> Self {
        Self::of(Usual::DOOR)
    }
    /// [`Usual::AMENITY`].
    pub const fn amenity() -> Self {
        Self::of(Usual::AMENITY)
    }

    /// How often a day it begins to fail while it works.
    pub fn fails_per_day(&self) -> f64 {
        self.rate(self.fails, self.usual.fails_per_day).clamp(0.002, 0.5)
    }
    /// How often a day it is mended while it fails.
    pub fn mends_per_day(&self) -> f64 {
        self.rate(self.mends, self.usual.mends_per_day).clamp(0.002, 2.0)
    }
    fn rate(&self, [times, days]: [f64; 2], usual: f64) -> f64 {
        (times + usual * self.usual.days) / (days + self.usual.days)
    }
    /// The probability in the long run, and the pace at which it is approached, a day.
    pub fn rest_and_pace(&self) -> (f64, f64) {
        let (fails, mends) = (self.fails_per_day(), self.mends_per_day());
        (mends / (fails + mends), fails + mends)
    }

    /// What is usual has been learned anew.
    pub(super) const fn expect(&mut self, usual: Usual) {
        self.usual = usual;
    }

    /// Takes in how it went from one settled instant to a later one.
    pub(super) fn learn(&mut self, before: Step, after: Step) {
        let days = to_f64(after.at.seconds_since(before.at).max(0)) / 86_400.0;
        let working = days * f64::midpoint(before.works, after.works);
        self.fails[0] += before.works * (1.0 - after.works);
        self.fails[1] += working;
        self.mends[0] += (1.0 - before.works) * after.works;
        self.mends[1] += days - working;
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    fn seen(rates: &mut Rates, day: i64, works: [f64; 2]) {
        let step = |later, works| Step { works, at: Timestamp::default().plus_days(later) };
        rates.learn(step(day, works[0]), step(day + 1, works[1]));
    }

    #[test]
    fn a_door_that_is_often_shut_teaches_its_rate_and_its_kind() {
        let (mut calm, mut restless) = (Rates::door(), Rates::door());
        for day in 0..200 {
            seen(&mut calm, day, [0.99, 0.99]);
            seen(&mut restless, day, if day % 2 == 0 { [0.98, 0.02] } else { [0.02, 0.98] });
        }
        assert!(calm.fails_per_day() < 0.02 && restless.fails_per_day() > 0.3);
        let both = Usual::DOOR.learned([&calm, &restless]);
        assert!(both.fails_per_day > calm.fails_per_day() && both.mends_per_day > 0.3, "{both:?}");
        let mut fresh = Rates::door();
        fresh.expect(both);
        assert!(fresh.fails_per_day() > 0.05 && both.days == Usual::DOOR.days);
        let (rest, pace) = Rates::door().rest_and_pace();
        assert!((rest - 5.0 / 6.0).abs() < 1e-9 && (pace - 0.12).abs() < 1e-9);
    }
}
