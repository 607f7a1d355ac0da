//! What the server found wrong, by field.

use askama::{Template, filters::HtmlSafe};

use crate::words::{self, Lang};

/// Messages by field name, in the order in which they were found. A message names the remedy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    pub const fn new() -> Self {
        Self(Vec::new())
    }
    /// `field` is the field's name; an empty name means the form as a whole.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, message)| message.as_str())
    }
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (field.as_str(), message.as_str()))
    }
}

/// The list of errors at the top of the page, each linked to its field.
#[derive(Debug, Clone, Template)]
#[template(path = "error_summary.html")]
pub struct ErrorSummary {
    title: String,
    errors: Errors,
}

impl ErrorSummary {
    pub fn new(lang: Lang, errors: Errors) -> Self {
        let count = i64::try_from(errors.0.len()).unwrap_or_default();
        Self { title: words::own_with(lang, "ui-error-summary", &[("n", count.into())]), errors }
    }
}
impl HtmlSafe for ErrorSummary {}
