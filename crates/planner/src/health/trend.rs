//! The trend of a count over days, robust against single odd counts.

use kernel::Day;

/// How a count changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    /// Change in thousandths per day: the median of the slopes between all pairs of counts (Sen
    /// 1968), which up to 29 % of wrong counts cannot overturn.
    pub milli_per_day: i64,
    /// The last day counted.
    pub last: Day,
    /// The count on the trend's line on that day, in thousandths: the median over all counts
    /// carried forward along the slope.
    pub milli_at_last: i64,
}

impl Trend {
    /// The first day after [`Trend::last`] on which fewer than `needed` are left, when that is
    /// within `horizon_days`.
    pub fn falls_below(&self, needed: u32, horizon_days: u32) -> Option<Day> {
        let needed = i64::from(needed) * 1_000;
        let below = |days: u32| self.milli_at_last + self.milli_per_day * i64::from(days) < needed;
        let days = (1..=horizon_days).find(|days| below(*days))?;
        Some(self.last.plus(i32::try_from(days).ok()?))
    }
}

/// The trend of counts, in any order; `None` with counts of fewer than three days, from which
/// nothing can be told.
pub fn trend(counts: &[(Day, u32)]) -> Option<Trend> {
    let mut points: Vec<(i64, i64)> =
        counts.iter().map(|(day, count)| (day.number(), i64::from(*count) * 1_000)).collect();
    points.sort_unstable();
    // A day counted twice is taken at its later, larger count: it should not happen at all.
    points.reverse();
    points.dedup_by_key(|point| point.0);
    points.reverse();
    if points.len() < 3 {
        return None;
    }
    let slopes = points.iter().enumerate().flat_map(|(index, (day, count))| {
        let later = points.iter().skip(index + 1);
        later.map(move |(day_later, later)| (later - count) / (day_later - day))
    });
    let milli_per_day = median(slopes.collect())?;
    let last = counts.iter().map(|(day, _)| *day).max()?;
    let carried = points.iter().map(|(day, count)| count + milli_per_day * (last.number() - day));
    Some(Trend { milli_per_day, last, milli_at_last: median(carried.collect())? })
}

/// The middle value, the mean of the two middle ones when their number is even.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let upper = values.get(values.len() / 2)?;
    let lower = values.get((values.len() - 1) / 2)?;
    Some((lower + upper) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Day {
        Day::new(2026, 1, 1).unwrap().plus(number)
    }

    #[test]
    fn one_odd_count_does_not_turn_the_trend() {
        let mut counts: Vec<(Day, u32)> =
            (0..10).map(|week| (day(week * 7), u32::try_from(40 - week * 2).unwrap())).collect();
        let straight = trend(&counts).unwrap();
        assert_eq!(straight.milli_per_day, -285);
        counts[4].1 = 400;
        counts.swap(0, 7);
        let odd = trend(&counts).unwrap();
        assert!((odd.milli_per_day - straight.milli_per_day).abs() < 40, "{odd:?}");
        // 22 are left in week 9 and two go each week: fewer than 20 a little more than a week on.
        let fall = straight.falls_below(20, 120).unwrap();
        assert!((day(69)..=day(73)).contains(&fall), "{fall}");
        assert_eq!(straight.falls_below(0, 60), None);
    }

    #[test]
    fn two_counts_are_no_trend() {
        assert_eq!(trend(&[(day(0), 9), (day(1), 1), (day(1), 2)]), None);
    }
}
