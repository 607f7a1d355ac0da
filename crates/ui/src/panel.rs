//! Plain boxes: a card around something, a notice, a heading with a body.

use askama::{Template, filters::HtmlSafe};

use crate::{SafeHtml, Tone};

/// A titled box. An empty title leaves the heading out.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<section class="card">{% if !title.is_empty() %}<h2>{{ title }}</h2>{% endif %}{{ body }}</section>"#,
    ext = "html"
)]
pub struct Panel {
    title: String,
    body: SafeHtml,
}

impl Panel {
    pub fn new(title: impl Into<String>, body: impl HtmlSafe) -> Self {
        Self { title: title.into(), body: SafeHtml::from_safe(body) }
    }
}
impl HtmlSafe for Panel {}

/// Two columns on a wide desk, one after the other elsewhere: the matter first, facts beside it.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<div class="cols"><div>{{ main }}</div><div>{{ side }}</div></div>"#,
    ext = "html"
)]
pub struct Columns {
    pub main: SafeHtml,
    pub side: SafeHtml,
}
impl HtmlSafe for Columns {}

/// Panels beside each other as far as they fit, such as charts.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<div class="grid">{% for panel in self.0 %}{{ panel }}{% endfor %}</div>"#,
    ext = "html"
)]
pub struct Grid(pub Vec<Panel>);
impl HtmlSafe for Grid {}

/// Buttons as many to a row as there is room for.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<div class="bar">{% for button in self.0 %}{{ button }}{% endfor %}</div>"#,
    ext = "html"
)]
pub struct Doors(pub Vec<Button>);
impl HtmlSafe for Doors {}

/// A sentence that should not be missed.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<p class="flash {{ tone.class() }}">{{ text }}</p>"#, ext = "html")]
pub struct Notice {
    tone: Tone,
    text: String,
}

impl Notice {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}
impl HtmlSafe for Notice {}

/// A link that looks like a button: full width on a phone, beside others at a desk.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<p class="beside"><a class="btn w{% if outline %} o{% endif %}" href="{{ href }}">{{ label }}</a></p>"#,
    ext = "html"
)]
pub struct Button {
    label: String,
    href: String,
    outline: bool,
}

impl Button {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), outline: false }
    }
    #[must_use]
    pub const fn outline(mut self) -> Self {
        self.outline = true;
        self
    }
}
impl HtmlSafe for Button {}

/// A paragraph; small when `meta`.
#[derive(Debug, Clone, Template)]
#[template(source = r#"<p{% if meta %} class="meta"{% endif %}>{{ text }}</p>"#, ext = "html")]
pub struct Text {
    text: String,
    meta: bool,
}

impl Text {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), meta: false }
    }
    pub fn meta(text: impl Into<String>) -> Self {
        Self { text: text.into(), meta: true }
    }
}
impl HtmlSafe for Text {}
