//! Why something did not happen. Nothing was changed.

use access::policy::Denied;
use web::{Message, Problem, input::KeyReused};

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("there is no such thing, or not for this reader")]
    NotFound,
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A field is missing or wrong; `code` is the key of the words, `about` what it speaks of.
    #[error("{field}: {code} {about}")]
    Invalid { field: &'static str, code: &'static str, about: String },
    /// Somebody else changed it since it was read.
    #[error("the place was changed meanwhile")]
    Stale,
    /// Too many taps from here.
    #[error("too many reports: again in {0} s")]
    TooMany(i64),
    /// It has been settled already.
    #[error("settled already")]
    Settled,
    #[error(transparent)]
    Reused(#[from] KeyReused),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

impl Fault {
    pub const fn invalid(field: &'static str, code: &'static str) -> Self {
        Self::Invalid { field, code, about: String::new() }
    }
    pub fn about(field: &'static str, code: &'static str, about: impl Into<String>) -> Self {
        Self::Invalid { field, code, about: about.into() }
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
            Fault::Stale => Self::conflict("places-stale"),
            Fault::TooMany(wait) => Self::too_many(wait.unsigned_abs()),
            Fault::Settled => Self::conflict("places-settled"),
            Fault::Reused(error) => error.into(),
            Fault::Store(error) => error.into(),
        }
    }
}

/// Text that a person gives: trimmed, long enough, not longer than `max` characters.
pub(crate) fn text(
    field: &'static str,
    typed: &str,
    min: usize,
    max: usize,
) -> Result<String, Fault> {
    let trimmed = typed.trim();
    match trimmed.chars().count() {
        count if count < min => Err(Fault::invalid(field, "places-text-short")),
        count if count > max => Err(Fault::invalid(field, "places-text-long")),
        _ => Ok(trimmed.to_owned()),
    }
}
