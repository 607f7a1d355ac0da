//! What happens to a case from its report to its end, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod chain;
mod checks;
mod collective;
mod common;
mod crowd;
mod deadlines;
mod desk;
mod duty;
mod joint;
mod lists;
mod machine;
mod merge;
mod money;
mod paste;
mod photos;
mod program;
mod races;
mod results;
mod rights;
mod scope;
mod search;
mod verdicts;
mod walk;
