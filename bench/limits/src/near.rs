//! The nearest places: a general spatial tree in memory, bare behind HTTP, and beside the engine of
//! Yilu in one process.
//!
//! The bare server is as bare as can be: queries are numbers of a list that it has read beforehand,
//! so that it reads no parameters, and its answers are number and metres alone.

mod bare;
mod engine;
mod process;
mod serve;
mod table;

pub use process::{process, update};
pub use serve::serve;
