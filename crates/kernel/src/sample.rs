//! What a sample tells about the whole: the share of something in a finite population, from a
//! simple random sample without replacement.
//!
//! The estimate is the sample's own share, which is unbiased. Its 95 % interval is Wilson's score
//! interval (E. B. Wilson, JASA 22, 1927), which stays within 0 and 1 and keeps its promise for
//! small shares, where the usual `p ± 1.96 s` does not. A sample that is a good part of its
//! population says more than one from an endless population: `n` is raised to the size
//! `n (N − 1) / (N − n)` that would say as much there, the finite population correction of
//! W. G. Cochran, Sampling Techniques (3rd ed., 1977), section 3.2. When everything was looked at,
//! the interval is a point.

use crate::count::to_f64;

/// The standard normal deviate that 2.5 % exceed.
const Z: f64 = 1.959_963_984_540_054;

/// An estimated share, between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many there are altogether.
    pub population: i64,
    /// How many were looked at.
    pub sample: i64,
    /// How many of those had it.
    pub hits: i64,
    pub share: f64,
    pub low: f64,
    pub high: f64,
}

/// The share of `population` that has what `hits` of a sample of `sample` had; `None` without a
/// sample, or when the figures contradict each other.
pub fn share(population: i64, sample: i64, hits: i64) -> Option<Share> {
    if sample < 1 || population < sample || !(0..=sample).contains(&hits) {
        return None;
    }
    let (whole, n, x) = (to_f64(population), to_f64(sample), to_f64(hits));
    let p = x / n;
    let (low, high) =
        if population == sample { (p, p) } else { wilson(p, n * (whole - 1.0) / (whole - n)) };
    // What was seen is certain, whatever the rest is like.
    let (least, most) = (x / whole, (whole - n + x) / whole);
    let (low, high) = (low.clamp(least, p), high.clamp(p, most));
    Some(Share { population, sample, hits, share: p, low, high })
}

fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z2 = Z * Z;
    let scale = 1.0 + z2 / n;
    let centre = (p + z2 / (2.0 * n)) / scale;
    let half = Z / scale * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

impl Share {
    /// A rate that the share takes something off: `rate × (1 − share)`, with its interval.
    pub fn taken_off(&self, rate: f64) -> (f64, f64, f64) {
        let left = |share: f64| rate * (1.0 - share);
        (left(self.share), left(self.high), left(self.low))
    }
}

/// The `size` items whose keys are smallest: with keys that nobody can foresee, each set of that
/// size is as likely as any other (Fan, Muller and Rezucha, JASA 57, 1962). In the order of keys.
pub fn smallest<T, K: Ord>(
    items: impl IntoIterator<Item = T>,
    size: usize,
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let mut all: Vec<T> = items.into_iter().collect();
    all.sort_by_cached_key(key);
    all.truncate(size);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rng as _, SeededRng};

    /// Computed by hand from Wilson's formula: 15 of 150, endless population.
    #[test]
    fn the_interval_is_wilsons_and_narrows_with_the_population() {
        let endless = share(i64::MAX / 4, 150, 15).unwrap();
        assert!((endless.share - 0.1).abs() < 1e-12);
        assert!((endless.low - 0.061_5).abs() < 5e-4, "{endless:?}");
        assert!((endless.high - 0.158_5).abs() < 5e-4, "{endless:?}");
        let finite = share(995, 150, 15).unwrap();
        assert!(finite.low > endless.low && finite.high < endless.high);
        let all = share(150, 150, 15).unwrap();
        assert!((all.low - 0.1).abs() < 1e-12 && (all.high - 0.1).abs() < 1e-12);
    }

    #[test]
    fn the_ends_stay_possible_and_nonsense_is_no_estimate() {
        let none = share(40, 10, 0).unwrap();
        assert!(none.low.abs() < 1e-12 && none.high > 0.1 && none.high <= 0.75);
        let every = share(40, 10, 10).unwrap();
        assert!((every.high - 1.0).abs() < 1e-12 && every.low >= 0.25);
        for (population, sample, hits) in [(0, 0, 0), (10, 0, 0), (10, 11, 1), (10, 5, 6)] {
            assert_eq!(share(population, sample, hits), None);
        }
        let (rate, low, high) = none.taken_off(0.94);
        assert!((rate - 0.94).abs() < 1e-12 && low < rate && (high - rate).abs() < 1e-12);
    }

    /// 995 closings, 100 of them false, 150 drawn, 200 times: the standard error is 2.3 points, so
    /// within 5 points in 97 % and within the interval in about 95 %.
    #[test]
    fn draws_estimate_a_planted_share() {
        const POPULATION: usize = 995;
        let (mut near, mut covered, mut shares) = (0, 0, Vec::new());
        for seed in 0..200 {
            let mut rng = SeededRng::new(seed);
            let keys: Vec<u64> = (0..POPULATION).map(|_| rng.next()).collect();
            let drawn = smallest(0..POPULATION, 150, |item| keys[*item]);
            let hits = drawn.iter().filter(|item| **item < 100).count();
            let found = share(995, 150, i64::try_from(hits).unwrap()).unwrap();
            let truth = 100.0 / 995.0;
            near += usize::from((found.share - truth).abs() <= 0.05);
            covered += usize::from((found.low..=found.high).contains(&truth));
            shares.push(found.share);
        }
        assert!(near >= 190, "within 5 points in {near} of 200");
        assert!((183..=198).contains(&covered), "covered in {covered} of 200");
        let mean = shares.iter().sum::<f64>() / 200.0;
        assert!((mean - 100.0 / 995.0).abs() < 0.006, "unbiased");
    }

    #[test]
    fn the_smallest_keys_are_drawn_whatever_the_order() {
        let key = |item: &u32| item.wrapping_mul(2_654_435_761);
        let one = smallest(0..100, 7, key);
        let other = smallest((0..100).rev(), 7, key);
        assert_eq!((one.len(), &one), (7, &other));
        assert_eq!(smallest(0..3, 7, key).len(), 3);
    }
}
