//! A sentence that is not yet in any language.

use std::borrow::Cow;

use ui::{Lang, Value, Words};

/// A value inside a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

/// A key of the words with its arguments, or a text that is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Key(Cow<'static, str>, Vec<(&'static str, Arg)>),
    /// For texts that only programs read, such as a JSON parser's.
    Text(String),
}

impl Message {
    pub const fn key(key: &'static str) -> Self {
        Self::Key(Cow::Borrowed(key), Vec::new())
    }
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        if let Self::Key(_, args) = &mut self {
            args.push((name, value.into()));
        }
        self
    }
    /// The sentence in a language.
    pub fn text(&self, words: &Words, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Key(key, args) if args.is_empty() => words.get(lang, key).to_owned(),
            Self::Key(key, args) => {
                let args: Vec<(&str, Value<'_>)> =
                    args.iter().map(|(name, value)| (*name, value.value())).collect();
                words.with(lang, key, &args)
            }
        }
    }
}

impl Arg {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
        }
    }
}

impl From<&'static str> for Message {
    fn from(key: &'static str) -> Self {
        Self::key(key)
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A limit as people read it: `15 MB`, `64 KB`.
pub(crate) fn megabytes(bytes: usize) -> String {
    match bytes {
        1_000_000.. => format!("{} MB", bytes / 1_000_000),
        1_000.. => format!("{} KB", bytes / 1_000),
        _ => format!("{bytes} B"),
    }
}
