//! Why something did not happen. Nothing was changed.

use access::policy::Denied;
use web::{Message, Problem, input::KeyReused};

use crate::rules::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("there is no such thing, or not for this reader")]
    NotFound,
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field is missing or wrong; `code` is the key of the words.
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    /// A sitting lies in busy hours; `hours` are those that are not.
    #[error("sittings: outside {hours}")]
    Peak { hours: String },
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many tries; seconds until the next.
    #[error("too many tries; wait {0} seconds")]
    TooMany(i64),
    #[error(transparent)]
    Vault(#[from] access::vault::Error),
    #[error(transparent)]
    Reused(#[from] KeyReused),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

impl Fault {
    /// A field with the key of the words that say what to do.
    pub const fn invalid(field: &'static str, code: &'static str) -> Self {
        Self::Invalid { field, code }
    }

    /// The field and the words, where a form can show them beside it.
    pub fn field(&self) -> Option<(&'static str, Message)> {
        match self {
            Self::Invalid { field, code } => Some((field, Message::key(code))),
            Self::Peak { hours } => {
                Some(("sittings", Message::key("gathering-peak").arg("hours", hours.clone())))
            }
            _ => None,
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        if let Some((field, message)) = fault.field() {
            return Self::invalid().field(field, message);
        }
        match fault {
            Fault::Denied(denied) => denied.into(),
            Fault::Refused(refusal) => Self::conflict(refusal.code()),
            Fault::TooMany(seconds) => Self::too_many(seconds.unsigned_abs()),
            Fault::Vault(error) => error.into(),
            Fault::Reused(error) => error.into(),
            Fault::Store(error) => error.into(),
            Fault::NotFound | Fault::Invalid { .. } | Fault::Peak { .. } => Self::not_found(),
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
