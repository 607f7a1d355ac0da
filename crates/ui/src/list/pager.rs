//! Keyset pages, and what stands where nothing is.

use askama::{Template, filters::HtmlSafe};

use crate::words::{self, Lang};

/// Previous and next; there are no page numbers because pages are cut by key, not by offset.
#[derive(Debug, Clone, Template)]
#[template(path = "pager.html")]
pub struct Pager {
    pub lang: Lang,
    /// A sentence such as "共 128 件"; empty for none.
    pub note: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for Pager {}

/// Says that there is nothing, and what one can do.
#[derive(Debug, Clone, Template)]
#[template(path = "empty.html")]
pub struct Empty {
    pub title: String,
    pub text: String,
    /// Label and address of the next step.
    pub action: Option<(String, String)>,
}

impl Empty {
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { title: title.into(), text: text.into(), action: None }
    }
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.action = Some((label.into(), href.into()));
        self
    }
}
impl HtmlSafe for Empty {}
