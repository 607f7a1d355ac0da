//! The planner's questions, asked and checked.
#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test fails by panicking, and its numbers are small"
)]

mod coverage;
mod health;
mod made;
mod pairing;
mod placement;
mod scene;
mod split;
