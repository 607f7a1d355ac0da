//! A region that refreshes itself while the page is open.

use askama::{Template, filters::HtmlSafe};

use crate::{
    SafeHtml,
    words::{self, Lang},
};

/// Listens to `events` (server-sent events; any message means "something changed"), then fetches
/// `source` (the page's own address by default) and replaces this element by the one of the same
/// id. When the connection is lost, a banner says from when the content is.
#[derive(Debug, Clone, Template)]
#[template(path = "live.html")]
pub struct Live {
    pub lang: Lang,
    pub id: String,
    pub events: String,
    /// Empty for the page's own address.
    pub source: String,
    pub body: SafeHtml,
}

impl Live {
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
}
impl HtmlSafe for Live {}
