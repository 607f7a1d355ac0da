//! The document.

use askama::{Template, filters::HtmlSafe};

use super::{Density, Flash, NavItem, look_href};
use crate::{
    Form, SafeHtml, assets,
    form::ErrorSummary,
    words::{self, Lang},
};

/// Bytes that most bodies fit into.
const ROOM: usize = 32 * 1_024;

/// A whole page. `title` stands in the window, as the heading (unless [`Shell::no_heading`]) and,
/// with errors, behind "Error:".
#[derive(Debug, Clone, Template)]
#[template(path = "shell.html")]
pub struct Shell {
    pub lang: Lang,
    pub large: bool,
    pub density: Density,
    pub title: String,
    pub heading: Option<String>,
    /// What the site is called here; the default is 驿路.
    pub site: String,
    pub home: String,
    pub nav: Vec<NavItem>,
    /// The masked name of who is signed in, and where it leads.
    pub user: Option<(String, String)>,
    pub flash: Option<Flash>,
    /// Label and address of the way back.
    pub back: Option<(String, String)>,
    /// The page's own path and query, to which the switches return.
    pub here: String,
    /// Where complaints go; linked from every page.
    pub complaint: String,
    pub summary: Option<ErrorSummary>,
    pub body: SafeHtml,
}

impl Shell {
    pub fn new(lang: Lang, density: Density, title: impl Into<String>) -> Self {
        let title = title.into();
        Self {
            lang,
            large: false,
            density,
            heading: Some(title.clone()),
            title,
            site: words::own(lang, "ui-site").to_owned(),
            home: "/".to_owned(),
            nav: Vec::new(),
            user: None,
            flash: None,
            back: None,
            here: "/".to_owned(),
            complaint: "/complaint".to_owned(),
            summary: None,
            body: SafeHtml::with_room(ROOM),
        }
    }
    #[must_use]
    pub const fn large(mut self, large: bool) -> Self {
        self.large = large;
        self
    }
    /// A heading that differs from the title.
    #[must_use]
    pub fn heading(mut self, heading: impl Into<String>) -> Self {
        self.heading = Some(heading.into());
        self
    }
    /// The body brings its own first heading.
    #[must_use]
    pub fn no_heading(mut self) -> Self {
        self.heading = None;
        self
    }
    #[must_use]
    pub fn site(mut self, name: impl Into<String>) -> Self {
        self.site = name.into();
        self
    }
    #[must_use]
    pub fn nav(mut self, items: Vec<NavItem>) -> Self {
        self.nav = items;
        self
    }
    /// `name` is masked by the caller (张*师傅).
    #[must_use]
    pub fn user(mut self, name: impl Into<String>, href: impl Into<String>) -> Self {
        self.user = Some((name.into(), href.into()));
        self
    }
    #[must_use]
    pub fn flash(mut self, flash: Option<Flash>) -> Self {
        self.flash = flash;
        self
    }
    /// A way back with the usual word.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Self {
        self.back = Some((words::own(self.lang, "ui-back").to_owned(), href.into()));
        self
    }
    #[must_use]
    pub fn here(mut self, path_and_query: impl Into<String>) -> Self {
        self.here = path_and_query.into();
        self
    }
    #[must_use]
    pub fn complaint(mut self, href: impl Into<String>) -> Self {
        self.complaint = href.into();
        self
    }
    /// Appends a component to the body.
    #[must_use]
    pub fn body(mut self, part: impl HtmlSafe) -> Self {
        self.body = self.body.and(part);
        self
    }
    /// Renders a domain's own template into the body.
    #[must_use]
    pub fn template(self, template: &impl Template) -> Self {
        let part = SafeHtml::of(template);
        self.body(part)
    }
    /// Appends a form; its errors go to the summary above the heading and into the title.
    #[must_use]
    pub fn form(mut self, form: &Form) -> Self {
        self.summary = form.summary().or(self.summary);
        self.body(form)
    }
    /// The document as text.
    pub fn render(&self) -> String {
        // The style and the scripts stand in the page of a phone.
        let around = if self.is_inline() { 32 * 1_024 } else { 4 * 1_024 };
        let mut text = String::with_capacity(self.body.as_str().len() + around);
        self.render_into(&mut text).map(|()| text).unwrap_or_default()
    }

    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
    fn is_phone(&self) -> bool {
        self.density == Density::Phone
    }
    /// A desk page is opened again and again, so its style and scripts come from the cache.
    fn is_inline(&self) -> bool {
        self.density != Density::Desk
    }
    fn has_tabs(&self) -> bool {
        self.is_phone() && !self.nav.is_empty()
    }
    fn scripts(&self) -> Vec<&'static assets::Asset> {
        assets::scripts_for(self.body.as_str())
    }
    fn size_href(&self) -> String {
        look_href(self.lang, !self.large, &self.here)
    }
    fn lang_href(&self) -> String {
        look_href(self.lang.other(), self.large, &self.here)
    }
}
