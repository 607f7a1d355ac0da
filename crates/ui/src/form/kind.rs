//! What a field asks for decides its keyboard, its autofill and its size.

/// One possible answer of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    pub value: String,
    pub label: String,
    /// A second line under the label; empty for none.
    pub hint: String,
}

impl Pick {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// The kinds of question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// Several lines.
    LongText,
    /// A whole number, typed on a number pad.
    Number,
    /// Yuan with at most two decimals; the server reads fen.
    Money,
    Phone,
    /// A code sent by message.
    Code,
    /// `true` when a new password is set.
    Password(bool),
    Search,
    Date,
    Choice(Vec<Pick>),
    Checks(Vec<Pick>),
    Select(Vec<Pick>),
    /// One box to tick, its sentence beside it.
    Agree,
    /// Pictures, at most this many; shrunk in the browser when it can.
    Photos(u8),
    /// One file; the second is the `accept` list, such as `.xlsx,.csv`.
    File(String),
    Hidden,
}

impl Kind {
    pub(super) const fn input_type(&self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Password(_) => "password",
            Self::Search => "search",
            Self::Date => "date",
            Self::Photos(_) | Self::File(_) => "file",
            Self::Hidden => "hidden",
            _ => "text",
        }
    }
    pub(super) const fn input_mode(&self) -> &'static str {
        match self {
            Self::Number | Self::Code => "numeric",
            Self::Money => "decimal",
            Self::Phone => "tel",
            _ => "",
        }
    }
    pub(super) const fn autocomplete(&self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Code => "one-time-code",
            Self::Password(true) => "new-password",
            Self::Password(false) => "current-password",
            _ => "",
        }
    }
    /// Secrets are never sent back to the page.
    pub(super) const fn is_secret(&self) -> bool {
        matches!(self, Self::Password(_) | Self::Code | Self::Photos(_) | Self::File(_))
    }
    pub(super) const fn is_group(&self) -> bool {
        matches!(self, Self::Choice(_) | Self::Checks(_))
    }
    pub(super) const fn box_type(&self) -> &'static str {
        if matches!(self, Self::Choice(_)) { "radio" } else { "checkbox" }
    }
    pub(super) const fn is_upload(&self) -> bool {
        matches!(self, Self::Photos(_) | Self::File(_))
    }
    pub(super) fn picks(&self) -> &[Pick] {
        match self {
            Self::Choice(picks) | Self::Checks(picks) | Self::Select(picks) => picks,
            _ => &[],
        }
    }
}
