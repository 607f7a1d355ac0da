//! Layout, forms, lists, map, timelines, charts; words in two languages. No word of the domain.
//!
//! A component is a plain struct that implements [`std::fmt::Display`] and askama's `HtmlSafe`,
//! so a page's own template writes `{{ table }}` and nothing is escaped twice. Pages end in
//! [`Shell::render`], a whole document.
//!
//! Invariant: everything works without JavaScript; scripts only improve, and the shell adds the
//! ones whose `data-` mark appears in the body. No page names another host.

pub mod assets;
pub mod chart;
pub mod drawn;
pub mod form;
mod html;
pub mod icon;
pub mod list;
pub mod live;
pub mod map;
pub mod page;
pub mod panel;
pub mod photo;
pub mod qr;
pub mod query;
pub mod timeline;
pub mod when;
pub mod words;

pub use askama;
pub use form::{Errors, Field, Form};
pub use html::{Escaped, SafeHtml};
pub use icon::Icon;
pub use page::{Density, Flash, NavItem, Shell};
pub use words::{Lang, Value, Words};

/// The four meanings a colour may have, always beside a word that says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// In progress, or nothing in particular.
    #[default]
    Plain,
    /// Done, open, well.
    Good,
    /// Soon due, waiting for somebody.
    Warn,
    /// Overdue, refused, closed.
    Bad,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "g",
            Self::Warn => "a",
            Self::Bad => "r",
        }
    }
}
