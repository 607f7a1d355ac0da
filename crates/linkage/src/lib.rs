#![doc = include_str!("../README.md")]

mod block;
mod chance;
mod cluster;
mod codes;
mod compare;
mod decide;
mod em;
mod join;
mod kinds;
mod lines;
mod linker;
mod model;
mod pattern;
mod read;
mod rows;
mod rule;
mod table;
mod texts;
mod weights;
pub mod workers;

pub use cluster::Clusters;
pub use compare::{Comparison, Level};
pub use decide::{Decision, decide, least_for};
pub use join::{Known, Outcome, join};
pub use kinds::{Kind, spec_of};
pub use linker::{Link, Linker, Reason, Spec, SpecError};
pub use model::{Learnt, Model};
pub use read::{Headers, ReadError, read_csv, read_headers};
pub use rule::{Piece, Rule};
pub use table::{Column, MISSING, Table};
pub use texts::Texts;
