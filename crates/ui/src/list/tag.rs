//! Small marks: a state in a word, steps of a way, figures.

use askama::{Template, filters::HtmlSafe};

use crate::{Tone, words, words::Lang};

/// A state in one word; the colour only repeats it.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<span class="tag {{ tone.class() }}">{{ text }}</span>"#, ext = "html")]
pub struct Tag {
    pub tone: Tone,
    pub text: String,
}

impl Tag {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}
impl HtmlSafe for Tag {}

/// The stations of a way, of which the first `done` lie behind.
#[derive(Debug, Clone, Template)]
#[template(path = "steps.html")]
pub struct Steps {
    pub lang: Lang,
    pub labels: Vec<String>,
    /// How many are done; the next one is the present one.
    pub done: usize,
}

impl Steps {
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for Steps {}

/// One figure with its name; leads somewhere when `href` is not empty.
#[derive(Debug, Clone)]
pub struct Kpi {
    pub label: String,
    pub value: String,
    pub tone: Tone,
    pub href: String,
}

impl Kpi {
    pub fn new(label: impl Into<String>, value: impl ToString) -> Self {
        Self {
            label: label.into(),
            value: value.to_string(),
            tone: Tone::Plain,
            href: String::new(),
        }
    }
    #[must_use]
    pub const fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
    #[must_use]
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = href.into();
        self
    }
}

/// Figures in a row.
#[derive(Debug, Clone, Template)]
#[template(path = "kpis.html")]
pub struct Kpis(pub Vec<Kpi>);
impl HtmlSafe for Kpis {}
