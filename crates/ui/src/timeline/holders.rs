//! Who holds it and since when: a bar of intervals with the same facts as a list.

use askama::{Template, filters::HtmlSafe};
use kernel::Timestamp;

use crate::{
    Tone,
    when::{span, when},
    words::{Lang, own, own_with},
};

const WIDTH: i64 = 1_000;

/// One holder's interval; without an end it lasts until now.
#[derive(Debug, Clone)]
pub struct Holding {
    pub who: String,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub tone: Tone,
}

/// Intervals in order, drawn to scale.
#[derive(Debug, Clone, Template)]
#[template(path = "holders.html")]
pub struct Holders {
    title: &'static str,
    now_line: String,
    bars: Vec<Bar>,
}

/// An interval as it is drawn, with its words.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) width: i64,
    pub(super) tone: Tone,
    who: String,
    line: String,
}

/// The stretch of time that a bar shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

impl Scale {
    pub(super) fn at(self, at: Timestamp) -> i64 {
        let total = self.end.seconds_since(self.start).max(1);
        at.seconds_since(self.start).saturating_mul(WIDTH) / total
    }
}

/// How long somebody had it.
pub(super) fn length(lang: Lang, now: Timestamp, one: &Holding) -> String {
    span(lang, one.until.unwrap_or(now).seconds_since(one.from))
}

impl Bar {
    pub(super) fn of(lang: Lang, now: Timestamp, scale: Scale, one: &Holding) -> Self {
        let from = when(lang, one.from, now);
        let parts = [("from", from.into()), ("span", length(lang, now, one).into())];
        Self {
            x: scale.at(one.from),
            // A short stay still leaves a visible mark.
            width: (scale.at(one.until.unwrap_or(now)) - scale.at(one.from) - 3).max(4),
            tone: one.tone,
            who: one.who.clone(),
            line: own_with(lang, "ui-held-row", &parts),
        }
    }
}

impl Holders {
    pub fn new(lang: Lang, now: Timestamp, holdings: &[Holding]) -> Self {
        let start = holdings.first().map_or(now, |first| first.from);
        let end = holdings.iter().filter_map(|one| one.until).fold(now, Timestamp::max);
        let scale = Scale { start, end };
        Self {
            title: own(lang, "ui-holders"),
            now_line: now_line(lang, now, holdings),
            bars: holdings.iter().map(|one| Bar::of(lang, now, scale, one)).collect(),
        }
    }
}

fn now_line(lang: Lang, now: Timestamp, holdings: &[Holding]) -> String {
    let Some(one) = holdings.iter().rev().find(|one| one.until.is_none()) else {
        return String::new();
    };
    let length = span(lang, now.seconds_since(one.from));
    own_with(lang, "ui-held-now", &[("who", one.who.as_str().into()), ("span", length.into())])
}

impl HtmlSafe for Holders {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_holder_is_named_with_the_time_held() {
        let now = Timestamp::from_seconds(1_800_000_000);
        let one = |who: &str, from: i64, until: Option<i64>| Holding {
            who: who.into(),
            from: now.plus_hours(from),
            until: until.map(|hours| now.plus_hours(hours)),
            tone: Tone::Plain,
        };
        let html = Holders::new(
            Lang::Zh,
            now,
            &[one("街道办", -100, Some(-76)), one("城管局", -76, None)],
        )
        .to_string();
        assert!(html.contains("现由城管局办理，已 3 天 4 小时"), "{html}");
        assert!(html.contains(r#"x="240""#), "{html}");
        assert!(html.contains("，1 天"), "{html}");
    }
}
