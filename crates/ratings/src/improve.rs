//! When the figures open a case, and when they close it. Pure.

use catalogue::ImprovementRule;
use kernel::{Timestamp, count};

use crate::group::Voice;

/// What the figures ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Enough riders, and the median is above the limit.
    Slow,
    /// Enough riders, and the median is at or below the limit.
    Kept,
    /// Too few riders to say.
    Unknown,
}

/// Judges ratings (their voices with minutes) given after `from` and no longer before `until` than
/// the rule says: the latest of each rider counts.
pub fn judge(
    rule: &ImprovementRule,
    ratings: &[(Voice, i64)],
    from: Option<Timestamp>,
    until: Timestamp,
) -> Verdict {
    let begin = until.plus_days(-i64::from(rule.within_days));
    let begin = from.map_or(begin, |from| from.max(begin));
    let mut latest = std::collections::BTreeMap::new();
    let mut within: Vec<&(Voice, i64)> =
        ratings.iter().filter(|(voice, _)| voice.at > begin && voice.at <= until).collect();
    within.sort_unstable();
    for (voice, minutes) in within {
        latest.insert(voice.rider, *minutes);
    }
    let minutes: Vec<i64> = latest.into_values().collect();
    let enough = minutes.len() >= usize::try_from(rule.riders_min).unwrap_or(usize::MAX);
    match count::median(&minutes).filter(|_| enough) {
        Some(median) if median > f64::from(rule.minutes_limit) => Verdict::Slow,
        Some(_) => Verdict::Kept,
        None => Verdict::Unknown,
    }
}
