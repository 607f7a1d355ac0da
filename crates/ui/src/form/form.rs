//! Fields in a row, and the button.

use askama::{Template, filters::HtmlSafe};

use super::{ErrorSummary, Errors, Field};
use crate::{
    SafeHtml,
    words::{self, Lang},
};

/// A form. Its fields keep what was typed and show what was wrong once [`Form::keep`] and
/// [`Form::errors`] are told.
#[derive(Debug, Clone, Template)]
#[template(path = "form.html")]
pub struct Form {
    lang: Lang,
    method: &'static str,
    action: String,
    csrf: String,
    fields: Vec<Field>,
    extra: SafeHtml,
    submit: String,
    submit_value: Option<(String, String)>,
    cancel: Option<(String, String)>,
    draft: String,
    bad: bool,
    inline: bool,
    errors: Errors,
}

impl Form {
    pub fn post(lang: Lang, action: impl Into<String>) -> Self {
        Self::new(lang, "post", action.into())
    }
    /// For searches and filters: fields stand in one row and end up in the address.
    pub fn get(lang: Lang, action: impl Into<String>) -> Self {
        Self { inline: true, ..Self::new(lang, "get", action.into()) }
    }
    fn new(lang: Lang, method: &'static str, action: String) -> Self {
        let key = if method == "get" { "ui-search" } else { "ui-continue" };
        Self {
            lang,
            method,
            action,
            csrf: String::new(),
            fields: Vec::new(),
            extra: SafeHtml::default(),
            submit: words::own(lang, key).to_owned(),
            submit_value: None,
            cancel: None,
            draft: String::new(),
            bad: false,
            inline: false,
            errors: Errors::new(),
        }
    }

    /// The token against forged requests, sent as the hidden field `csrf`.
    #[must_use]
    pub fn csrf(mut self, token: impl Into<String>) -> Self {
        self.csrf = token.into();
        self
    }
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field.lang(self.lang));
        self
    }
    #[must_use]
    pub fn fields(self, fields: impl IntoIterator<Item = Field>) -> Self {
        fields.into_iter().fold(self, Self::field)
    }
    /// Something between the last field and the button, such as a map picker.
    #[must_use]
    pub fn extra(mut self, part: impl HtmlSafe) -> Self {
        self.extra = self.extra.and(part);
        self
    }
    /// The button's words; the default is "continue" or, for a search, "search".
    #[must_use]
    pub fn submit(mut self, label: impl Into<String>) -> Self {
        self.submit = label.into();
        self
    }
    /// Sends `name=value` with the button.
    #[must_use]
    pub fn submit_value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.submit_value = Some((name.into(), value.into()));
        self
    }
    /// A link beside the button.
    #[must_use]
    pub fn cancel(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.cancel = Some((label.into(), href.into()));
        self
    }
    /// Keeps a draft of typed texts in the browser under this name until the form is sent.
    #[must_use]
    pub fn draft(mut self, name: impl Into<String>) -> Self {
        self.draft = name.into();
        self
    }
    /// A button in red, for what cannot be undone.
    #[must_use]
    pub const fn dangerous(mut self) -> Self {
        self.bad = true;
        self
    }
    /// Fields and button in one row, as searches have them.
    #[must_use]
    pub const fn inline(mut self) -> Self {
        self.inline = true;
        self
    }
    /// Puts what was typed back; pairs whose name no field has are ignored, and so are fields of
    /// which nothing was sent.
    #[must_use]
    pub fn keep<K: AsRef<str>, V: AsRef<str>>(mut self, typed: &[(K, V)]) -> Self {
        for field in &mut self.fields {
            let mut sent = typed.iter().filter(|(name, _)| name.as_ref() == field.name).peekable();
            if sent.peek().is_some() {
                field.values = sent.map(|(_, value)| value.as_ref().to_owned()).collect();
            }
        }
        self
    }
    /// Marks the fields; the shell shows the summary (see [`crate::Shell::form`]).
    #[must_use]
    pub fn errors(mut self, errors: &Errors) -> Self {
        for field in &mut self.fields {
            field.error = errors.of(&field.name).map(ToOwned::to_owned);
        }
        self.errors = errors.clone();
        self
    }
    /// The linked list of errors, when there are any.
    pub fn summary(&self) -> Option<ErrorSummary> {
        let mut errors = self.errors.clone();
        for field in &self.fields {
            if let Some(message) = &field.error
                && errors.of(&field.name).is_none()
            {
                errors.add(field.name.clone(), message.clone());
            }
        }
        (!errors.is_empty()).then(|| ErrorSummary::new(self.lang, errors))
    }

    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
    fn is_upload(&self) -> bool {
        self.fields.iter().any(|field| field.kind.is_upload())
    }
}
impl HtmlSafe for Form {}
