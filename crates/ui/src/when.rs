//! Times and spans as people say them, in Asia/Shanghai.

use kernel::{Day, Timestamp};

use crate::{
    Tone,
    list::Tag,
    words::{Lang, own_with},
};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `11月3日 08:05` or `3 Nov 08:05`; the year only when it is not `now`'s.
pub fn when(lang: Lang, at: Timestamp, now: Timestamp) -> String {
    let local = at.local();
    format!("{} {:02}:{:02}", day(lang, at.day(), now.day()), local.hour(), local.minute())
}

/// `11月3日` or `3 Nov`; the year only when it is not `today`'s.
pub fn day(lang: Lang, day: Day, today: Day) -> String {
    let date = day.date();
    let short = match lang {
        Lang::Zh => format!("{}月{}日", date.month(), date.day()),
        Lang::En => {
            let month = usize::try_from(date.month() - 1).unwrap_or_default();
            format!("{} {}", date.day(), MONTHS.get(month).unwrap_or(&""))
        }
    };
    match lang {
        _ if day.year() == today.year() => short,
        Lang::Zh => format!("{}年{short}", day.year()),
        Lang::En => format!("{short} {}", day.year()),
    }
}

/// A length of time in its two largest parts, rounded down: `3 天 4 小时`, `40 分钟`.
/// Days have 24 hours here; spans of work time are counted elsewhere.
pub fn span(lang: Lang, seconds: i64) -> String {
    let minutes = seconds.saturating_abs() / 60;
    let (days, hours) = (minutes / 1_440, minutes / 60 % 24);
    match (days, hours) {
        (0, 0) => own_with(lang, "ui-minutes", &[("minutes", minutes.into())]),
        (0, _) => own_with(lang, "ui-hours", &[("hours", hours.into())]),
        (_, 0) => own_with(lang, "ui-days", &[("days", days.into())]),
        _ => own_with(lang, "ui-days-hours", &[("days", days.into()), ("hours", hours.into())]),
    }
}

/// A tag that tells how long is left, or how long overdue: red when over, amber within `soon_hours`.
pub fn due(lang: Lang, due: Timestamp, now: Timestamp, soon_hours: i64) -> Tag {
    let left = due.seconds_since(now);
    let (key, tone) = match left {
        ..0 => ("ui-overdue", Tone::Bad),
        _ if left < soon_hours.saturating_mul(3_600) => ("ui-left", Tone::Warn),
        _ => ("ui-left", Tone::Plain),
    };
    Tag::new(tone, own_with(lang, key, &[("span", span(lang, left).into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_shanghai() {
        let now: Timestamp = "2026-11-21T04:00:00Z".parse().unwrap();
        let at: Timestamp = "2026-11-02T16:05:00Z".parse().unwrap();
        assert_eq!(when(Lang::Zh, at, now), "11月3日 00:05");
        assert_eq!(when(Lang::En, at, now), "3 Nov 00:05");
        assert_eq!(when(Lang::Zh, at.plus_days(-365), now), "2025年11月3日 00:05");
    }

    #[test]
    fn spans_and_deadlines() {
        assert_eq!(span(Lang::Zh, 3 * 86_400 + 4 * 3_600 + 59), "3 天 4 小时");
        assert_eq!(span(Lang::En, 86_400), "1 day");
        assert_eq!(span(Lang::Zh, -2_400), "40 分钟");
        let now = Timestamp::from_seconds(1_000_000);
        assert!(due(Lang::Zh, now.plus_hours(-7), now, 8).to_string().contains("超时 7 小时"));
        assert!(due(Lang::Zh, now.plus_hours(3), now, 8).to_string().contains("tag a"));
        assert!(due(Lang::Zh, now.plus_hours(44), now, 8).to_string().contains(r#"class="tag ""#));
    }
}
