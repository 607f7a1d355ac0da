//! The same for programs: a holder's phone, a gate's device.

pub mod gate;
pub mod holder;
pub mod visitor;
