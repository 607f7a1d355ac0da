//! A model as bytes: a mark, a version, then its parts in postcard's format.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::features::TermTable;
use crate::linear::Linear;
use crate::model::Model;

const MARK: [u8; 4] = *b"YLSG";
/// Raise it with any change of [`Parts`] or of what a term is.
const VERSION: u8 = 1;

/// All that a model knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    pub labels: Vec<String>,
    pub table: TermTable,
    pub title_weight: f64,
    pub linear: Linear,
    pub sharpness: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoredError {
    #[error("these bytes are not a suggestion model: train one again")]
    NotAModel,
    #[error("the model has format {found}, this program reads {VERSION}: train it again")]
    Version { found: u8 },
    #[error("the model is damaged: train it again")]
    Damaged,
}

impl Model {
    /// The same model gives the same bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, StoredError> {
        let mut bytes = MARK.to_vec();
        bytes.push(VERSION);
        postcard::to_extend(self.parts(), bytes).map_err(|_| StoredError::Damaged)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredError> {
        let (found, body) = bytes
            .strip_prefix(&MARK)
            .and_then(<[u8]>::split_first)
            .ok_or(StoredError::NotAModel)?;
        if *found != VERSION {
            return Err(StoredError::Version { found: *found });
        }
        match postcard::take_from_bytes::<Parts>(body) {
            Ok((parts, [])) if parts.fit() => Ok(Self::new(parts)),
            _ => Err(StoredError::Damaged),
        }
    }
}

impl Parts {
    fn fit(&self) -> bool {
        let terms = self.table.terms.len();
        self.table.example_counts.len() == terms
            && self.linear.fits(terms, self.labels.len())
            && self.title_weight.is_finite()
            && self.sharpness.is_finite()
    }
}
