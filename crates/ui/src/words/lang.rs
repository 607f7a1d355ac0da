//! The two languages.

use std::str::FromStr;

/// A language of the pages. Chinese is what somebody gets who never chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// The text names neither language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language of these pages: expected zh or en")]
pub struct NotALanguage;

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The value of the `lang` cookie and of the address: `zh` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
    /// The value of the document's `lang` attribute (BCP 47).
    pub const fn html(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
    pub const fn is_zh(self) -> bool {
        matches!(self, Self::Zh)
    }
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Zh => 0,
            Self::En => 1,
        }
    }
}

impl FromStr for Lang {
    type Err = NotALanguage;
    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        match text {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            _ => Err(NotALanguage),
        }
    }
}
