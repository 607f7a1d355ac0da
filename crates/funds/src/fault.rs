//! Why something did not happen. Nothing was changed.

use access::policy::Denied;
use web::{Message, Problem, input::KeyReused};

/// A refusal with its remedy, or the store's own failure.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("there is no such thing, or not for this reader")]
    NotFound,
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field is missing or wrong; `code` is the key of the words.
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    /// The share has less than that. Fen.
    #[error("amount: only {left} fen are left")]
    NotCovered { left: i64 },
    /// Things have moved on since the reader looked; `0` is the key of the words after `problem-`.
    #[error("{0}")]
    Conflict(&'static str),
    #[error(transparent)]
    Reused(#[from] KeyReused),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

impl Fault {
    /// A field that is missing or wrong.
    pub const fn invalid(field: &'static str, code: &'static str) -> Self {
        Self::Invalid { field, code }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotFound => Self::not_found(),
            Fault::Denied(denied) => denied.into(),
            Fault::Invalid { field, code } => Self::invalid().field(field, Message::key(code)),
            Fault::NotCovered { left } => {
                let told = Message::key("funds-not-covered").arg("left", kernel::money::yuan(left));
                Self::invalid().field("amount", told)
            }
            Fault::Conflict(code) => Self::conflict(code),
            Fault::Reused(error) => error.into(),
            Fault::Store(error) => error.into(),
        }
    }
}

/// Text that a person must give: trimmed, present, not longer than `max` characters.
pub(crate) fn text(
    field: &'static str,
    typed: &str,
    min: usize,
    max: usize,
) -> Result<String, Fault> {
    let trimmed = typed.trim();
    match trimmed.chars().count() {
        count if count < min => Err(Fault::invalid(field, "text-too-short")),
        count if count > max => Err(Fault::invalid(field, "text-too-long")),
        _ => Ok(trimmed.to_owned()),
    }
}
