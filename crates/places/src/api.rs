//! The same for programs.

pub mod labels;
pub mod nearby;
pub mod photos;
pub mod show;
pub mod taps;
pub mod templates;
