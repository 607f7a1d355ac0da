//! Worker, contact member, branch, street: who has it, until when, and what silence does.

mod arranged;
mod bundled;
mod contact;
mod copied;
mod filed;
mod firms;
mod levels;

use cases::holder::{Holder, held};
use contracts::CaseId;

use crate::common::Town;

/// Who held it for how many minutes; the sum is the time since the report.
fn minutes(town: &Town, id: CaseId) -> Vec<(Holder, i64)> {
    let case = town.case(id);
    let all: Vec<_> = held(&case.holdings, town.now())
        .iter()
        .map(|held| (held.holder, held.seconds / 60))
        .collect();
    let end = case.closed_at.unwrap_or(town.now());
    let sum: i64 = all.iter().map(|(_, minutes)| minutes).sum();
    assert_eq!(sum, end.seconds_since(case.created_at) / 60, "the intervals add up");
    all
}
