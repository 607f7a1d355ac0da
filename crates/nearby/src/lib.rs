#![doc = include_str!("../README.md")]

pub mod belief;
pub mod cell;
pub mod doors;
pub mod hours;
pub mod index;
mod set;

pub use belief::{
    Belief, By, Heard, Policy, Rates, Report, Said, Trend, Trust, Usual, Verdict, Voice, Word,
};
pub use cell::{Cell, Demand};
pub use hours::{Calendar, Hours, HoursFault, State, When};
pub use index::{Change, Entrance, Hit, Index, Query, Slot, Spot, View};
pub use set::Set;
