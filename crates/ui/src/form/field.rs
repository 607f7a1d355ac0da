//! One question with its label, hint, error and what was typed.

use askama::{Template, filters::HtmlSafe};

use super::kind::{Kind, Pick};
use crate::words::{self, Lang};

/// A question. Everything is asked for unless it says [`Field::optional`].
#[derive(Debug, Clone, Template)]
#[template(path = "field.html")]
pub struct Field {
    pub name: String,
    pub label: String,
    pub hint: String,
    pub error: Option<String>,
    pub values: Vec<String>,
    pub kind: Kind,
    pub optional: bool,
    pub max_length: Option<u32>,
    pub placeholder: String,
    pub autocomplete: String,
    /// Offers a button that fills the place found by the device into these two hidden fields.
    pub locate: Option<(String, String)>,
    pub(crate) lang: Lang,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $kind:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(name: impl Into<String>, label: impl Into<String>) -> Self {
            Self::new($kind, name, label)
        }
    )*};
}

impl Field {
    pub fn new(kind: Kind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            error: None,
            values: Vec::new(),
            autocomplete: kind.autocomplete().to_owned(),
            kind,
            optional: false,
            max_length: None,
            placeholder: String::new(),
            locate: None,
            lang: Lang::default(),
        }
    }

    kinds! {
        text => Kind::Text;
        long_text => Kind::LongText;
        number => Kind::Number;
        money => Kind::Money;
        phone => Kind::Phone;
        code => Kind::Code;
        password => Kind::Password(false);
        new_password => Kind::Password(true);
        search => Kind::Search;
        date => Kind::Date;
        /// One box; the label is the sentence one agrees to. Its value is `1`.
        agree => Kind::Agree;
    }

    /// Radio buttons, large enough for a wet glove.
    pub fn choice(name: impl Into<String>, label: impl Into<String>, picks: Vec<Pick>) -> Self {
        Self::new(Kind::Choice(picks), name, label)
    }
    /// Boxes of which several may be ticked.
    pub fn checks(name: impl Into<String>, label: impl Into<String>, picks: Vec<Pick>) -> Self {
        Self::new(Kind::Checks(picks), name, label)
    }
    pub fn select(name: impl Into<String>, label: impl Into<String>, picks: Vec<Pick>) -> Self {
        Self::new(Kind::Select(picks), name, label)
    }
    /// Pictures from the camera or the album, at most `max`.
    pub fn photos(name: impl Into<String>, label: impl Into<String>, max: u8) -> Self {
        Self::new(Kind::Photos(max), name, label)
    }
    /// One file; `accept` is a list such as `.xlsx,.csv`.
    pub fn file(
        name: impl Into<String>,
        label: impl Into<String>,
        accept: impl Into<String>,
    ) -> Self {
        Self::new(Kind::File(accept.into()), name, label)
    }
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(Kind::Hidden, name, "").value(value)
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
    /// What stands in the field; for boxes call it once for each ticked one.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values.push(value.into());
        self
    }
    #[must_use]
    pub fn error(mut self, message: impl Into<String>) -> Self {
        self.error = Some(message.into());
        self
    }
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    /// In characters, not bytes.
    #[must_use]
    pub const fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }
    #[must_use]
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.placeholder = text.into();
        self
    }
    /// A token of the HTML `autocomplete` attribute, such as `name` or `street-address`.
    #[must_use]
    pub fn autocomplete(mut self, token: impl Into<String>) -> Self {
        self.autocomplete = token.into();
        self
    }
    /// Adds a "use my place" button that fills the hidden fields `lat` and `lon` (WGS-84 degrees).
    #[must_use]
    pub fn locate(mut self, lat: impl Into<String>, lon: impl Into<String>) -> Self {
        self.locate = Some((lat.into(), lon.into()));
        self
    }
    /// The language of the field's own few words; [`super::Form`] sets it for its fields.
    #[must_use]
    pub const fn lang(mut self, lang: Lang) -> Self {
        self.lang = lang;
        self
    }

    /// The id to which the error summary links.
    pub fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    fn shown(&self) -> &str {
        if self.kind.is_secret() {
            return "";
        }
        self.values.first().map_or("", String::as_str)
    }
    fn is_picked(&self, value: &str) -> bool {
        self.values.iter().any(|one| one == value)
    }
    fn t(&self, key: &'static str) -> &str {
        words::own(self.lang, key)
    }
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.id()));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.id()));
        }
        ids.join(" ")
    }
    fn max_photos(&self) -> u8 {
        if let Kind::Photos(max) = self.kind { max } else { 1 }
    }
    fn accept(&self) -> &str {
        if let Kind::File(accept) = &self.kind { accept } else { "image/*" }
    }
}
impl HtmlSafe for Field {}
