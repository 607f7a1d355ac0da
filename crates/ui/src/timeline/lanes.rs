//! Several things that go on beside each other, each with its own holders, on one scale of time.

use askama::{Template, filters::HtmlSafe};
use kernel::Timestamp;

use super::holders::{Bar, Holding, Scale, length};
use crate::{SafeHtml, Tone, words::Lang};

/// One of the things. What its bar shows is said in words beside it.
#[derive(Debug, Clone)]
pub struct Lane {
    /// An anchor on the page.
    pub id: String,
    pub who: String,
    pub what: String,
    /// The state: a sign for the eye, a word for everybody, a colour that repeats it.
    pub sign: &'static str,
    pub state: String,
    pub tone: Tone,
    /// The deadline in words; empty for none.
    pub due: String,
    /// Deadlines to be marked on the bar.
    pub marks: Vec<Timestamp>,
    pub holdings: Vec<Holding>,
    /// What can be done, or what was said.
    pub body: SafeHtml,
}

/// The things in the order given.
#[derive(Debug, Clone, Template)]
#[template(path = "lanes.html")]
pub struct Lanes {
    lanes: Vec<Drawn>,
}

#[derive(Debug, Clone)]
struct Drawn {
    id: String,
    who: String,
    what: String,
    sign: &'static str,
    state: String,
    tone: Tone,
    due: String,
    bars: Vec<Bar>,
    marks: Vec<i64>,
    /// Who had it for how long, in words.
    line: String,
    body: SafeHtml,
}

impl Lanes {
    pub fn new(lang: Lang, now: Timestamp, lanes: Vec<Lane>) -> Self {
        let all = || lanes.iter().flat_map(|lane| &lane.holdings);
        let start = all().map(|one| one.from).min().unwrap_or(now);
        let marks = lanes.iter().flat_map(|lane| lane.marks.iter().copied());
        let end = all().filter_map(|one| one.until).chain(marks).fold(now, Timestamp::max);
        let scale = Scale { start, end };
        Self { lanes: lanes.into_iter().map(|lane| lane.draw(lang, now, scale)).collect() }
    }
}
impl HtmlSafe for Lanes {}

impl Lane {
    fn draw(self, lang: Lang, now: Timestamp, scale: Scale) -> Drawn {
        let bars: Vec<Bar> =
            self.holdings.iter().map(|one| Bar::of(lang, now, scale, one)).collect();
        let told =
            self.holdings.iter().map(|one| format!("{} {}", one.who, length(lang, now, one)));
        let line = told.collect::<Vec<_>>().join(" → ");
        let Self { id, who, what, sign, state, tone, due, marks, body, .. } = self;
        // The mark of a deadline at the very end stays inside the bar.
        let marks = marks.into_iter().map(|at| scale.at(at).min(996)).collect();
        Drawn { id, who, what, sign, state, tone, due, bars, marks, line, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_share_one_scale_and_say_what_they_draw() {
        let now = Timestamp::from_seconds(1_800_000_000);
        let hold = |who: &str, from: i64, until: Option<i64>| Holding {
            who: who.into(),
            from: now.plus_hours(from),
            until: until.map(|hours| now.plus_hours(hours)),
            tone: Tone::Plain,
        };
        let lane = |who: &str, holdings, mark| Lane {
            id: format!("part-{who}"),
            who: who.into(),
            what: "装充电柜".into(),
            sign: "○",
            state: "待报到".into(),
            tone: Tone::Warn,
            due: String::new(),
            marks: vec![now.plus_hours(mark)],
            holdings,
            body: SafeHtml::default(),
        };
        let one = lane("城管局", vec![hold("城管局", -10, Some(-5)), hold("街道", -5, None)], 10);
        let two = lane("物业", vec![hold("物业", -5, None)], 0);
        let html = Lanes::new(Lang::Zh, now, vec![one, two]).to_string();
        assert!(html.contains("城管局 5 小时 → 街道 5 小时"), "{html}");
        assert!(html.contains(r#"<rect class="hd " x="250" width="247""#), "{html}");
        assert!(html.contains(r#"<rect class="hd r" x="996""#), "{html}");
        assert!(html.contains("<span aria-hidden=\"true\">○</span> 待报到"), "{html}");
    }
}
