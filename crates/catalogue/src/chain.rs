//! The way through a contact member: `chain.toml`. A city without the file has none.

use kernel::Span;
use serde::Serialize;

use crate::{fault::What, matter::span, read::Table};

/// How long each level may be silent before a case moves up by itself. The worker's own deadline
/// is the matter's and never moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// The contact member's limit.
    pub member: Span,
    /// The branch's.
    pub branch: Span,
    /// The kind of organization that branches are.
    pub branch_kind: String,
    /// Calendar days after which a report filed for somebody lapses without their yes.
    pub filing_days: u32,
}

impl Chain {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let member = table.child("member", |level| span(level, "limit"));
        let branch = table.child("branch", |level| {
            Some((span(level, "limit")?, level.refer("unit_kind", What::UnitKind)?))
        });
        let filing_days = table.child("filing", |filing| filing.number("lapse_days", 1..=30));
        let (branch, branch_kind) = branch?;
        Some(Self { member: member?, branch, branch_kind, filing_days: filing_days? })
    }
}
