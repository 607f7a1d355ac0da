//! Markup that is known to be escaped.

use std::fmt::{self, Write};

use askama::{
    Template,
    filters::{Escaper as _, Html, HtmlSafe},
};

/// A piece of HTML in which every foreign text is escaped already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Renders a page's own template; askama escapes what it prints.
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_default())
    }
    /// Takes a component, or several one after another with [`SafeHtml::and`].
    pub fn from_safe(part: impl HtmlSafe) -> Self {
        Self(part.to_string())
    }
    /// Escapes a foreign text.
    pub fn text(text: &str) -> Self {
        Self(Escaped(text).to_string())
    }
    /// Nothing yet, with room for so many bytes: what is long is then not copied as it grows.
    pub fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }
    /// Takes markup written by hand: for constants only, never for what somebody typed.
    pub fn trusted(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }
    /// Appends another piece.
    #[must_use]
    pub fn and(mut self, part: impl HtmlSafe) -> Self {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{part}");
        self
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl HtmlSafe for SafeHtml {}

/// A foreign text, escaped as it is written. For what stands in a page by the hundred.
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Most texts have nothing to escape. To ask that of all bytes at once is many times quicker
        // than to stop at each.
        let mark = |byte| matches!(byte, b'"' | b'&' | b'\'' | b'<' | b'>');
        if self.0.bytes().fold(false, |found, byte| found | mark(byte)) {
            Html.write_escaped_str(f, self.0)
        } else {
            f.write_str(self.0)
        }
    }
}
impl HtmlSafe for Escaped<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_escaped_and_components_are_not() {
        let html = SafeHtml::text("<b>\"&'").and(SafeHtml::trusted("<i>ok</i>"));
        assert!(!html.as_str().contains("<b>"), "{html}");
        assert!(html.as_str().ends_with("<i>ok</i>"));
        for (mark, code) in [('"', 34), ('&', 38), ('\'', 39), ('<', 60), ('>', 62)] {
            let escaped = Escaped(&format!("开头{mark}结尾")).to_string();
            assert_eq!(escaped, format!("开头&#{code};结尾"));
        }
        assert_eq!(Escaped("都好；1 = 1").to_string(), "都好；1 = 1");
    }
}
