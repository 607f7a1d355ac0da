//! What happened, by whom, when; and who held it for how long.

mod holders;
mod lanes;

use askama::{Template, filters::HtmlSafe};
pub use holders::{Holders, Holding};
use kernel::Timestamp;
pub use lanes::{Lane, Lanes};

use crate::{
    SafeHtml, Tone,
    when::when,
    words::{self, Lang},
};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    at: Timestamp,
    who: String,
    what: String,
    note: String,
    tone: Tone,
    body: SafeHtml,
}

impl Event {
    /// `who` is masked by the caller where it must be.
    pub fn new(at: Timestamp, who: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            at,
            who: who.into(),
            what: what.into(),
            note: String::new(),
            tone: Tone::Plain,
            body: SafeHtml::default(),
        }
    }
    /// What was written with it; line breaks are kept.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
    /// A component below, such as pictures.
    #[must_use]
    pub fn body(mut self, part: impl HtmlSafe) -> Self {
        self.body = self.body.and(part);
        self
    }
}

/// Events in the order given.
#[derive(Debug, Clone, Template)]
#[template(path = "timeline.html")]
pub struct Timeline {
    lang: Lang,
    now: Timestamp,
    events: Vec<Event>,
}

impl Timeline {
    pub const fn new(lang: Lang, now: Timestamp, events: Vec<Event>) -> Self {
        Self { lang, now, events }
    }
    fn when(&self, at: Timestamp) -> String {
        when(self.lang, at, self.now)
    }
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for Timeline {}
