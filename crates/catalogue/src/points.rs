//! Point rules: `points.toml`.

use serde::Serialize;

use crate::{fault::What, named::named, read::Table, words::Words};

named! {
    /// The moment at which a rule pays.
    Occasion {
        /// A case was closed and its reporter confirmed that it is solved.
        CaseConfirmed = "case-confirmed",
        /// A case that somebody added to was closed and confirmed.
        CaseSupported = "case-supported",
        /// A worker looked at a drawn case on the spot and answered, whatever the answer.
        CheckAnswered = "check-answered",
    }
}

/// What one occasion earns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PointRule {
    pub code: String,
    pub name: Words,
    pub when: Occasion,
    /// Points.
    pub amount: u32,
    /// The most points one person can earn from this rule in a day (Asia/Shanghai).
    pub daily_cap: u32,
}

impl PointRule {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::PointRule);
        let name = table.words("name");
        let when = table.one_of("when");
        let amount = table.number("amount", 1..=10_000);
        let cap = table.number("daily_cap", amount.unwrap_or(1)..=100_000);
        Some(Self { code: code?, name: name?, when: when?, amount: amount?, daily_cap: cap? })
    }
}
