//! A name or a sentence in both languages.

use serde::Serialize;

use crate::read::Table;

/// What people read, in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let (zh, en) = (table.text("zh"), table.text("en"));
        Some(Self { zh: zh?, en: en? })
    }
}
