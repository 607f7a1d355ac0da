//! Why two records are taken for one person: fields and outcomes with their weight, never a value.

use linkage::Level;
use serde::{Deserialize, Serialize};

/// What one field says of two records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Name of the field, as in [`linkage::workers`].
    pub field: String,
    /// `same`, `shown`, `near`, `alike` or `different`.
    pub outcome: String,
    /// Evidence in bits: for one person when positive, against it when negative.
    pub bits: f64,
}

impl From<&linkage::Reason<'_>> for Reason {
    fn from(reason: &linkage::Reason<'_>) -> Self {
        let outcome = match reason.level {
            Some(Level::Same) => "same",
            Some(Level::Shown) => "shown",
            Some(Level::Edits(_)) => "near",
            Some(Level::Alike(_)) => "alike",
            None => "different",
        };
        // A hundredth of a bit is nobody's concern.
        let bits = (reason.bits * 100.0).round() / 100.0;
        Self { field: reason.field.to_owned(), outcome: outcome.to_owned(), bits }
    }
}

impl Reason {
    /// The key of the sentence that says it.
    pub fn key(&self) -> String {
        format!("registry-reason-{}-{}", self.field.replace('_', "-"), self.outcome)
    }

    /// Whether it speaks for one person.
    pub fn speaks_for(&self) -> bool {
        self.bits >= 0.0
    }
}

/// Reads what was stored; nothing when it does not read.
pub(super) fn read(text: &str) -> Vec<Reason> {
    serde_json::from_str(text).unwrap_or_default()
}

pub(super) fn written(reasons: &[Reason]) -> String {
    serde_json::to_string(reasons).unwrap_or_else(|_| "[]".to_owned())
}
