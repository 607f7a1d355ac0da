//! Cards: what a phone shows instead of table rows.

use askama::{Template, filters::HtmlSafe};

use super::{Steps, Tag};
use crate::SafeHtml;

/// One thing in a list; the whole card leads to it.
#[derive(Debug, Clone, Template)]
#[template(path = "card.html")]
pub struct Card {
    title: String,
    href: String,
    tags: Vec<Tag>,
    meta: Vec<String>,
    steps: Option<Steps>,
    body: SafeHtml,
    actions: Vec<(String, String)>,
}

impl Card {
    /// `href` may be empty for a card that leads nowhere.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            href: href.into(),
            tags: Vec::new(),
            meta: Vec::new(),
            steps: None,
            body: SafeHtml::default(),
            actions: Vec::new(),
        }
    }
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tags.push(tag);
        self
    }
    /// A fact in small type; several are set in one line with a dot between.
    #[must_use]
    pub fn meta(mut self, text: impl Into<String>) -> Self {
        self.meta.push(text.into());
        self
    }
    #[must_use]
    pub fn steps(mut self, steps: Steps) -> Self {
        self.steps = Some(steps);
        self
    }
    #[must_use]
    pub fn body(mut self, part: impl HtmlSafe) -> Self {
        self.body = self.body.and(part);
        self
    }
    /// A button-like link under the card; screen readers hear the card's title with it.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.actions.push((label.into(), href.into()));
        self
    }
}
impl HtmlSafe for Card {}

/// A list of cards.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<ul class="list">{% for card in self.0 %}<li class="card">{{ card }}</li>{% endfor %}</ul>"#,
    ext = "html"
)]
pub struct Cards(pub Vec<Card>);
impl HtmlSafe for Cards {}
