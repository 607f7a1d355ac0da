//! One question about a study.

use serde::{Deserialize, Serialize};

use crate::Fault;

/// How much may be set up, beside what stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// So many new sites.
    Count(u32),
    /// Prices of new sites sum up to no more than this.
    Budget(f64),
    /// As few new sites as serve this percentage of all weight.
    Percent(u32),
}

/// Which days of the week count, where the heat tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    #[default]
    All,
    /// Monday to Friday.
    Weekdays,
    Weekend,
}

impl Days {
    pub const ALL: [Self; 3] = [Self::All, Self::Weekdays, Self::Weekend];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Weekdays => "weekdays",
            Self::Weekend => "weekend",
        }
    }
}

/// What is asked of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub goal: Goal,
    /// A worker within this distance of an open site is served; great-circle metres.
    pub radius_metres: u32,
    /// Hours of the day from `from` to before `until`, across midnight where `until` comes first;
    /// all when both are the same.
    pub from: u8,
    pub until: u8,
    pub days: Days,
    /// All when empty.
    pub occupations: Vec<String>,
    /// Only candidates at which a lorry can stop.
    pub parking: bool,
    /// Of each street at least this percentage is served.
    pub floor_percent: u32,
    /// The run ends after so many seconds at the latest.
    pub seconds: u32,
    /// Starts every random choice.
    pub seed: u32,
}

const COUNT_MAX: u32 = 2_000;
const RADIUS: std::ops::RangeInclusive<u32> = 50..=20_000;
const SECONDS: std::ops::RangeInclusive<u32> = 1..=600;

impl Default for Asked {
    fn default() -> Self {
        Self {
            goal: Goal::Count(10),
            radius_metres: 500,
            from: 0,
            until: 0,
            days: Days::All,
            occupations: Vec::new(),
            parking: false,
            floor_percent: 0,
            seconds: 30,
            seed: 1,
        }
    }
}

impl Asked {
    /// Holds every figure against its range.
    ///
    /// # Errors
    /// [`Fault::Invalid`] naming the field.
    pub fn check(&self) -> Result<(), Fault> {
        let fine = match self.goal {
            Goal::Count(count) => (1..=COUNT_MAX).contains(&count),
            Goal::Budget(budget) => budget.is_finite() && budget > 0.0,
            Goal::Percent(percent) => (1..=100).contains(&percent),
        };
        let checks = [
            (fine, "amount", "siteplans-amount-wrong"),
            (RADIUS.contains(&self.radius_metres), "radius", "siteplans-radius-wrong"),
            (self.from < 24 && self.until < 24, "from", "siteplans-hours-wrong"),
            (self.floor_percent <= 100, "floor", "siteplans-floor-wrong"),
            (SECONDS.contains(&self.seconds), "seconds", "siteplans-seconds-wrong"),
            // A share of all with a share of each is two goals at once.
            (
                self.floor_percent == 0 || !matches!(self.goal, Goal::Percent(_)),
                "floor",
                "siteplans-floor-percent",
            ),
        ];
        match checks.into_iter().find(|(fine, ..)| !fine) {
            Some((_, field, code)) => Err(Fault::invalid(field, code)),
            None => Ok(()),
        }
    }

    /// Whether an hour of a release that tells so many apart is asked about.
    pub(crate) fn wants(&self, slot: i64, hours: u16) -> bool {
        if hours == 1 {
            return true;
        }
        let (day, hour) = (slot / 24, slot % 24);
        let of_day = match self.days {
            _ if hours < 168 => true,
            Days::All => true,
            Days::Weekdays => day < 5,
            Days::Weekend => day >= 5,
        };
        let (from, until) = (i64::from(self.from), i64::from(self.until));
        let in_window = match from.cmp(&until) {
            std::cmp::Ordering::Equal => true,
            std::cmp::Ordering::Less => (from..until).contains(&hour),
            std::cmp::Ordering::Greater => hour >= from || hour < until,
        };
        of_day && in_window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_go_across_midnight_and_days_only_where_they_are_told_apart() {
        let night = Asked { from: 22, until: 6, days: Days::Weekend, ..Asked::default() };
        assert!(night.wants(5 * 24 + 23, 168) && night.wants(6 * 24 + 5, 168));
        assert!(!night.wants(23, 168) && !night.wants(5 * 24 + 12, 168));
        assert!(night.wants(23, 24) && !night.wants(12, 24) && night.wants(0, 1));
    }

    #[test]
    fn figures_out_of_range_are_named() {
        let told = |asked: Asked| asked.check().unwrap_err().to_string();
        assert!(told(Asked { radius_metres: 5, ..Asked::default() }).starts_with("radius"));
        assert!(told(Asked { goal: Goal::Count(0), ..Asked::default() }).starts_with("amount"));
        let both = Asked { goal: Goal::Percent(80), floor_percent: 10, ..Asked::default() };
        assert!(told(both).starts_with("floor"));
        assert!(Asked::default().check().is_ok());
    }
}
