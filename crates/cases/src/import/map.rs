//! Which column of a foreign file means what, in TOML.

use kernel::AreaCode;
use serde::Deserialize;

use super::row::Columns;

/// A map from a file's columns to a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The register's name; with a row's number it tells a case from every other.
    pub source: String,
    /// The matter of every row, unless a column says it; the catch-all when absent.
    pub matter: Option<String>,
    /// The area of every row, unless a column says it; the deployment's when absent.
    pub area: Option<AreaCode>,
    pub columns: ColumnNames,
    #[serde(skip)]
    text: String,
}

/// Names of columns as the file's first line has them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnNames {
    pub number: String,
    pub title: String,
    pub text: String,
    pub created: String,
    pub answer: Option<String>,
    pub answered: Option<String>,
    pub matter: Option<String>,
    pub area: Option<String>,
}

/// Why a map does not fit.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    #[error("the map is not valid: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("the file has no column {missing:?}; it has {present:?}: mend [columns] in the map")]
    Column { missing: String, present: Vec<String> },
    #[error("the catalogue has no matter {0:?}: mend `matter` in the map")]
    Matter(String),
}

impl Map {
    /// The map for messages with id, title, text, created_at, answer, answered_at.
    pub fn built_in() -> Result<Self, MapError> {
        Self::parse(include_str!("messages.toml"))
    }

    pub fn parse(text: &str) -> Result<Self, MapError> {
        let map: Self = toml::from_str(text)?;
        Ok(Self { text: text.to_owned(), ..map })
    }

    /// Changes with every change of the map.
    pub(super) fn digest(&self) -> String {
        sheets::digest(self.text.as_bytes())
    }

    pub(super) fn columns(&self, header: &[String]) -> Result<Columns, MapError> {
        let find = |name: &String| {
            header
                .iter()
                .position(|column| column.trim() == name.trim())
                .ok_or_else(|| MapError::Column { missing: name.clone(), present: header.to_vec() })
        };
        let maybe = |name: &Option<String>| name.as_ref().map(find).transpose();
        let names = &self.columns;
        Ok(Columns {
            number: find(&names.number)?,
            title: find(&names.title)?,
            text: find(&names.text)?,
            created: find(&names.created)?,
            answer: maybe(&names.answer)?,
            answered: maybe(&names.answered)?,
            matter: maybe(&names.matter)?,
            area: maybe(&names.area)?,
            default_area: self.area,
        })
    }
}
