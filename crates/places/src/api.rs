//! The same for programs.

pub mod nearby;
pub mod show;
pub mod taps;
