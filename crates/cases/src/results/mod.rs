//! Results on the ground: what a case left behind, such as 400 m² of parking, and riders who went
//! and saw it.
//!
//! Invariant: what was recorded is never changed; what was recorded wrongly is struck, with the
//! reason, and counts no more.

mod fact;
mod look;
mod record;
pub mod rules;
pub mod store;

pub(crate) use fact::apply;
pub use fact::{Deliverable, Fact, Recorded, ResultId, ResultName, Seen};
pub(crate) use look::looks;
pub use look::{REMARK_MAX, find, look, may_look};
pub use record::{ADDRESS_MAX, NewResult, QUANTITY_MAX, record, recorders, strike};
