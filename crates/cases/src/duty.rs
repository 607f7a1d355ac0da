//! What is urgent rings the duty desk of its area at once, and the next level's after each interval
//! in which nobody took the alarm (接警).
//!
//! Invariant: each level is rung once, by the case's one clock job.

mod act;
mod fact;
pub mod store;

pub use act::{acknowledge, ring};
pub(crate) use act::{pass, tell};
pub use fact::{Duty, Fact, Ring, Taken};
pub(crate) use fact::{admit, apply};
