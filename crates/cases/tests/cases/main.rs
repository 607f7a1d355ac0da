//! What happens to a case from its report to its end, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod deadlines;
mod desk;
mod joint;
mod lists;
mod machine;
mod money;
mod races;
mod rights;
mod scope;
mod search;
mod verdicts;
mod walk;
