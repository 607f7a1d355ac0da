//! What is published of a set of ratings. Pure.

use std::collections::BTreeMap;

use kernel::count;

/// Bands to which the number of riders is rounded down.
const BANDS: [usize; 8] = [5, 10, 20, 50, 100, 200, 500, 1_000];
/// Main reasons shown at the most.
const REASONS_MAX: usize = 3;

/// A published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// At least so many riders.
    pub riders: i64,
    /// Median minutes.
    pub minutes: i64,
    /// Codes of the reasons that most riders gave, the commonest first; each given by at least k.
    pub reasons: Vec<String>,
}

/// The figure of these ratings, one of each rider, as minutes and reason; `None` below `k`.
pub fn figure<'r>(ratings: impl IntoIterator<Item = (i64, &'r str)>, k: usize) -> Option<Figure> {
    let ratings: Vec<(i64, &str)> = ratings.into_iter().collect();
    let minutes: Vec<i64> = ratings.iter().map(|(minutes, _)| *minutes).collect();
    if minutes.len() < k.max(1) {
        return None;
    }
    let mut given: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, reason) in &ratings {
        *given.entry(reason).or_default() += 1;
    }
    let mut reasons: Vec<(&str, usize)> = given.into_iter().filter(|(_, n)| *n >= k).collect();
    reasons.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
    let riders = BANDS.into_iter().rfind(|band| *band <= minutes.len()).unwrap_or(k).max(k);
    Some(Figure {
        riders: count::to_i64(riders),
        minutes: count::round(count::median(&minutes)?),
        reasons: reasons.into_iter().take(REASONS_MAX).map(|(code, _)| code.to_owned()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_coarse_and_silent_below_the_threshold() {
        let slow = |count: usize| vec![(20, "slow-kitchen"); count];
        assert_eq!(figure(slow(4), 5), None);
        let five = figure(slow(5), 5).unwrap();
        assert_eq!((five.riders, five.minutes, five.reasons.len()), (5, 20, 1));
        let mut mixed = slow(9);
        mixed.extend([(5, "packing"); 4]);
        let mixed = figure(mixed, 5).unwrap();
        assert_eq!((mixed.riders, mixed.minutes), (10, 20));
        assert_eq!(mixed.reasons, ["slow-kitchen"], "four riders' reason is not told");
    }

    #[test]
    fn numbers_are_rounded_down_to_a_band_and_never_below_the_threshold() {
        let of = |count: usize, k: usize| figure(vec![(1, "other"); count], k).unwrap().riders;
        assert_eq!(
            [of(9, 5), of(10, 5), of(19, 5), of(20, 5), of(4_000, 5)],
            [5, 10, 10, 20, 1_000]
        );
        assert_eq!([of(8, 8), of(12, 8)], [8, 10]);
    }
}
