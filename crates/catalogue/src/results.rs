//! What can be built or set up for a case: `results.toml`.

use serde::Serialize;

use crate::{fault::What, load::rows, read::Table, words::Words};

/// A kind of thing that a solved case leaves on the ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultKind {
    pub code: String,
    pub name: Words,
    /// What its quantity counts: square metres, pieces.
    pub unit: Words,
}

/// All of `results.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Results {
    pub kinds: Vec<ResultKind>,
    /// So many riders who say that it is there make a result verified.
    pub verified_from: u32,
}

impl Results {
    pub(crate) fn read(top: &Table<'_>) -> Option<Self> {
        let verified_from = top.number("verified_from", 1..=20);
        let kinds = rows(top, "result", ResultKind::read);
        Some(Self { kinds, verified_from: verified_from? })
    }

    pub fn kind(&self, code: &str) -> Option<&ResultKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}

impl ResultKind {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::ResultKind);
        let (name, unit) = (table.words("name"), table.words("unit"));
        Some(Self { code: code?, name: name?, unit: unit? })
    }
}
