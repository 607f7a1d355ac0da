//! What a release promises, and the noise and threshold that keep the promise.
//!
//! Neighbouring inputs differ in all positions of one worker. A worker counts once in each of at
//! most `bound` slots (cell, hour, occupation), so at most `bound` counts differ, each by one.
//!
//! - A count of at least `k` on both sides gets noise. Discrete Laplace noise of scale
//!   `bound / epsilon` makes each of them `epsilon / bound`-private, together `epsilon`. Discrete
//!   Gaussian noise of variance `s` makes them together `bound / (2 s)`-concentrated private (Canonne,
//!   Kamath, Steinke 2020, theorem 14), which is `(epsilon, delta / 2)` by their proposition 12.
//! - A count that is `k` on one side and `k - 1` on the other is never shown on the other side. It
//!   is shown on this side only when `k` plus noise reaches the threshold, which has a chance of at
//!   most `delta' / bound`; together `delta'`.
//!
//! So a release is `(epsilon, delta)`-private by basic composition, shows no count of fewer than `k`
//! workers, and tells nothing by which slots are there. The figures below are computed from the
//! question alone, never from data, so floating point gives nothing away here; each is rounded to
//! the safe side.

use serde::{Deserialize, Serialize};

use crate::{decimal::Decimal, ledger::Budget, noise::Noise, num};

/// Taken off delta for two workers whose tokens get the same mark (see `mark.rs`): the chance that
/// a worker shares it with any of 2^26 others, for tokens of at most 64 bytes.
const SAME_MARK: f64 = 4e-10;
pub const BOUND_MAX: u32 = 10_000;
/// Figures are good to a billionth; the promise has that much room.
const ROUNDING: f64 = 1.0 + 1e-9;

/// The family of the noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    Laplace,
    Gaussian,
}

/// What is asked of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    pub epsilon: Decimal,
    pub delta: Decimal,
    /// No count of fewer workers is shown.
    pub k: u32,
    /// In how many slots a worker counts at most.
    pub bound: u32,
    pub noise: Family,
}

/// What is asked cannot be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrivacyError {
    #[error("epsilon: {0} is not between 0.001 and 20; 1 is usual")]
    Epsilon(Decimal),
    #[error(
        "delta: {0} is not between 0.000000001 and 0.1; 1e-6 is usual, less than one in the number of workers"
    )]
    Delta(Decimal),
    #[error("k: {0} is not between 1 and 100000; 10 is usual")]
    K(u32),
    #[error("bound: {0} is not between 1 and {BOUND_MAX}; 8 is usual")]
    Bound(u32),
    #[error(
        "the noise for this epsilon, delta and bound is too wide; ask for a smaller bound or a larger epsilon"
    )]
    Wide,
    #[error("the positions were counted without that bound")]
    Unbounded,
}

/// A promise with the means to keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    pub(crate) noise: Noise,
    pub(crate) k: u32,
    pub(crate) threshold: i64,
}

impl Privacy {
    /// What a release of this promise takes from a ledger.
    pub const fn budget(&self) -> Budget {
        Budget { epsilon: self.epsilon, delta: self.delta }
    }

    /// The noise and threshold that keep the promise.
    ///
    /// # Errors
    /// When a figure is out of its range.
    pub fn protection(&self) -> Result<Protection, PrivacyError> {
        let (epsilon, delta) = (self.epsilon.float(), self.delta.float());
        if !(0.001..=20.0).contains(&epsilon) {
            return Err(PrivacyError::Epsilon(self.epsilon));
        }
        if !(1e-9..=0.1).contains(&delta) {
            return Err(PrivacyError::Delta(self.delta));
        }
        if !(1..=100_000).contains(&self.k) {
            return Err(PrivacyError::K(self.k));
        }
        if !(1..=BOUND_MAX).contains(&self.bound) {
            return Err(PrivacyError::Bound(self.bound));
        }
        let bound = f64::from(self.bound);
        let left = delta - SAME_MARK;
        let (noise, left) = match self.noise {
            Family::Laplace => {
                let scale = u64::from(self.bound) * self.epsilon.per;
                (Noise::Laplace { scale, rate: self.epsilon.units }, left)
            }
            Family::Gaussian => {
                let variance = variance(epsilon, left / 2.0, bound).ok_or(PrivacyError::Wide)?;
                (Noise::Gaussian { variance }, left / 2.0)
            }
        };
        let reach = reach(noise, left / bound).ok_or(PrivacyError::Wide)?;
        Ok(Protection { noise, k: self.k, threshold: i64::from(self.k) + reach })
    }
}

impl Protection {
    /// The least figure that is ever shown.
    pub const fn threshold(&self) -> i64 {
        self.threshold
    }

    /// The noise that each figure gets.
    pub const fn noise(&self) -> Noise {
        self.noise
    }

    /// The standard deviation of the noise, in workers.
    pub fn spread(&self) -> f64 {
        match self.noise {
            Noise::Laplace { scale, rate } => {
                let decay = (-num::float(rate) / num::float(scale)).exp();
                (2.0 * decay).sqrt() / (1.0 - decay)
            }
            Noise::Gaussian { variance } => num::float(variance).sqrt(),
        }
    }
}

/// The least `m` with a chance of at most `chance` that noise reaches it.
fn reach(noise: Noise, chance: f64) -> Option<i64> {
    const FAR: i64 = 1 << 40;
    let exceeds = |m: i64| tail(noise, m) * ROUNDING > chance;
    let mut high = 1_i64;
    while exceeds(high) {
        high *= 2;
        if high > FAR {
            return None;
        }
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if exceeds(middle) { low = middle } else { high = middle }
    }
    Some(high)
}

/// The chance that noise reaches `m`, for `m` of at least 1; never too low. For the Gaussian the
/// tail of the continuous one from `m - 1` on (proposition 25), itself bounded by its density over
/// its distance (and by one half).
fn tail(noise: Noise, m: i64) -> f64 {
    let m = kernel::count::to_f64(m);
    match noise {
        Noise::Laplace { scale, rate } => {
            let rate = num::float(rate) / num::float(scale);
            (-rate * m).exp() / (1.0 + (-rate).exp())
        }
        Noise::Gaussian { variance } => {
            let x = (m - 1.0) / num::float(variance).sqrt();
            let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
            if x < 1.0 { 0.5 } else { density / x }
        }
    }
}

/// The least whole variance that is private enough.
fn variance(epsilon: f64, delta: f64, bound: f64) -> Option<u64> {
    const WIDEST: u64 = 1_000_000_000;
    let enough =
        |variance: u64| leaked(bound / (2.0 * num::float(variance)), epsilon) * ROUNDING <= delta;
    if !enough(WIDEST) {
        return None;
    }
    let (mut low, mut high) = (0, WIDEST);
    while high - low > 1 {
        let middle = u64::midpoint(low, high);
        if enough(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

/// The delta that goes with an epsilon under `rho`-concentrated privacy: every order above 1 gives
/// an upper bound; the best of a fine set of them is taken.
fn leaked(rho: f64, epsilon: f64) -> f64 {
    let at = |order: f64| {
        let exponent = (order - 1.0) * (order * rho - epsilon);
        let factor = order * (-1.0 / order).ln_1p();
        (exponent + factor).exp() / (order - 1.0)
    };
    (1..=4_000).map(|step| at(1.0 + (f64::from(step) * 0.004).exp_m1())).fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn privacy(epsilon: &str, delta: &str, k: u32, bound: u32, noise: Family) -> Privacy {
        let [epsilon, delta] = [epsilon, delta].map(|text| text.parse().unwrap());
        Privacy { epsilon, delta, k, bound, noise }
    }

    #[test]
    fn the_threshold_is_the_least_that_keeps_delta() {
        let asked = privacy("1", "1e-6", 10, 8, Family::Laplace);
        let found = asked.protection().unwrap();
        assert_eq!(found.noise, Noise::Laplace { scale: 8, rate: 1 });
        // 10 + ln(8 / (1e-6 (1 + e^(-1/8)))) · 8 = 132.1
        assert_eq!(found.threshold, 133);
        let over = |threshold: i64| 8.0 * tail(found.noise, threshold - 10);
        assert!(over(133) <= 1e-6 && over(132) > 1e-6);
        assert!((found.spread() - 11.3).abs() < 0.1);
    }

    #[test]
    fn gaussian_noise_of_many_slots_is_narrower() {
        let [laplace, gaussian] = [Family::Laplace, Family::Gaussian]
            .map(|noise| privacy("1", "1e-6", 10, 32, noise).protection().unwrap());
        assert!(gaussian.spread() < laplace.spread() / 1.5);
        assert!(gaussian.threshold() < laplace.threshold() / 3);
        // Canonne, Kamath, Steinke: rho-concentrated privacy leaks less than this simple bound.
        let (rho, epsilon) = (0.02_f64, 1.0);
        let simple = (-(epsilon - rho).powi(2) / (4.0 * rho)).exp();
        assert!(leaked(rho, epsilon) < simple && leaked(rho, epsilon) > simple / 100.0);
    }

    /// The tail that thresholds are computed with is not below the true one, summed up.
    #[test]
    fn tails_are_never_too_low() {
        for noise in [Noise::Laplace { scale: 5, rate: 2 }, Noise::Gaussian { variance: 40 }] {
            let weight = |x: i64| match noise {
                Noise::Laplace { scale, rate } => {
                    let rate = num::float(rate) / num::float(scale);
                    (-rate * kernel::count::to_f64(x.abs())).exp()
                }
                Noise::Gaussian { variance } => {
                    let x = kernel::count::to_f64(x);
                    (-x * x / (2.0 * num::float(variance))).exp()
                }
            };
            let total: f64 = (-400..=400).map(weight).sum();
            for m in 1..40 {
                let exact: f64 = (m..=400).map(weight).sum::<f64>() / total;
                let told = tail(noise, m);
                assert!(told >= exact * (1.0 - 1e-12), "{noise:?} {m}: {told} {exact}");
                assert!(told < exact * 2.0 + 0.51, "{noise:?} {m}: {told} {exact}");
            }
        }
    }

    #[test]
    fn figures_out_of_range_are_refused_by_name() {
        let told = |asked: Privacy| asked.protection().unwrap_err().to_string();
        assert!(told(privacy("30", "1e-6", 10, 8, Family::Laplace)).starts_with("epsilon: 30"));
        assert!(told(privacy("1", "0.5", 10, 8, Family::Laplace)).starts_with("delta: 0.5"));
        assert!(told(privacy("1", "1e-6", 0, 8, Family::Laplace)).starts_with("k: 0"));
        assert!(told(privacy("1", "1e-6", 10, 0, Family::Laplace)).starts_with("bound: 0"));
        let wide = privacy("0.001", "1e-9", 10, 10_000, Family::Gaussian);
        assert_eq!(wide.protection(), Err(PrivacyError::Wide));
    }
}
