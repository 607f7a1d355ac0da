#![doc = include_str!("../README.md")]

mod catalogue;
mod check;
mod city;
mod embedded;
mod fault;
mod form;
mod load;
mod matter;
mod named;
mod owner;
mod points;
mod read;
mod results;
mod units;
mod words;

#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use city::{Checks, City, PhotoLimit, Privacy};
pub use fault::{Fault, Place, Reason, Wanted, What};
pub use form::{Choice, Field, FieldKind, ValueFault};
pub use matter::{Climb, Deadlines, Door, Group, Matter, PhotoRule, Sample, Solver, Visibility};
pub use owner::{OwnerChoice, OwnerReason, OwnerRule, UnitDirectory, Whose};
pub use points::{Occasion, PointRule};
pub use results::{ResultKind, Results};
pub use units::{Category, Role, UnitKind};
pub use words::Words;
