//! What earmarked money may be spent on: `funds.toml`.

use serde::Serialize;

use crate::{fault::What, read::Table, words::Words};

/// Something for which a fund may be spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purpose {
    pub code: String,
    pub name: Words,
}

impl Purpose {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Purpose), table.words("name"));
        Some(Self { code: code?, name: name? })
    }
}
