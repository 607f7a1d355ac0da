//! How often a door changes, learned place by place.

use kernel::count::to_f64;
use serde::{Deserialize, Serialize};

use super::chain::Step;

/// Changes and the time in which they happened, in both directions, as gamma counts: what is
/// assumed beforehand counts like some days of watching.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Times it began to fail, and days it worked.
    fails: [f64; 2],
    /// Times it worked again, and days it failed.
    mends: [f64; 2],
}

impl Rates {
    /// `fails` and `mends` a day, known as well as `days` of watching would tell.
    pub fn new(fails: f64, mends: f64, days: f64) -> Self {
        Self { fails: [fails * days, days], mends: [mends * days, days] }
    }
    /// A door: shut against its hours every seven weeks, for ten days.
    pub fn door() -> Self {
        Self::new(0.02, 0.1, 20.0)
    }
    /// An amenity: broken as often; it stays broken until somebody says that it was mended.
    pub fn amenity() -> Self {
        Self::new(0.02, 0.02, 20.0)
    }

    /// How often a day it begins to fail while it works.
    pub fn fails_per_day(&self) -> f64 {
        (self.fails[0] / self.fails[1]).clamp(0.002, 0.5)
    }
    /// How often a day it is mended while it fails.
    pub fn mends_per_day(&self) -> f64 {
        (self.mends[0] / self.mends[1]).clamp(0.002, 2.0)
    }
    /// The probability in the long run, and the pace at which it is approached, a day.
    pub fn rest_and_pace(&self) -> (f64, f64) {
        let (fails, mends) = (self.fails_per_day(), self.mends_per_day());
        (mends / (fails + mends), fails + mends)
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

    #[test]
    fn a_door_that_is_often_shut_teaches_its_rate() {
        let (mut calm, mut restless) = (Rates::door(), Rates::door());
        for day in 0..200 {
            let step = |days: i64, works| Step { works, at: Timestamp::default().plus_days(days) };
            calm.learn(step(day, 0.99), step(day + 1, 0.99));
            let flip = if day % 4 < 2 { [0.98, 0.02] } else { [0.02, 0.98] };
            restless.learn(
                step(day, flip[day as usize % 2]),
                step(day + 1, flip[1 - day as usize % 2]),
            );
        }
        assert!(calm.fails_per_day() < 0.02 && restless.fails_per_day() > 0.2);
        let (rest, pace) = Rates::door().rest_and_pace();
        assert!((rest - 5.0 / 6.0).abs() < 1e-9 && (pace - 0.12).abs() < 1e-9);
    }
}
