//! Why something did not happen. Nothing was changed.

use access::policy::Denied;
use web::{Message, Problem};

/// A refusal with its remedy, or the store's own failure.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("there is no such thing, or not for this reader")]
    NotFound,
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field is missing or wrong; `code` is the key of the words, `about` what stood there.
    #[error("{field}: {code}: {about}")]
    Invalid { field: &'static str, code: &'static str, about: String },
    /// Things have moved on since the reader looked; the key of the words after `problem-`.
    #[error("{0}")]
    Conflict(&'static str),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

impl Fault {
    /// A field that is missing or wrong.
    pub const fn invalid(field: &'static str, code: &'static str) -> Self {
        Self::about(field, code, String::new())
    }
    /// The same, with what stood there.
    pub const fn about(field: &'static str, code: &'static str, about: String) -> Self {
        Self::Invalid { field, code, about }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotFound => Self::not_found(),
            Fault::Denied(denied) => denied.into(),
            Fault::Invalid { field, code, about } => {
                Self::invalid().field(field, Message::key(code).arg("about", about))
            }
            Fault::Conflict(code) => Self::conflict(code),
            Fault::Store(error) => error.into(),
        }
    }
}
