//! The kinds of personal data.

use std::fmt;

/// The name of a kind of personal data. Other crates may add their own with [`Field::new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field(&'static str);

impl Field {
    pub const NAME: Self = Self("name");
    /// A mainland mobile number; set with [`crate::Vault::set_phone`] so that it can be found.
    pub const PHONE: Self = Self("phone");
    /// An identity number; set with [`crate::Vault::set_identity`] so that it can be found.
    pub const IDENTITY: Self = Self("identity");
    /// A staff login name.
    pub const LOGIN: Self = Self("login");
    pub(crate) const TOTP: Self = Self("totp");

    /// `name` is lower-case words joined by hyphens, never changed once data is sealed under it.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}
