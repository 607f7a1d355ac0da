//! What stands around a page's body.

use super::LOOK_PATH;
use crate::{Icon, Lang, Tone, query};

/// A place to go: a tab at the bottom on a phone (at most five), a link on top at a desk.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub label: String,
    pub href: String,
    pub icon: Option<Icon>,
    pub current: bool,
    /// A number that waits, such as cases to answer; nought is not shown.
    pub count: u32,
}

impl NavItem {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), icon: None, current: false, count: 0 }
    }
    #[must_use]
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }
    #[must_use]
    pub const fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }
    #[must_use]
    pub const fn count(mut self, count: u32) -> Self {
        self.count = count;
        self
    }
}

/// One sentence after something happened.
#[derive(Debug, Clone)]
pub struct Flash {
    pub tone: Tone,
    pub text: String,
}

impl Flash {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}

/// The link that changes language and type size, then returns to `back`.
pub fn look_href(lang: Lang, large: bool, back: &str) -> String {
    let size = if large { "large" } else { "normal" };
    format!("{LOOK_PATH}?lang={}&size={size}&back={}", lang.code(), query::encode(back))
}
