//! Before sending: check the answers. After sending: a receipt.

use askama::{Template, filters::HtmlSafe};

use crate::{
    SafeHtml,
    words::{self, Lang},
};

/// One line of a summary list.
#[derive(Debug, Clone)]
pub struct Answer {
    label: String,
    value: SafeHtml,
    change: Option<String>,
}

/// Label, answer, and a link to change it. Without links it is a plain list of facts.
#[derive(Debug, Clone, Template)]
#[template(path = "check_answers.html")]
pub struct CheckAnswers {
    lang: Lang,
    answers: Vec<Answer>,
}

impl CheckAnswers {
    pub const fn new(lang: Lang) -> Self {
        Self { lang, answers: Vec::new() }
    }
    /// A fact without a link.
    #[must_use]
    pub fn row(self, label: impl Into<String>, value: impl AsRef<str>) -> Self {
        self.part(label, SafeHtml::text(value.as_ref()), None)
    }
    /// An answer with a link back to its question.
    #[must_use]
    pub fn change(
        self,
        label: impl Into<String>,
        value: impl AsRef<str>,
        href: impl Into<String>,
    ) -> Self {
        self.part(label, SafeHtml::text(value.as_ref()), Some(href.into()))
    }
    /// A fact that is a component, such as a tag or a picture.
    #[must_use]
    pub fn part(
        mut self,
        label: impl Into<String>,
        value: impl HtmlSafe,
        change: Option<String>,
    ) -> Self {
        let value = SafeHtml::from_safe(value);
        self.answers.push(Answer { label: label.into(), value, change });
        self
    }
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for CheckAnswers {}

/// "It is done": the number to keep, what comes next, and by when.
#[derive(Debug, Clone, Template)]
#[template(path = "receipt.html")]
pub struct Receipt {
    lang: Lang,
    title: String,
    number: String,
    lines: Vec<String>,
    links: Vec<(String, String)>,
}

impl Receipt {
    pub fn new(lang: Lang, title: impl Into<String>, number: impl Into<String>) -> Self {
        Self {
            lang,
            title: title.into(),
            number: number.into(),
            lines: Vec::new(),
            links: Vec::new(),
        }
    }
    /// A sentence on what comes next.
    #[must_use]
    pub fn line(mut self, text: impl Into<String>) -> Self {
        self.lines.push(text.into());
        self
    }
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.links.push((label.into(), href.into()));
        self
    }
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for Receipt {}
