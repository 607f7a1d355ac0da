//! A few line icons for the bottom tabs, drawn on a 24 x 24 grid.

use std::fmt;

use askama::filters::HtmlSafe;

/// Always shown beside its word, so it is hidden from screen readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Home,
    List,
    Pin,
    Code,
    Star,
    Person,
    Megaphone,
    Chart,
    Calendar,
    Plus,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M4 11l8-7 8 7v9h-6v-6h-4v6H4z",
            Self::List => "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
            Self::Pin => {
                "M12 21s7-6.3 7-11.5a7 7 0 0 0-14 0C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
            }
            Self::Code => {
                "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 20h1"
            }
            Self::Star => "M12 4l2.5 5.2 5.5.8-4 4 1 5.7L12 17l-5 2.7 1-5.7-4-4 5.5-.8z",
            Self::Person => {
                "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4.5 3.5-6.5 8-6.5s8 2 8 6.5"
            }
            Self::Megaphone => "M4 10v4h4l9 5V5L8 10zM20 10v4M8 14v5h3",
            Self::Chart => "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
            Self::Calendar => "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
            Self::Plus => "M12 5v14M5 12h14",
        }
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="ico" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="{}"/></svg>"#,
            self.path()
        )
    }
}
impl HtmlSafe for Icon {}
