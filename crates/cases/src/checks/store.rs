//! All SQL of draws and checks.

mod asks;
mod draws;
mod volunteers;

pub use asks::*;
pub use draws::*;
pub use volunteers::*;
